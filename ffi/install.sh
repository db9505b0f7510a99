#!/usr/bin/env bash
# Installs libpaysdk: library, headers, pkg-config and CMake files.
#
#   PREFIX   where it will live, an absolute path; /usr/local if not given
#   LIBDIR   where its libraries go, an absolute path or one below PREFIX; lib if not given
#   DESTDIR  put in front of every path, for packagers
#   BUILT    a folder with libpaysdk.so and libpaysdk.a; if not given, they are built here for size, with cargo
#   FEATURES of that build: "http" (the default), "plain-http" or "" (transport callback only)
#   PAYSDK_PROVIDERS of that build: "chaoying,dragonex"; all if not given
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
prefix=${PREFIX:-/usr/local}
case $prefix in
/*) prefix=$(realpath -ms "$prefix") ;;
*)
    echo "PREFIX must be an absolute path, for the installed files name it: $prefix" >&2
    exit 1
    ;;
esac
case ${LIBDIR:=lib} in
/*) libdir=$(realpath -ms "$LIBDIR") ;;
*) libdir=$(realpath -ms "$prefix/$LIBDIR") ;;
esac
destdir=${DESTDIR:-}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/../Cargo.toml" | head -n 1)
soname=libpaysdk.so.0
system_libs="-lgcc_s -lutil -lrt -lpthread -lm -ldl -lc"

# Below the prefix the libraries go where it goes; elsewhere only its name leads back to it.
cmake_dir=$libdir/cmake/paysdk
case $libdir/ in
"$prefix"/*)
    pc_libdir=\${prefix}/$(realpath -ms --relative-to="$prefix" "$libdir")
    cmake_prefix=\${CMAKE_CURRENT_LIST_DIR}/$(realpath -ms --relative-to="$cmake_dir" "$prefix")
    ;;
*)
    pc_libdir=$libdir
    cmake_prefix=$prefix
    ;;
esac

if [ -z "${BUILT:-}" ]; then
    target=${CARGO_TARGET_DIR:-$here/../target}
    for kind in staticlib cdylib; do
        (cd "$here" && cargo rustc --quiet --lib --crate-type "$kind" --profile size \
            --no-default-features --features "${FEATURES-http}" --target-dir "$target")
    done
    BUILT=$target/size
fi

put() { # mode, source, target
    install -D -m "$1" "$2" "$destdir$3"
}

fill() { # source, target
    mkdir -p "$(dirname "$destdir$2")"
    sed -e "s|@PREFIX@|$prefix|g" -e "s|@LIBDIR@|$pc_libdir|g" -e "s|@CMAKE_PREFIX@|$cmake_prefix|g" \
        -e "s|@VERSION@|$version|g" -e "s|@SYSTEM_LIBS@|$system_libs|g" "$1" >"$destdir$2"
    chmod 644 "$destdir$2"
}

put 755 "$BUILT/libpaysdk.so" "$libdir/libpaysdk.so.$version"
ln -sf "libpaysdk.so.$version" "$destdir$libdir/$soname"
ln -sf "$soname" "$destdir$libdir/libpaysdk.so"
put 644 "$BUILT/libpaysdk.a" "$libdir/libpaysdk.a"
for header in paysdk.h paysdk.ffi.h paysdk.hpp paysdk_names.hpp; do
    put 644 "$here/include/$header" "$prefix/include/$header"
done
fill "$here/paysdk.pc.in" "$libdir/pkgconfig/paysdk.pc"
fill "$here/cmake/paysdk-config.cmake" "$cmake_dir/paysdk-config.cmake"
fill "$here/cmake/paysdk-config-version.cmake" "$cmake_dir/paysdk-config-version.cmake"
echo "libpaysdk $version is in $destdir$prefix"

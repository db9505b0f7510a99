#!/usr/bin/env bash
# Prints how large the stripped library is, in kilobytes, by what it was built with. Each is built for size first.
#
#   ONLY="http" picks some of: http plain-http none
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../target}
printf '%-12s %-42s %8s\n' features "what it is" KB
for features in ${ONLY:-http plain-http none}; do
    case $features in
    http) what="HTTPS client (ureq, rustls, ring)" given=http ;;
    plain-http) what="HTTP client without TLS" given=plain-http ;;
    none) what="transport callback only" given="" ;;
    *) echo "no features are called $features" >&2 && exit 1 ;;
    esac
    (cd "$here" && cargo rustc --quiet --lib --crate-type cdylib --profile size \
        --no-default-features --features "$given" --target-dir "$target")
    copy=$(mktemp)
    strip -o "$copy" "$target/size/libpaysdk.so"
    printf '%-12s %-42s %8d\n' "$features" "$what" $((($(wc -c <"$copy") + 999) / 1000))
    rm -f "$copy"
done

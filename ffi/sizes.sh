#!/usr/bin/env bash
# Measures what the library takes of a terminal, beside the targets, and fails where it takes more:
# the stripped library in kilobytes, by its features, each built for size first (--profile size); how many symbols it exports;
# and the peak memory of a C program that makes one payment, over HTTP and over HTTPS, at the sandbox.
#
#   ONLY="http none"           picks some of the builds: http plain-http none. Memory is measured where its build is picked.
#   PAYSDK_PROVIDERS=chaoying  leaves the other providers out; memory is measured with chaoying.
#
# It needs cc, strip, nm, GNU time and, for HTTPS, openssl and python3.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../target}
only=${ONLY:-http plain-http none}
work=$(mktemp -d)
servers=()
missed=0

tidy() {
    for server in "${servers[@]}"; do
        kill "$server" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap tidy EXIT

report() { # what, figure, target, unit
    local verdict=ok
    if [ "$2" -gt "$3" ]; then
        verdict=MISSED
        missed=1
    fi
    printf '%-58s %7d %7d %-3s %s\n' "$1" "$2" "$3" "$4" "$verdict"
}

build() { # features
    (cd "$here" && cargo rustc --quiet --lib --crate-type cdylib --profile size \
        --no-default-features --features "$1" --target-dir "$target")
    mkdir -p "$work/lib-$1"
    strip -o "$work/lib-$1/libpaysdk.so.0" "$target/size/libpaysdk.so"
    ln -s libpaysdk.so.0 "$work/lib-$1/libpaysdk.so"
}

size() { # features, what they are, target
    local bytes
    bytes=$(wc -c <"$work/lib-$1/libpaysdk.so.0")
    report "size: $2" $(((bytes + 999) / 1000)) "$3" KB
}

symbols() { # features
    local exported
    exported=$(nm -D --defined-only "$work/lib-$1/libpaysdk.so.0" | wc -l)
    report "exported symbols" "$exported" "$(wc -l <"$here/symbols.txt")" ""
}

sandbox() { # sets $gateway to the base URL of a gateway of the sandbox
    if [ -n "${gateway:-}" ]; then
        return
    fi
    (cd "$here" && cargo build --quiet -p sandbox --target-dir "$target")
    "$target/debug/sandbox" serve --provider chaoying >"$work/sandbox" &
    servers+=($!)
    until gateway=$(grep -o 'http://127.0.0.1:[0-9]*' "$work/sandbox" | head -n 1) && [ -n "$gateway" ]; do
        sleep 0.1
    done
}

behind_tls() { # sets $secure to a base URL in front of the gateway, and writes its CA to $work/ca.pem
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:false \
        -keyout "$work/key.pem" -out "$work/ca.pem" 2>/dev/null
    python3 "$here/tests/tls_relay.py" "$work/ca.pem" "$work/key.pem" "${gateway##*:}" >"$work/relay" &
    servers+=($!)
    until [ -s "$work/relay" ]; do
        sleep 0.1
    done
    secure=https://localhost:$(cat "$work/relay")
}

memory() { # features, what, target, base URL, CA file
    local program=$work/one_payment-$1
    cc -std=c99 -O2 -I "$here/include" "$here/tests/c/one_payment.c" -L "$work/lib-$1" -lpaysdk -o "$program"
    LD_LIBRARY_PATH=$work/lib-$1 command time -f %M -o "$work/memory" "$program" "$4" "size_$$_${1//-/_}" ${5+"$5"} >/dev/null
    report "peak memory of a payment $2" "$(tail -n 1 "$work/memory")" "$3" KiB
}

printf '%-58s %7s %7s\n' "" is target
for features in $only; do
    case $features in
    http)
        build http
        size http "HTTPS client (ureq, rustls, ring)" 1700
        symbols http
        sandbox
        behind_tls
        memory http "over HTTPS" 4096 "$secure" "$work/ca.pem"
        ;;
    plain-http)
        build plain-http
        size plain-http "HTTP client without TLS" 620
        sandbox
        memory plain-http "over HTTP" 2560 "$gateway"
        ;;
    none)
        build ""
        size "" "transport callback only" 350
        ;;
    *)
        echo "no features are called $features" >&2
        exit 2
        ;;
    esac
done
exit "$missed"

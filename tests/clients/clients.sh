#!/usr/bin/env bash
# clients -- curl, nghttp and h2load against what we serve: programs that
# nobody here wrote must be able to use every door.
#
# Use:     tests/support/with_shape.sh SHAPE BIN tests/clients/clients.sh
# Checks:  REST over TCP, over each process's Unix socket and over HTTP/2;
#          gRPC framing, trailers and statuses byte by byte.
# Skips:   with a word, where a client is not installed.
set -u
failed=0
done=0
port=${CLEAVE_URL##*:}
work=$CLEAVE_HOME/clients
mkdir -p "$work"

check() { # NAME WANTED TEXT
    done=$((done + 1))
    if ! printf '%s' "$3" | grep -qE -- "$2"; then
        echo "clients: $1: nothing like \"$2\" in:"
        printf '%s\n' "$3" | head -20 | cat -v
        failed=$((failed + 1))
    fi
}

if ! command -v curl >/dev/null; then
    echo 'clients: skipped: curl is not installed'
    exit 0
fi

# ---- REST, over TCP ----
token=$(curl -s "$CLEAVE_URL/api/tokens" -H 'Content-Type: application/json' \
    -d '{"customer_id":7,"pin":"0007"}' | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
check 'a token' '^ey' "$token"
order() { # KEY EXTRA...
    key=$1
    shift
    curl -s -i "$@" "$CLEAVE_URL/api/orders" -H "Authorization: Bearer $token" \
        -H 'Content-Type: application/json' -H "Idempotency-Key: $key" \
        -d '{"customer_id":7,"lines":[{"sku":"MUG","quantity":2}]}'
}
check 'an order over HTTP/1.1' '^HTTP/1.1 201' "$(order curl-1)"
check 'its answer again' '^HTTP/1.1 201' "$(order curl-1)"
check 'an order over HTTP/2' '^HTTP/2 201' \
    "$(order curl-2 --http2-prior-knowledge)"
check 'a quoted key is the same key' "$(order curl-1 | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')" \
    "$(order '"curl-1"')"
check 'HEAD' '^HTTP/1.1 200' "$(curl -s -I "$CLEAVE_URL/api/products/MUG")"
check 'a problem' 'application/problem\+json' \
    "$(curl -s -i "$CLEAVE_URL/api/orders/nothing")"
check 'metrics' '^# TYPE ' "$(curl -s "$CLEAVE_URL/metrics")"
check 'openapi' '"openapi":"3' "$(curl -s "$CLEAVE_URL/api/openapi.json")"

# ---- each process, over its Unix socket, in both tongues ----
for socket in "$CLEAVE_HOME"/run/*-1.sock; do
    name=$(basename "$socket" -1.sock)
    check "$name: readyz" '"ready":true' \
        "$(curl -s --unix-socket "$socket" http://$name/readyz)"
    check "$name: readyz over HTTP/2" '^HTTP/2 200' \
        "$(curl -s -i --http2-prior-knowledge --unix-socket "$socket" http://$name/readyz)"
    check "$name: its status by /rpc" '"pid":[1-9]' \
        "$(curl -s --unix-socket "$socket" http://$name/rpc/control.Control/Status \
            -H 'Content-Type: application/json' -d '{}')"
done

# ---- gRPC, by hand: one byte of flags, four of length, the message ----
grpc() { # SOCKET PATH FILE
    curl -s -i --http2-prior-knowledge --unix-socket "$1" "http://localhost$2" \
        -H 'content-type: application/grpc' -H 'te: trailers' \
        --data-binary "@$3" | tr -d '\000'
}
printf '\000\000\000\000\000' >"$work/empty"
check 'gRPC: a unary call' 'grpc-status: 0' \
    "$(grpc "$CLEAVE_SOCKET" /shop.Shop/ListProducts "$work/empty")"
check 'gRPC: its content type' '^content-type: application/grpc' \
    "$(grpc "$CLEAVE_SOCKET" /shop.Shop/ListProducts "$work/empty")"
check 'gRPC: an unknown method' '^grpc-status: 12' \
    "$(grpc "$CLEAVE_SOCKET" /shop.Shop/Nothing "$work/empty")"
check 'gRPC: an unknown service' '^grpc-status: 12' \
    "$(grpc "$CLEAVE_SOCKET" /no.Such/Thing "$work/empty")"
printf '\000\000\000\000\005\012\003VAX' >"$work/vax" # sku = "VAX"
check 'gRPC: a thing that is not there' '^grpc-status: 5' \
    "$(grpc "$CLEAVE_SOCKET" /shop.Shop/GetProduct "$work/vax")"
check 'gRPC: whose name comes with it' '^cleave-error: not-found' \
    "$(grpc "$CLEAVE_SOCKET" /shop.Shop/GetProduct "$work/vax")"
printf '\001\000\000\000\000' >"$work/compressed"
check 'gRPC: a compressed message' '^grpc-status: 12' \
    "$(grpc "$CLEAVE_SOCKET" /shop.Shop/ListProducts "$work/compressed")"
check 'gRPC: without a token' '^grpc-status: 16' \
    "$(grpc "$CLEAVE_SOCKET" /shop.Shop/ListOrders "$work/empty")"

# ---- nghttp2's own tools ----
if command -v nghttp >/dev/null; then
    said=$(nghttp -v --no-dep -H':method: POST' -H'content-type: application/grpc' \
        -H'te: trailers' -d "$work/empty" \
        "http://127.0.0.1:$port/shop.Shop/ListProducts" 2>&1 | tr -d '\000')
    check 'nghttp: trailers behind the data' 'grpc-status: 0' "$said"
    check 'nghttp: the stream ends' 'END_STREAM' "$said"
else
    echo 'clients: nghttp is not installed; its part is skipped'
fi
if command -v h2load >/dev/null; then
    said=$(h2load -n 2000 -c 8 -m 16 "http://127.0.0.1:$port/api/products/MUG" 2>&1)
    check 'h2load: REST over HTTP/2' '2000 succeeded, 0 failed' "$said"
    said=$(h2load --h1 -n 2000 -c 8 "http://127.0.0.1:$port/api/products/MUG" 2>&1)
    check 'h2load: REST over HTTP/1.1' '2000 succeeded, 0 failed' "$said"
    said=$(h2load -n 2000 -c 4 -m 32 -H 'content-type: application/grpc' \
        -H 'te: trailers' -d "$work/empty" \
        "http://127.0.0.1:$port/shop.Shop/ListProducts" 2>&1)
    check 'h2load: gRPC' '2000 succeeded, 0 failed' "$said"
else
    echo 'clients: h2load is not installed; its part is skipped'
fi

echo "clients: $CLEAVE_SHAPE: $done checks, $failed failed"
[ "$failed" = 0 ]

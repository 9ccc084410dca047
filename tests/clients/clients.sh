#!/usr/bin/env bash
# clients -- clients that nobody here wrote: curl, nghttp, h2load.
#
# Use:    tests/support/with_shape.sh SHAPE BIN tests/clients/clients.sh
# Asks:   the front door over TCP and every process over its Unix socket, in
#         HTTP/1.1, h2c and gRPC. A client that is not installed is skipped,
#         with a word.
set -u
run=$CLEAVE_HOME/run
work=$(mktemp -d "$CLEAVE_HOME/clients-XXXXXX")
failed=0
skipped=0
fail() {
    echo "FAILED $*"
    failed=$((failed + 1))
}
skip() {
    echo "skip   $*"
    skipped=$((skipped + 1))
}
has() { command -v "$1" >/dev/null || {
    skip "$1 is not installed"
    return 1
}; }
# says TITLE WORD COMMAND...: what the command prints has the word
says() {
    local title=$1 word=$2
    shift 2
    if ! timeout 20 "$@" >"$work/out" 2>&1; then
        fail "$title: exit status $?: $(head -c 300 "$work/out")"
    elif ! grep -aqE -- "$word" "$work/out"; then
        fail "$title: no \"$word\" in: $(head -c 600 "$work/out")"
    else
        echo "ok     $title"
    fi
}
# An RPC that changes nothing and takes a small message, for each process:
# REST body, and the same message as gRPC bytes.
rpc_of() {
    case $1 in
    customers) printf '%s' 'customers.Customers/Get {"id":7} \x08\x07' ;;
    payments) printf %s 'payments.Payments/Wallet {"customer_id":7} \x08\x07' ;;
    inventory)
        printf '%s' \
            'inventory.Inventory/GetProduct {"sku":"MUG"} \x0a\x03MUG'
        ;;
    orders) printf '%s' 'orders.Orders/List {"limit":1} \x18\x01' ;;
    registry) printf '%s' 'registry.Registry/List {"service":"orders"} \x0a\x06orders' ;;
    supervisor) printf '%s' 'supervisor.Supervisor/Status {} ' ;;
    sidecar) printf '%s' 'sidecar.Sidecar/Count {} ' ;;
    shipping) printf '%s' 'shipping.Shipping/Find {"order_id":"X"} \x0a\x01X' ;;
    gateway | monolith)
        printf '%s' 'shop.Shop/GetProduct {"sku":"MUG"} \x0a\x03MUG'
        ;;
    esac
}
# A gRPC message: no compression, a length of four bytes, the message.
message() {
    local bytes
    bytes=$(printf '%b' "$1" | wc -c)
    printf '\0\0\0\0%b' "\\x$(printf %02x "$bytes")"
    printf '%b' "$1"
}
grpc=(-s --http2-prior-knowledge -X POST -H 'content-type: application/grpc'
    -H 'te: trailers' -D - -o /dev/null)
# trailer STATUS TITLE CURL-ARGUMENT...: grpc-status stands behind the body
trailer() {
    local want=$1
    shift
    says "$1" "grpc-status: $want\b" curl -v "${grpc[@]}" "${@:2}"
}

# ---- curl ----

with_curl() {
    local name=$1 socket=$2 method body bytes status=200 grpc_status=0
    # There is no parcel of an order that nobody placed: that is an answer too.
    [ "$name" != shipping ] || status=404 grpc_status=5
    read -r method body bytes <<<"$(rpc_of "$name")"
    says "curl, $name, /healthz" '"ok"' \
        curl -sf --unix-socket "$socket" http://x/healthz
    says "curl, $name, /readyz" '"ready":true' \
        curl -sf --unix-socket "$socket" http://x/readyz
    says "curl, $name, /metrics" '^# ' \
        curl -sf --unix-socket "$socket" http://x/metrics
    says "curl, $name, h2c" '"ok".*2$' \
        curl -sf --http2-prior-knowledge -w '%{http_version}' \
        --unix-socket "$socket" http://x/healthz
    says "curl, $name, h2c by upgrade is answered in HTTP/1.1" '"ok"' \
        curl -sf --http2 --unix-socket "$socket" http://x/healthz
    says "curl, $name, /rpc/$method" " $status\$" \
        curl -s -w ' %{http_code}' --unix-socket "$socket" --json "$body" \
        "http://x/rpc/$method"
    says "curl, $name, /rpc/ over h2c" " $status\$" \
        curl -s --http2-prior-knowledge -w ' %{http_code}' \
        --unix-socket "$socket" --json "$body" "http://x/rpc/$method"
    says "curl, $name, an unknown method" ' 404$' \
        curl -s -w ' %{http_code}' --unix-socket "$socket" --json '{}' \
        "http://x/rpc/${method%/*}/NoSuch"
    message "$bytes" >"$work/message"
    trailer "$grpc_status" "gRPC by curl, $name, $method" \
        --unix-socket "$socket" --data-binary "@$work/message" \
        "http://x/$method"
    trailer 12 "gRPC by curl, $name, an unknown method" \
        --unix-socket "$socket" --data-binary "@$work/message" \
        "http://x/${method%/*}/NoSuch"
    trailer 12 "gRPC by curl, $name, an unknown service" \
        --unix-socket "$socket" --data-binary "@$work/message" \
        "http://x/no.Such/Thing"
}

# Every process by its name, and a sidecar twice: as what stands before
# payments, and as itself.
[ "$CLEAVE_SHAPE" != split ] ||
    says 'a sidecar before payments' 'sidecar' "$CLEAVE_BIN/cleave" mesh payments on
servers=()
for socket in "$run"/*-1.sock "$run/registry.sock" "$run/supervisor.sock"; do
    [ ! -S "$socket" ] || servers+=("$(basename "${socket%-1.sock}" .sock) $socket")
done
if [ -S "$run/payments-1.sidecar.sock" ]; then
    servers+=("payments $run/payments-1.sidecar.sock"
        "sidecar $run/payments-1.sidecar-control.sock")
fi

if has curl; then
    for server in "${servers[@]}"; do
        with_curl "${server%% *}" "${server#* }"
    done
    says 'curl, the catalogue' '"sku":"MUG"' \
        curl -sf "$CLEAVE_URL/api/products"
    says 'curl, the catalogue over h2c' '"sku":"MUG"' \
        curl -sf --http2-prior-knowledge "$CLEAVE_URL/api/products"
    says 'curl, the contract' '"openapi":"3.1' \
        curl -sf "$CLEAVE_URL/api/openapi.json"
    says 'curl, HEAD' 'content-length: [1-9]' \
        curl -sfI "$CLEAVE_URL/api/products/MUG"
    says 'curl, HTTP/1.0' '"ok"' curl -sf -0 "$CLEAVE_URL/healthz"
    says 'curl, a token' '"token":"' curl -sf "$CLEAVE_URL/api/tokens" \
        --json '{"customer_id":7,"pin":"0007"}'
    token=$(sed -n 's/.*"token":"\([^"]*\).*/\1/p' "$work/out")
    placed=(curl -sf -H "Authorization: Bearer $token" --json
        '{"customer_id":7,"lines":[{"sku":"MUG","quantity":1}]}'
        "$CLEAVE_URL/api/orders")
    says 'curl, an order' '"CONFIRMED"' "${placed[@]}" \
        -H "Idempotency-Key: clients-1-$$"
    says 'curl, an order over h2c' '"CONFIRMED"' "${placed[@]}" \
        -H "Idempotency-Key: clients-2-$$" --http2-prior-knowledge
    says 'curl, an order in chunks' '"CONFIRMED"' "${placed[@]}" \
        -H "Idempotency-Key: clients-3-$$" -H 'Transfer-Encoding: chunked'
    says 'curl, an order that waits for 100' '"CONFIRMED"' "${placed[@]}" \
        -H "Idempotency-Key: clients-4-$$" -H 'Expect: 100-continue'
    says 'curl, ten on one connection' '(200){10}' \
        curl -s -o /dev/null -w '%{http_code}' "$CLEAVE_URL/healthz?x=[1-10]"
fi

# ---- nghttp and h2load speak HTTP/2 by another library's client ----

if has nghttp; then
    says 'nghttp, the catalogue' ':status: 200' \
        nghttp -nv "$CLEAVE_URL/api/products"
    says 'nghttp, four streams' '4 requests|:status: 200' \
        nghttp -nsv "$CLEAVE_URL/healthz" "$CLEAVE_URL/readyz" \
        "$CLEAVE_URL/metrics" "$CLEAVE_URL/api/products"
    printf '{"customer_id":7,"pin":"0007"}' >"$work/pin"
    says 'nghttp, a message in padded frames' ':status: 201' \
        nghttp -nv -b 64 -H 'content-type: application/json' \
        -d "$work/pin" "$CLEAVE_URL/api/tokens"
    message '\x0a\x03MUG' >"$work/message"
    says 'nghttp, gRPC' 'grpc-status: 0' \
        nghttp -nv -H 'content-type: application/grpc' -H 'te: trailers' \
        -d "$work/message" "$CLEAVE_URL/shop.Shop/GetProduct"
    says 'nghttp, gRPC, an unknown method' 'grpc-status: 12' \
        nghttp -nv -H 'content-type: application/grpc' -H 'te: trailers' \
        -d "$work/message" "$CLEAVE_URL/shop.Shop/NoSuch"
fi
if has h2load; then
    says 'h2load, 2000 requests in HTTP/2' '2000 succeeded, 0 failed' \
        h2load -n 2000 -c 10 -m 20 "$CLEAVE_URL/api/products/MUG"
    says 'h2load, 2000 requests in HTTP/1.1' '2000 succeeded, 0 failed' \
        h2load --h1 -n 2000 -c 10 "$CLEAVE_URL/api/products/MUG"
    # Of every process: 400 calls, whose status is OK, or NOT_FOUND, which is
    # an answer too; and as many in HTTP/1.1 and h2c.
    for server in "${servers[@]}"; do
        name=${server%% *}
        socket=${server#* }
        read -r method body bytes <<<"$(rpc_of "$name")"
        message "$bytes" >"$work/message"
        says "h2load, 400 gRPC calls of ${socket##*/}" '400 succeeded, 0 failed' \
            h2load -n 400 -c 4 -m 20 -B "unix:$socket" \
            -H 'content-type: application/grpc' -H 'te: trailers' \
            -d "$work/message" "http://x/$method"
        says "h2load, 400 in HTTP/1.1 of ${socket##*/}" '400 succeeded, 0 failed' \
            h2load --h1 -n 400 -c 4 -B "unix:$socket" http://x/healthz
        says "h2load, 400 in HTTP/2 of ${socket##*/}" '400 succeeded, 0 failed' \
            h2load -n 400 -c 4 -m 20 -B "unix:$socket" http://x/healthz
    done
fi
[ "$CLEAVE_SHAPE" != split ] ||
    says 'the sidecar goes' . "$CLEAVE_BIN/cleave" mesh payments off

echo "clients: $failed failed, $skipped skipped"
[ "$failed" = 0 ]

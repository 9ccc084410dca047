#!/usr/bin/env bash
# node -- @grpc/grpc-js: a client of ours, and a server before our client.
#
# Use:    tests/support/with_shape.sh split BIN tests/clients/node.sh CALL_OUT FLOW_SERVER
# Needs:  node and npm, and once the registry that npm is set to; the packages
#         of tests/clients/node/package-lock.json go to build/clients. Without
#         them it is skipped, with a word.
set -u
call_out=$1
flow_server=$2
here=$(cd "$(dirname "$0")/node" && pwd)
packages=$(pwd)/build/clients
server=
finish() { [ -z "$server" ] || kill "$server" 2>/dev/null; }
trap finish EXIT
skip() {
    echo "skip   grpc-js: $*"
    exit 0
}

command -v node >/dev/null || skip 'node is not installed'
if ! cmp -s "$here/package-lock.json" "$packages/package-lock.json" ||
    [ ! -e "$packages/whole" ]; then
    command -v npm >/dev/null || skip 'npm is not installed'
    mkdir -p "$packages" && rm -f "$packages/whole"
    cp "$here/package.json" "$here/package-lock.json" "$packages"
    timeout 120 npm ci --prefix "$packages" --ignore-scripts --no-audit \
        --no-fund >"$packages/npm.log" 2>&1 ||
        skip "npm ci did not work: $(tail -n 1 "$packages/npm.log")"
    : >"$packages/whole"
fi
export NODE_PATH=$packages/node_modules
failed=0

timeout 120 node "$here/by_grpc_js.js" || failed=1

mkfifo "$CLEAVE_HOME/flow.out"
"$flow_server" >"$CLEAVE_HOME/flow.out" &
server=$!
read -r -t 30 flow_socket <"$CLEAVE_HOME/flow.out"
timeout 120 node "$here/by_streams.js" "$flow_socket" || failed=1
kill "$server"
wait "$server" || failed=1
server=

socket=$CLEAVE_HOME/node.sock
mkfifo "$CLEAVE_HOME/node.in" "$CLEAVE_HOME/node.out"
node "$here/serve.js" "$socket" <"$CLEAVE_HOME/node.in" \
    >"$CLEAVE_HOME/node.out" &
server=$!
exec 3>"$CLEAVE_HOME/node.in" 4<"$CLEAVE_HOME/node.out"
if ! read -r -t 30 word <&4 || [ "$word" != ready ]; then
    echo 'FAILED the server in node did not start'
    exit 1
fi
timeout 60 "$call_out" "$socket" || failed=1
exec 3>&-
wait "$server" || failed=1
server=

[ "$failed" = 0 ] && echo 'node: all of it'
exit $failed

#!/usr/bin/env bash
# by_hand -- runs a command beside a split whose every hop has a sidecar, all
# started by hand: each service behind a sidecar of its own, and each caller
# pointed at sidecars by --peer. No supervisor takes part.
#
# Use:     tests/sidecar/by_hand.sh BIN HARM COMMAND [ARGUMENT...]
#          HARM is a line of tests/sidecar/inject ("slicer size=1"), done to
#          every sidecar before the command runs; "" for none.
# Gives:   CLEAVE_HOME (its own), CLEAVE_URL, CLEAVE_SOCKET, CLEAVE_BIN,
#          CLEAVE_PID and CLEAVE_SHAPE, as with_shape.sh does.
# Ends:    with the command's exit status. Only what was started here is
#          stopped, by process id.
set -u
CLEAVE_BIN=$(cd "$1" && pwd)
inject=$CLEAVE_BIN/../tests/sidecar/inject
harm=$2
shift 2
CLEAVE_HOME=$(mktemp -d /tmp/cleave-side-XXXXXX)
export CLEAVE_HOME CLEAVE_BIN
unset CLEAVE_LANG CLEAVE_MONOLITH_PORT CLEAVE_GATEWAY_PORT
run=$CLEAVE_HOME/run
mkdir -m 700 "$run" "$CLEAVE_HOME/state" "$CLEAVE_HOME/log"
pids=()
finish() {
    [ ${#pids[@]} -gt 0 ] && kill "${pids[@]}" 2>/dev/null
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null; done
    rm -rf "$CLEAVE_HOME"
}
trap finish EXIT

# start LOG PROGRAM ARGUMENT...
start() {
    local log=$CLEAVE_HOME/log/$1
    shift
    "$CLEAVE_BIN/$1" "${@:2}" >"$log" 2>&1 &
    pids+=($!)
}

# await SOCKET: until somebody answers there, for ten seconds at most.
await() {
    local until=$((SECONDS + 10))
    while ! "$inject" "$1" list >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$until" ] || {
            echo "by_hand: nobody answers at $1"
            tail -5 "$CLEAVE_HOME"/log/*
            exit 1
        }
    done
}

services="customers payments inventory shipping orders"
peers=()
for name in $services; do
    peers+=(--peer "$name=unix:$run/$name-1.sidecar.sock")
done
for name in $services; do
    start "$name" "cleave-$name" "${peers[@]}"
    await "$run/$name-1.sock"
    start "$name-sidecar" cleave-sidecar --name "$name" \
        --listen "unix:$run/$name-1.sidecar.sock" \
        --upstream "unix:$run/$name-1.sock" \
        --control "unix:$run/$name-1.sidecar-control.sock"
    await "$run/$name-1.sidecar-control.sock"
done
start gateway cleave-gateway "${peers[@]}" --listen tcp:127.0.0.1:0
CLEAVE_PID=$!
await "$run/gateway-1.sock"
if [ -n "$harm" ]; then
    for name in $services; do
        # shellcheck disable=SC2086
        "$inject" "$run/$name-1.sidecar-control.sock" $harm || exit 1
    done
fi
port=$(sed -n 's/.*"event":"listening".*tcp:127\.0\.0\.1:\([0-9]*\).*/\1/p' \
    "$CLEAVE_HOME/log/gateway" | head -1)
CLEAVE_SHAPE=split
CLEAVE_URL=http://127.0.0.1:$port
CLEAVE_SOCKET=$run/gateway-1.sock
export CLEAVE_SHAPE CLEAVE_URL CLEAVE_SOCKET CLEAVE_PID
"$@"
status=$?
for name in $services; do
    "$inject" "$run/$name-1.sidecar-control.sock" count || status=1
done
exit $status

#!/usr/bin/env bash
# acceptance -- the front door keeps its promises at every stage of a
#               migration, and the answers that are compared agree.
#
# Use:     tests/migrate/acceptance.sh BIN ACCEPTANCE
# Ends:    only what was started here, by `cleave down`.
set -u
CLEAVE_HOME=$(mktemp -d /tmp/cleave-migrate-XXXXXX)
CLEAVE_BIN=$(cd "$1" && pwd)
CLEAVE_SHAPE=split
export CLEAVE_HOME CLEAVE_BIN CLEAVE_SHAPE
unset CLEAVE_LANG CLEAVE_MONOLITH_PORT CLEAVE_GATEWAY_PORT
cleave=$CLEAVE_BIN/cleave
acceptance=$2
out=$CLEAVE_HOME/out
finish() {
    "$cleave" down >/dev/null 2>&1
    rm -rf "$CLEAVE_HOME"
}
trap finish EXIT

fail() {
    echo "acceptance at $stage: $*"
    cat "$out"
    exit 1
}
field() {
    "$cleave" status --json | tr '{' '\n' | grep '"name":"gateway"' |
        head -1 | sed -n "s/.*\"$1\":\"\{0,1\}\([^\",]*\).*/\1/p"
}

stage=none
"$cleave" up monolith --monolith-port 0 >"$out" || fail "up"
for stage in facade shadow seams payments inventory shipping orders; do
    "$cleave" migrate next --gateway-port 0 >"$out" 2>&1 || fail "next"
    CLEAVE_URL=$(field url)
    CLEAVE_SOCKET=$(field socket)
    CLEAVE_PID=$(field pid)
    export CLEAVE_URL CLEAVE_SOCKET CLEAVE_PID
    "$acceptance" >"$out" 2>&1 || fail "the suite"
    "$cleave" audit >"$out" 2>&1 || fail "the audit"
    "$cleave" migrate --json >"$out" || fail "status"
    if grep -q '"different":[1-9]' "$out"; then fail "answers differ"; fi
    echo "acceptance at $stage: kept"
done

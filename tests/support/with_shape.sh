#!/usr/bin/env bash
# with_shape -- runs a command beside a shop of its own.
#
# Use:     tests/support/with_shape.sh SHAPE BIN COMMAND [ARGUMENT...]
# Gives:   CLEAVE_HOME (its own), CLEAVE_SHAPE, CLEAVE_URL, CLEAVE_SOCKET (the
#          front door's Unix socket), CLEAVE_PID, CLEAVE_BIN.
# Ends:    with the command's exit status, or 1 when the audit afterwards is
#          not clean. Only what was started here is stopped, by `cleave down`.
set -u
shape=$1
CLEAVE_BIN=$(cd "$2" && pwd)
shift 2
CLEAVE_HOME=$(mktemp -d /tmp/cleave-test-XXXXXX)
export CLEAVE_HOME CLEAVE_BIN
unset CLEAVE_LANG CLEAVE_MONOLITH_PORT CLEAVE_GATEWAY_PORT
cleave=$CLEAVE_BIN/cleave
finish() {
    "$cleave" down >/dev/null 2>&1
    rm -rf "$CLEAVE_HOME"
}
trap finish EXIT
"$cleave" up "$shape" --monolith-port 0 --gateway-port 0 || exit 1
facts=$("$cleave" status --json)
front=gateway
[ "$shape" = monolith ] && front=monolith
# One process an object; no JSON tool is needed for that.
row=$(printf '%s' "$facts" | tr '{' '\n' | grep "\"name\":\"$front\"" | head -1)
field() { printf '%s' "$row" | sed -n "s/.*\"$1\":\"\{0,1\}\([^\",]*\).*/\1/p"; }
CLEAVE_SHAPE=$shape
CLEAVE_URL=$(field url)
CLEAVE_SOCKET=$(field socket)
CLEAVE_PID=$(field pid)
export CLEAVE_SHAPE CLEAVE_URL CLEAVE_SOCKET CLEAVE_PID
"$@"
status=$?
if [ $status = 0 ]; then
    "$cleave" audit >"$CLEAVE_HOME/audit.txt" 2>&1 || {
        cat "$CLEAVE_HOME/audit.txt"
        echo "with_shape: the audit is not clean"
        status=1
    }
fi
exit $status

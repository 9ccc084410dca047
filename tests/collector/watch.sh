#!/usr/bin/env bash
# watch -- `status --watch` tells each change once, and outlives its sources.
#
# Use: tests/support/with_shape.sh split BIN tests/collector/watch.sh
. "$(dirname "$0")/common.sh"
out=$CLEAVE_HOME/watch.txt
killed() { [ "$(grep -cE 'payments  *[a-z]+ -> killed' "$out")" -ge "$1" ]; }
is_ready() { # by the last that was told of its state
    grep -E ' payments +([a-z-]+ -> |[a-z-]+, pid)' "$out" | tail -1 |
        grep -qE '(-> ready|ready,)'
}
# strike N: payments dies and comes back, for the Nth time that it is told.
strike() {
    until_true "it is not told to be ready, $1" is_ready
    "$cleave" kill payments >/dev/null || fail 'payments cannot be killed'
    until_true "its death is not told, $1" killed "$1"
    "$cleave" restart payments >/dev/null || fail 'payments stays away'
    until_true "its return is not told, $1" is_ready
}
up() {
    "$cleave" up split --monolith-port 0 --gateway-port 0 >/dev/null ||
        fail 'the shop stays down'
}
CLEAVE_LANG=en "$cleave" status --watch >"$out" 2>"$CLEAVE_HOME/watch.err" &
watcher=$!
CLEAVE_LANG=en "$cleave" status --watch --json >"$CLEAVE_HOME/watch.json" \
    2>/dev/null &
objects=$!
strike 1
"$cleave" down >/dev/null || fail 'the shop cannot be stopped'
until_true 'that nobody answers is not told' \
    grep -q 'no supervisor' "$CLEAVE_HOME/watch.err"
up
strike 2
pid=$("$cleave" status --json | sed 's/.*],"pid":\([0-9]*\).*/\1/')
kill -KILL "$pid" || fail 'the supervisor has no pid'
until_true 'no second supervisor' \
    "$cleave" up split --monolith-port 0 --gateway-port 0
strike 3
# The other source: one that hangs keeps its connections.
told() { grep -c "$1" "$CLEAVE_HOME/watch.err"; }
more() { [ "$(told "$1")" -gt "$2" ]; }
even() { [ "$(told 'no collector')" = "$(told 'collector answers')" ]; }
# without COMMAND BACK: the collector falls silent by one and is back by the other
without() {
    until_true 'that the collector is there is not told' even
    local silent back
    silent=$(told 'no collector')
    back=$(told 'collector answers')
    "$cleave" "$1" collector >/dev/null || fail "no $1"
    until_true "its silence is not told, $1" more 'no collector' "$silent"
    "$cleave" "$2" collector >/dev/null || fail "no $2"
    until_true "its return is not told, $2" more 'collector answers' "$back"
}
without pause resume
without kill restart
kill -INT $watcher $objects
wait $watcher || fail "Ctrl-C makes it fail: $?"
wait $objects || fail "Ctrl-C makes --json fail: $?"
grep -vq '^{"time":"[^"]*","change":"[a-z]*","process":".*}$' \
    "$CLEAVE_HOME/watch.json" \
    2>/dev/null && fail 'a line of --json is no object'
grep -q '"change":"state","process":"payments".*"state":"killed"' \
    "$CLEAVE_HOME/watch.json" || fail '--json tells no change'
[ $failed = 0 ] || cat "$CLEAVE_HOME/watch.err" "$out"
echo "watch: $failed failed"
exit $failed

#!/usr/bin/env bash
# follow -- `logs --follow` outlives the collector, and says what was lost.
#
# Use: tests/support/with_shape.sh split BIN tests/collector/follow.sh
. "$(dirname "$0")/common.sh"
out=$CLEAVE_HOME/follow.txt
# began NAME: how often the follower has seen that service begin.
began() { grep "\"service_name\":\"$1\"" "$out" | grep -c '"listening"'; }
more_than() { [ "$(began "$1")" -gt "$2" ]; }
# again NAME: another life of it.
again() {
    "$cleave" kill "$1" >/dev/null && "$cleave" restart "$1" >/dev/null ||
        fail "$1 cannot be restarted"
}
"$cleave" logs --follow --json >"$out" 2>"$CLEAVE_HOME/follow.err" &
follower=$!
until_true 'it does not begin with the lines of before' \
    grep -q '"event_name"' "$out"
before=$(began shipping)
again shipping
until_true 'a new line is not followed' more_than shipping "$before"
"$cleave" kill collector >/dev/null || fail 'the collector cannot be killed'
again payments # says so to nobody
"$cleave" restart collector >/dev/null || fail 'the collector stays away'
before=$(began inventory)
again inventory
until_true 'nothing is followed any more' more_than inventory "$before"
until_true 'what was lost is not said' grep -qE '"lost":[1-9]' "$out"
grep -q 'another collector' "$CLEAVE_HOME/follow.err" ||
    fail 'a new collector is taken for the old one'
kill -INT $follower
wait $follower || fail "Ctrl-C makes it fail: $?"
[ $failed = 0 ] || cat "$CLEAVE_HOME/follow.err" "$out"
echo "follow: $failed failed"
exit $failed

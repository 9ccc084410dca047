#!/usr/bin/env bash
# canary -- a good version passes, bad ones are turned back by themselves.
#
# Use:    tests/support/with_shape.sh split BIN tests/deploy/canary.sh
# Output: the supervisor's reasons; exit 1 at the first thing that is not so.
. "$(dirname "$0")/common.sh"

# refused VERSION WHY STRATEGY OPTION...: goes back, and says why.
refused() {
    local version=$1 why=$2 before
    shift 2
    before=$(version_of payments)
    if "$cleave" deploy payments "$version" "$@" >"$work/out" 2>&1; then
        cat "$work/out"
        fail "version $version was not turned back"
    fi
    grep -q "$why" "$work/out" || {
        cat "$work/out"
        fail "version $version went back, but not because \"$why\""
    }
    [ "$(version_of payments)" = "$before" ] || fail "it is not at $before"
    tail -1 "$work/out"
}

load orders 100/s
want 'scale payments 2' "$cleave" scale payments 2
want 'a good canary' "$cleave" deploy payments 2 canary --step 1s
[ "$(version_of payments)" = 2 ] || fail 'payments is not at version 2'
refused failing 'calls failed' canary --step 1s --with fail-percent=80
refused slow 'the median is\|p99 is' canary --step 1s --with slow-ms=60
refused dying 'killed by signal 9' rolling --with die-after-ms=100
kill "$load_pid" # its failures are the lesson
wait "$load_pid"
[ "$(instances payments)" = 2 ] || fail 'two instances are not ready'
until_true 'all orders have ended' "$cleave" audit split

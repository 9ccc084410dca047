#!/usr/bin/env bash
# own -- a version that is a program of its own, beside the others: it runs,
#        it serves, and the way back leads to the usual program.
#
# Use:    tests/deploy/own.sh BIN      (on a copy of it, in a directory of ours)
# Output: which program ran; exit 1 at the first thing that is not so.
set -u
if [ -z "${CLEAVE_BIN:-}" ]; then
    here=$(cd "$(dirname "$0")" && pwd)
    copy=$(mktemp -d /tmp/cleave-own-XXXXXX)
    trap 'rm -rf "$copy"' EXIT
    cp "$1"/cleave* "$copy"
    cp "$copy/cleave-payments" "$copy/cleave-payments-mine"
    "$here/../support/with_shape.sh" split "$copy" "$here/own.sh"
    exit
fi
. "$(dirname "$0")/common.sh"
program() { readlink "/proc/$1/exe"; }

want 'deploy payments mine' "$cleave" deploy payments mine
pid=$(row payments 2 | field pid)
[ "$(program "$pid")" = "$CLEAVE_BIN/cleave-payments-mine" ] ||
    fail "payments runs $(program "$pid")"
confirmed 'an order by the own version' 3
want 'rollback' "$cleave" rollback payments
pid=$(row payments 1 | field pid)
[ "$(program "$pid")" = "$CLEAVE_BIN/cleave-payments" ] ||
    fail "payments runs $(program "$pid") after the way back"
echo "payments ran as cleave-payments-mine, and runs as cleave-payments"

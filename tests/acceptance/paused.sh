#!/usr/bin/env bash
# paused -- the answers of the split while payments does not answer: an order
# that outlasts the deadline is told as 202, and ends once payments is back.
#
# Use: tests/support/with_shape.sh split BIN tests/acceptance/paused.sh SUITE
set -u
"$CLEAVE_BIN/cleave" pause payments || exit 1
CLEAVE_PAUSED=1 "$1"
status=$?
"$CLEAVE_BIN/cleave" resume payments || exit 1
exit $status

#!/usr/bin/env bash
# twins -- both shapes, held against each other: the same errands, the same
# bytes.
#
# Use: tests/support/with_shape.sh both BIN tests/acceptance/twins.sh SUITE
set -u
facts=$("$CLEAVE_BIN/cleave" status --json | tr '{' '\n')
url() {
    printf '%s\n' "$facts" | grep "\"name\":\"$1\"" | head -1 |
        sed -n 's/.*"url":"\([^"]*\)".*/\1/p'
}
"$1" --twins "$(url monolith)" "$(url gateway)"

#!/usr/bin/env bash
# tour -- `make run </dev/null` in a home of its own: it must end 0, show both
# shapes' answers to one order, the effect of one kill on each, and a clean
# audit, in both languages.
#
# Use: tests/support/tour.sh BIN
set -u
bin=$1
CLEAVE_HOME=$(mktemp -d /tmp/cleave-tour-XXXXXX)
export CLEAVE_HOME CLEAVE_MONOLITH_PORT=0 CLEAVE_GATEWAY_PORT=0
finish() {
    "$bin/cleave" down >/dev/null 2>&1
    rm -rf "$CLEAVE_HOME"
}
trap finish EXIT
failed=0
want() {
    grep -q -- "$2" "$CLEAVE_HOME/tour.$1" || {
        echo "tour ($1): nothing like \"$2\""
        failed=1
    }
}
for language in en ko; do
    CLEAVE_LANG=$language "$bin/cleave" tour </dev/null \
        >"$CLEAVE_HOME/tour.$language" 2>&1 || {
        cat "$CLEAVE_HOME/tour.$language"
        echo "tour ($language): it did not end 0"
        exit 1
    }
    want $language 'HTTP 201'
    want $language 'CONFIRMED'
    want $language '202'
done
want en 'monolith'
want en 'rules held'
want ko '모놀리스'
[ "$failed" = 0 ] || cat "$CLEAVE_HOME/tour.en"
exit $failed

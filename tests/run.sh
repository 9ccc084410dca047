#!/usr/bin/env bash
# run -- runs the steps of `make test` one after another and counts them.
#
# Use:    tests/run.sh BUILD STEP...   a step is "name: command" (one word each
#         argument); all steps run even when one fails.
# Output: what a failed step printed, and last "N passed, N failed".
set -u
build=$1
shift
export CLEAVE_BUILD=$build
passed=0
failed=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT
for step in "$@"; do
    name=${step%%: *}
    command=${step#*: }
    start=$(date +%s)
    if bash -c "$command" >"$out" 2>&1 </dev/null; then
        passed=$((passed + 1))
        word=ok
    else
        failed=$((failed + 1))
        word=FAILED
    fi
    printf '%-6s %-44s %3s s  %s\n' "$word" "$name" "$(($(date +%s) - start))" \
        "$(tail -n 1 "$out" | cut -c1-100)"
    [ "$word" = ok ] || sed 's/^/    | /' "$out" | tail -n 60
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

#!/usr/bin/env bash
# lab -- runs experiments and counts how often each holds.
#
# Use:    tests/lab/lab.sh BIN RUNS [NAME...]   all experiments without a name
# Checks: each holds RUNS times; once more without its fault, when every
#         `expect` must fail and every `steady` must hold; the audit of each run
#         is clean.
# Output: a row for each experiment; what a bad run said; exit 1 when any failed.
set -u
bin=$(cd "$1" && pwd)
runs=$2
shift 2
CLEAVE_HOME=$(mktemp -d /tmp/cleave-test-XXXXXX)
export CLEAVE_HOME CLEAVE_LANG=en
trap 'rm -rf "$CLEAVE_HOME"' EXIT
[ $# -gt 0 ] || set -- $("$bin/cleave" lab list | awk '{ print $1 }')
[ $# -gt 0 ] || { echo "lab: there are no experiments"; exit 1; }
bad=0
for name in "$@"; do
    held=0
    for ((i = 1; i <= runs; i++)); do
        if "$bin/cleave" lab run "$name" --seed "$i" --no-predict \
            >"$CLEAVE_HOME/out" 2>&1 </dev/null; then
            held=$((held + 1))
        else
            sed 's/^/    | /' "$CLEAVE_HOME/out"
        fi
    done
    if "$bin/cleave" lab run "$name" --without-fault --no-predict \
        >"$CLEAVE_HOME/out" 2>&1 </dev/null; then
        without='fails without its fault'
    else
        without='DOES NOT FAIL without its fault'
        sed 's/^/    | /' "$CLEAVE_HOME/out"
    fi
    printf '%-20s held %2s of %2s, %s\n' "$name" "$held" "$runs" "$without"
    [ "$held" = "$runs" ] && [ "$without" = 'fails without its fault' ] ||
        bad=$((bad + 1))
done
left=$(ls -d "${TMPDIR:-/tmp}"/cleave-lab-* 2>/dev/null | wc -l)
[ "$bad" = 0 ] && echo "lab: all hold ($# experiments, $left homes in use)"
[ "$bad" = 0 ]

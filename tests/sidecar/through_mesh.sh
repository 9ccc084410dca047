#!/usr/bin/env bash
# through_mesh -- the answers of the split while every hop has a sidecar that
# cuts the bytes into single ones, all of it by commands and under way.
#
# Use: tests/support/with_shape.sh split BIN tests/sidecar/through_mesh.sh SUITE
set -u
cleave=$CLEAVE_BIN/cleave
"$cleave" mesh on || exit 1
"$cleave" fault all slicer 1 for 10m || exit 1
"$1" || exit 1
"$cleave" heal all || exit 1
calls=$("$cleave" mesh show --json | tr ',' '\n' | sed -n 's/.*"calls"://p' |
    awk '{ sum += $1 } END { print sum }')
[ "$calls" -gt 100 ] || {
    echo "only $calls calls went through sidecars"
    exit 1
}
"$cleave" mesh off || exit 1
"$1"

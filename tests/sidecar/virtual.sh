#!/usr/bin/env bash
# virtual -- the answers of the split while callers know only the virtual
# address of each service, with instances that come, die and hide behind
# sidecars.
#
# Use: tests/support/with_shape.sh split BIN tests/sidecar/virtual.sh SUITE
set -u
cleave=$CLEAVE_BIN/cleave
"$cleave" discovery set mode server || exit 1
"$cleave" scale payments 3 || exit 1
"$cleave" kill payments-1 || exit 1
"$1" || exit 1
"$cleave" restart payments-1 || exit 1
"$cleave" mesh on || exit 1
"$1" || exit 1
"$cleave" mesh off || exit 1
"$cleave" scale payments 1

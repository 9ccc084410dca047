#!/usr/bin/env bash
# left -- ends with 0 when the shop of $CLEAVE_HOME can be stopped by `down`
# now, and no supervisor of it is left then.
set -u
cleave down >/dev/null 2>&1
for comm in /proc/[0-9]*/comm; do
    { read -r name <"$comm"; } 2>/dev/null || continue
    [ "$name" = cleave-supervis ] || continue
    tr '\0' '\n' <"${comm%comm}environ" 2>/dev/null |
        grep -qxF "CLEAVE_HOME=$CLEAVE_HOME" && exit 1
done
exit 0

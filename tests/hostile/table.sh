#!/usr/bin/env bash
# table -- every test that tests/hostile/README.md names is there and is run.
#
# Use:    tests/hostile/table.sh    in the root of the source tree
set -u
cd "$(dirname "$0")/../.." || exit 2
missing=0
count=0
while read -r name; do
    count=$((count + 1))
    case $name in
    tests/*.sh)
        [ -x "$name" ] && grep -qF "$name" tests/tests.mk || {
            echo "table: $name is not run"
            missing=$((missing + 1))
        } ;;
    *)
        # Once as a function and once in a list of tests, at least.
        [ "$(grep -rwhE "$name" --include='*.c' tests | wc -l)" -ge 2 ] || {
            echo "table: there is no test $name"
            missing=$((missing + 1))
        } ;;
    esac
done < <(grep '^|' tests/hostile/README.md |
    grep -oE '`(tests/[a-z_/]+\.sh|[a-z0-9]+(_[a-z0-9]+){2,})`' | tr -d '`' |
    sort -u)
[ "$count" -gt 0 ] || missing=1
echo "table: $count named, $missing missing"
[ "$missing" = 0 ]

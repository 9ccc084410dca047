#!/usr/bin/env bash
# style -- the lengths, the banned calls and the missing contracts.
#
# Use:    tests/style/style.sh [ROOT]
# Output: one line for each place; exit 1 when there is any.
set -u
cd "${1:-.}" || exit 2
broken=0
complain() {
    echo "style: $*"
    broken=$((broken + 1))
}

sources() { find $(ls -d chassis domain monolith split tutor exercises 2>/dev/null) -name '*.[ch]' | sort; }
tests() { find tests -name '*.[ch]' | sort; }

# Files over 400 lines; tables may be longer and say so in their first lines.
while read -r file; do
    lines=$(wc -l <"$file")
    [ "$lines" -le 400 ] || head -5 "$file" | grep -qi 'table' ||
        complain "$file has $lines lines; 400 is the limit"
done < <(sources)

# Lines over 80 columns (characters, not bytes; Hangul counts two).
while read -r file; do
    LC_ALL=C.UTF-8 awk -v f="$file" 'length($0) > 80 && $0 !~ /"/ {
        print "style: " f ":" NR ": " length($0) " columns"; bad = 1 }
        END { exit bad }' "$file" || broken=$((broken + 1))
done < <(sources)

# Functions over 60 lines: from a line that opens a body at column 0 to the
# brace that closes it at column 0.
while read -r file; do
    awk -v f="$file" '
        /^\{/ { start = NR }
        /^\}/ && start { if (NR - start - 1 > 60) {
            print "style: " f ":" start ": a function of " NR - start - 1 " lines"
            bad = 1 } start = 0 }
        END { exit bad }' "$file" || broken=$((broken + 1))
done < <(sources)

banned='strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|system|popen|rand|srand'
while read -r hit; do
    complain "banned call: $hit"
done < <(sources | xargs grep -nE "(^|[^a-zA-Z0-9_])($banned)\(" /dev/null |
    grep -vE '^[^:]*:[0-9]+:[[:space:]]*(\*|/\*)')
while read -r hit; do
    complain "time() outside the clock: $hit"
done < <(sources | grep -v '^chassis/clock\.c$' |
    xargs grep -nE '(^|[^a-zA-Z0-9_.>])(time|gettimeofday|clock_gettime)\(' /dev/null)
while read -r hit; do
    complain "sleep in a test: $hit"
done < <(tests | xargs grep -nE '(^|[^a-zA-Z0-9_])(sleep|usleep|nanosleep)\(' /dev/null)
while read -r hit; do
    complain "printf outside a front end: $hit"
done < <(find chassis domain monolith split -name '*.c' |
    xargs grep -nE '(^|[^a-zA-Z0-9_])(printf|puts|putchar)\(' /dev/null)
while read -r hit; do
    complain "processes are ended by pid: $hit"
done < <(grep -rnE '(^|[^a-z])(pkill|killall)([^a-z]|$)' --include='*.[ch]' \
    --include='*.sh' --include='Makefile' --include='*.mk' . 2>/dev/null |
    grep -v '^./build' | grep -v '^./tests/style/style.sh')
while read -r hit; do
    complain "unfinished: $hit"
done < <(sources | grep -v '^exercises/' |
    xargs grep -nE '(TODO|FIXME|XXX|HACK|not implemented yet|placeholder)' /dev/null |
    grep -v 'X(XXX')

# Every public header is a contract: name -- what it is, and its facts.
while read -r file; do
    stem=$(basename "$file" .h)
    head -3 "$file" | grep -qE "^ \* $stem( |$).*--|^ \* $stem -- " ||
        complain "$file does not begin with \"$stem -- what it is\""
done < <(sources | grep '\.h$')

# Its facts stand one below the other: a formatter that pours them together
# leaves a word of the contract in the middle of a line.
while read -r hit; do
    complain "contract poured together: $hit"
done < <(sources | grep '\.h$' | xargs grep -nE \
    '^ \* .*[^ ] +(Use|Time|Units|Rules|Bounds|Ownership|Errors|Blocking|Source):  +[^ ]' \
    /dev/null)

# Every .c opens with an essay of some lines.
while read -r file; do
    [ "$(basename "$file")" = main.c ] && continue
    first=$(head -1 "$file")
    [ "$first" = '/*' ] || complain "$file does not open with an essay"
done < <(sources | grep '\.c$')

# main.c is a table of contents.
while read -r file; do
    lines=$(wc -l <"$file")
    [ "$lines" -le 60 ] || complain "$file has $lines lines; a main has 60"
done < <(sources | grep '/main\.c$')

# Each header compiles alone.
if [ -n "${CC:-}" ] || command -v cc >/dev/null; then
    flags=$(sed -n 's/^LLHTTP_CFLAGS := //p; s/^PACKAGE_CFLAGS := //p' \
        build/packages.mk 2>/dev/null | tr '\n' ' ')
    while read -r file; do
        # shellcheck disable=SC2086
        ${CC:-cc} -std=c17 -D_GNU_SOURCE -I. -I"${CLEAVE_BUILD:-build}/gen" \
            $flags -fsyntax-only -x c "$file" 2>/tmp/style.$$ ||
            complain "$file does not compile alone: $(grep -m1 error /tmp/style.$$)"
    done < <(sources | grep '\.h$')
    rm -f /tmp/style.$$
fi

if [ "$broken" -gt 0 ]; then
    echo "style: $broken broken"
    exit 1
fi
echo "style: all hold"

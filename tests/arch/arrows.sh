#!/usr/bin/env bash
# arrows -- who may include whom, and which program may hold whose rules.
#
# An arrow is an #include written from the root, so this test is a grep.
# Use:    tests/arch/arrows.sh [ROOT] [BIN_DIRECTORY]
# Output: one line for each include that crosses a forbidden border; exit 1.
set -u
root=${1:-.}
bin=${2:-build/bin}
cd "$root" || exit 2
broken=0

complain() {
    echo "arrow: $*"
    broken=$((broken + 1))
}

# The project's own includes of a file, one a line.
includes() {
    sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$1"
}

# may FILE INCLUDE: whether the room of FILE may look into the room of INCLUDE.
may() {
    local file=$1 target=$2 service domain
    case "$target" in
    *.sql.inc) # a schema belongs to the folder that keeps it
        [ "$(dirname "$target")" = "$(dirname "$file")" ]; return ;;
    esac
    case "$file" in
    chassis/*) [[ $target == chassis/* ]] ;;
    domain/*)
        [[ $target == domain/* ]] && return 0
        case "$target" in
        chassis/error.h | chassis/db.h | chassis/id.h | chassis/arena.h | \
            chassis/buffer.h | chassis/message.h | chassis/digest.h | \
            chassis/limits.h | chassis/random.h | chassis/token.h | \
            chassis/rest.h | chassis/contracts/*) ;;
        *) false ;;
        esac ;;
    monolith/*)
        [[ $target == chassis/* || $target == domain/* || $target == monolith/* ]] ;;
    split/patterns/*)
        [[ $target == chassis/* || $target == split/patterns/* ]] ;;
    split/services/*)
        service=${file#split/services/}
        service=${service%%/*}
        case "$target" in
        chassis/* | split/patterns/* | "split/services/$service/"* | \
            "domain/$service/"* | domain/api/* | domain/money.h | domain/step.h) ;;
        domain/*/*.pb-c.h) ;;
        *) false ;;
        esac ;;
    split/platform/*)
        domain=${file#split/platform/}
        case "$target" in
        chassis/* | split/patterns/* | "split/platform/${domain%%/*}/"* | \
            domain/api/* | domain/*/*.pb-c.h) ;;
        *) false ;;
        esac ;;
    tutor/*)
        case "$target" in
        chassis/* | tutor/* | domain/api/routes.h | domain/*/*.pb-c.h) ;;
        *) false ;;
        esac ;;
    *) true ;;
    esac
}

while read -r file; do
    while read -r target; do
        [ -n "$target" ] || continue
        may "$file" "$target" || complain "$file may not include $target"
    done < <(includes "$file")
done < <(find chassis domain monolith split tutor -name '*.[ch]' | sort)

# only LIBRARY FILES...: a library's header has one home.
only() {
    local header=$1 home=$2 file
    while read -r file; do
        [[ $file =~ ^($home)$ ]] ||
            complain "$file includes <$header>, whose home is $home"
    done < <(grep -rlE "#[[:space:]]*include[[:space:]]*<$header>" \
        --include='*.[ch]' chassis domain monolith split tutor 2>/dev/null)
}
only 'uv\.h' 'chassis/(net[a-z_]*|process)\.[ch]'
# A proxy takes HTTP/2 apart on both sides, stream by stream.
only 'nghttp2/nghttp2\.h' 'chassis/(http2[a-z_]*|grpc_client[a-z_]*)\.[ch]|split/platform/sidecar/(front|link|attempt|answer|proxy_private)\.[ch]'
only 'llhttp\.h' 'chassis/(http1[a-z_]*|http_client[a-z_]*)\.[ch]'
only 'sqlite3\.h' 'chassis/db[a-z_]*\.[ch]'
only '(cjson/)?cJSON\.h' 'chassis/json[a-z_]*\.c'
only 'jwt\.h' 'chassis/token\.c'
only 'readline/[a-z]*\.h' 'tutor/commands/shell[a-z_]*\.c|tutor/terminal/prompt\.c'
only 'md4c\.h' 'tutor/widgets/markdown_parse\.c'
only 'uni(str|lbrk|ctype|norm|case|width)\.h' 'tutor/widgets/unicode\.c'
only 'ncurses.*\.h' 'tutor/terminal/.*'

# A service must not carry the rules of another: `orders` has no inventory_*.
# Contract symbols (inventory__...) are every caller's.
domains='customers orders payments inventory shipping'
for service in $domains; do
    program=$bin/cleave-$service
    [ -x "$program" ] || continue
    for other in $domains; do
        [ "$other" = "$service" ] && continue
        found=$(nm "$program" 2>/dev/null |
            grep -E "[ ][TtDdRrBb] ${other}_[a-z]" | head -1)
        [ -z "$found" ] || complain "$program holds $other's rules: $found"
    done
done
for program in "$bin/cleave" "$bin/cleave-gateway" "$bin/cleave-supervisor"; do
    [ -x "$program" ] || continue
    found=$(nm "$program" 2>/dev/null |
        grep -E '[ ][TtDd] (orders|payments|inventory|shipping)_(seed|append|charge|reserve|book)' | head -1)
    [ -z "$found" ] || complain "$program holds rules of the shop: $found"
done

if [ "$broken" -gt 0 ]; then
    echo "arrow: $broken broken"
    exit 1
fi
echo "arrow: all hold"

#!/bin/sh
# setup -- finds the libraries cleave is built from, and installs what is
# missing through the system's own package manager.
#
# Use:    ./setup.sh OUTPUT    writes the compiler's and linker's flags to
#                              OUTPUT, which the Makefile includes.
#         ./setup.sh OUTPUT PROGRAM...   also wants these programs, which only
#                              tests use; where one cannot be had the test that
#                              needs it is skipped with a word.
#         CLEAVE_NO_INSTALL=1  only names what is missing.
# Errors: each says what to do; the exit status is then 1.
set -u
output=${1:?usage: ./setup.sh OUTPUT [PROGRAM...]}
shift
programs=$*

modules='libuv libnghttp2 libprotobuf-c libcjson sqlite3 libjwt libcrypto
         ncursesw readline md4c cmocka vterm'

# What is missing, in our own words: a pkg-config module, a program or a file.
missing() {
    command -v pkg-config >/dev/null 2>&1 || {
        echo pkg-config
        # Without it nothing else can be asked for.
        for word in $modules libunistring protoc-c llhttp; do echo "$word"; done
        return
    }
    for module in $modules; do
        pkg-config --exists "$module" || echo "$module"
    done
    unistring_found || echo libunistring
    command -v protoc-c >/dev/null 2>&1 || echo protoc-c
    llhttp_found || echo llhttp
}

# libunistring has no pkg-config module; the compiler knows where it is.
unistring_found() {
    echo '#include <unilbrk.h>' | ${CC:-cc} -E - >/dev/null 2>&1
}

# The C sources of llhttp where there is no library of it.
llhttp_sources() {
    for place in ${LLHTTP_DIR:-} /usr/share/llhttp /usr/share/nodejs/llhttp \
        /usr/src/llhttp; do
        [ -r "$place/llhttp.c" ] && { echo "$place"; return; }
    done
}

llhttp_found() {
    pkg-config --exists libllhttp 2>/dev/null || [ -n "$(llhttp_sources)" ]
}

manager() {
    for tool in apt-get dnf pacman apk zypper brew; do
        command -v "$tool" >/dev/null 2>&1 && { echo "$tool"; return; }
    done
}

# package MANAGER WORD: what that manager calls it.
package() {
    case "$1:$2" in
    apt-get:libuv) echo libuv1-dev ;;
    apt-get:libnghttp2) echo libnghttp2-dev ;;
    apt-get:libprotobuf-c) echo libprotobuf-c-dev ;;
    apt-get:libcjson) echo libcjson-dev ;;
    apt-get:sqlite3) echo libsqlite3-dev ;;
    apt-get:libjwt) echo libjwt-dev ;;
    apt-get:libcrypto) echo libssl-dev ;;
    apt-get:ncursesw) echo libncurses-dev ;;
    apt-get:readline) echo libreadline-dev ;;
    apt-get:md4c) echo libmd4c-dev ;;
    apt-get:libunistring) echo libunistring-dev ;;
    apt-get:cmocka) echo libcmocka-dev ;;
    apt-get:vterm) echo libvterm-dev ;;
    apt-get:protoc-c) echo protobuf-c-compiler ;;
    apt-get:llhttp)
        if apt-cache show libllhttp-dev >/dev/null 2>&1; then
            echo libllhttp-dev
        else
            echo node-llhttp
        fi ;;
    dnf:libuv) echo libuv-devel ;;
    dnf:libnghttp2) echo libnghttp2-devel ;;
    dnf:libprotobuf-c) echo protobuf-c-devel ;;
    dnf:libcjson) echo cjson-devel ;;
    dnf:sqlite3) echo sqlite-devel ;;
    dnf:libjwt) echo libjwt-devel ;;
    dnf:libcrypto) echo openssl-devel ;;
    dnf:ncursesw) echo ncurses-devel ;;
    dnf:readline) echo readline-devel ;;
    dnf:md4c) echo md4c-devel ;;
    dnf:libunistring) echo libunistring-devel ;;
    dnf:cmocka) echo libcmocka-devel ;;
    dnf:vterm) echo libvterm-devel ;;
    dnf:protoc-c) echo protobuf-c-compiler ;;
    dnf:llhttp) echo llhttp-devel ;;
    dnf:pkg-config) echo pkgconf-pkg-config ;;
    pacman:libnghttp2) echo libnghttp2 ;;
    pacman:libprotobuf-c | pacman:protoc-c) echo protobuf-c ;;
    pacman:libcjson) echo cjson ;;
    pacman:sqlite3) echo sqlite ;;
    pacman:libcrypto) echo openssl ;;
    pacman:ncursesw) echo ncurses ;;
    pacman:vterm | brew:vterm) echo libvterm ;;
    pacman:pkg-config) echo pkgconf ;;
    apk:libuv) echo libuv-dev ;;
    apk:libnghttp2) echo nghttp2-dev ;;
    apk:libprotobuf-c) echo protobuf-c-dev ;;
    apk:libcjson) echo cjson-dev ;;
    apk:sqlite3) echo sqlite-dev ;;
    apk:libjwt) echo libjwt-dev ;;
    apk:libcrypto) echo openssl-dev ;;
    apk:ncursesw) echo ncurses-dev ;;
    apk:readline) echo readline-dev ;;
    apk:md4c) echo md4c-dev ;;
    apk:libunistring) echo libunistring-dev ;;
    apk:cmocka) echo cmocka-dev ;;
    apk:vterm) echo libvterm-dev ;;
    apk:protoc-c) echo protobuf-c-compiler ;;
    apk:llhttp) echo llhttp-dev ;;
    apk:pkg-config) echo pkgconf ;;
    zypper:libuv) echo libuv-devel ;;
    zypper:libnghttp2) echo libnghttp2-devel ;;
    zypper:libprotobuf-c | zypper:protoc-c) echo libprotobuf-c-devel ;;
    zypper:libcjson) echo cJSON-devel ;;
    zypper:sqlite3) echo sqlite3-devel ;;
    zypper:libjwt) echo libjwt-devel ;;
    zypper:libcrypto) echo libopenssl-devel ;;
    zypper:ncursesw) echo ncurses-devel ;;
    zypper:readline) echo readline-devel ;;
    zypper:md4c) echo md4c-devel ;;
    zypper:libunistring) echo libunistring-devel ;;
    zypper:cmocka) echo libcmocka-devel ;;
    zypper:vterm) echo libvterm-devel ;;
    zypper:llhttp) echo llhttp-devel ;;
    brew:libnghttp2) echo libnghttp2 ;;
    brew:libprotobuf-c | brew:protoc-c) echo protobuf-c ;;
    brew:libcjson) echo cjson ;;
    brew:sqlite3) echo sqlite ;;
    brew:libcrypto) echo openssl ;;
    brew:ncursesw) echo ncurses ;;
    apt-get:nghttp | apt-get:h2load) echo nghttp2-client ;;
    *:nghttp | *:h2load) echo nghttp2 ;;
    *) echo "$2" ;;
    esac
}

install_command() {
    case "$1" in
    apt-get) echo 'apt-get install -y --no-install-recommends' ;;
    dnf) echo 'dnf install -y' ;;
    pacman) echo 'pacman -S --needed --noconfirm' ;;
    apk) echo 'apk add' ;;
    zypper) echo 'zypper --non-interactive install' ;;
    brew) echo 'brew install' ;;
    esac
}

say() { printf 'setup: %s\n' "$*" >&2; }

as_root=
need_root() {
    [ "$(id -u)" = 0 ] && return 0
    [ "$1" = brew ] && return 0
    command -v sudo >/dev/null 2>&1 && { as_root=sudo; return 0; }
    return 1
}

install_missing() {
    words=$1
    tool=$(manager)
    if [ -z "$tool" ]; then
        say "these are missing: $words"
        say "no package manager that I know is here (apt-get, dnf, pacman," \
            "apk, zypper, brew); please install them and run make again."
        return 1
    fi
    packages=
    for word in $words; do
        name=$(package "$tool" "$word")
        case " $packages " in *" $name "*) ;; *) packages="$packages $name" ;; esac
    done
    line="$(install_command "$tool")$packages"
    if [ -n "${CLEAVE_NO_INSTALL:-}" ]; then
        say "missing:$packages"
        say "install them with: $line"
        return 1
    fi
    if ! need_root "$tool"; then
        say "missing:$packages"
        say "installing them needs root, and there is no sudo here;" \
            "ask an administrator to run: $line"
        return 1
    fi
    say "installing:$packages"
    # Lists may be older than the packages they name; a failure shows below.
    [ "$tool" = apt-get ] && $as_root apt-get update -qq >&2
    # shellcheck disable=SC2086
    if ! DEBIAN_FRONTEND=noninteractive $as_root $line >&2; then
        say "that did not work; please run it yourself: $line"
        return 1
    fi
}

words=$(missing | tr '\n' ' ')
if [ -n "${words# }" ]; then
    install_missing "$words" || exit 1
    words=$(missing | tr '\n' ' ')
    if [ -n "${words# }" ]; then
        say "still missing after the installation: $words"
        exit 1
    fi
fi

wanted=
for program in $programs; do
    command -v "$program" >/dev/null 2>&1 || wanted="$wanted $program"
done
[ -z "$wanted" ] || install_missing "$wanted" ||
    say "going on without:$wanted"
if [ -n "$programs" ]; then
    mkdir -p "$(dirname "$output")" && : >"$output"
    exit 0
fi

mkdir -p "$(dirname "$output")"
{
    echo '# Written by setup.sh; delete it to look again.'
    serve='libuv libnghttp2 libprotobuf-c libcjson sqlite3 libjwt libcrypto'
    # shellcheck disable=SC2086
    echo "PACKAGE_CFLAGS := $(pkg-config --cflags $serve ncursesw readline md4c)"
    # shellcheck disable=SC2086
    echo "SERVE_LIBS := $(pkg-config --libs $serve)"
    echo "TUTOR_LIBS := $(pkg-config --libs readline ncursesw md4c) -lunistring"
    echo "CMOCKA_LIBS := $(pkg-config --libs cmocka)"
    echo "VTERM_LIBS := $(pkg-config --libs vterm)"
    if pkg-config --exists libllhttp 2>/dev/null; then
        echo "LLHTTP_CFLAGS := $(pkg-config --cflags libllhttp)"
        echo "LLHTTP_LIBS := $(pkg-config --libs libllhttp)"
        echo 'LLHTTP_DIR :='
    else
        echo "LLHTTP_DIR := $(llhttp_sources)"
        # Without STRICT_MODE it lets smuggling forms of chunked bodies pass.
        echo 'LLHTTP_CFLAGS := -isystem /usr/share/include/llhttp -DLLHTTP_STRICT_MODE=1'
        echo 'LLHTTP_LIBS :='
    fi
} >"$output.new" && mv "$output.new" "$output"

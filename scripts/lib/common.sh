# shellcheck shell=bash
# Sourced by the scripts: where the repository is, how they speak, and how they get what they need.
# Exit codes are the gateway's own: 0 fine, 1 something failed, 2 wrong usage, 3 the environment.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
script="$(basename "$0")"

say() { printf '%s\n' "$*" >&2; }

# fail CODE MESSAGE...: says why and ends the script.
fail() {
    local code="$1"
    shift
    say "$script: $*"
    exit "$code"
}

# print_help: the comment block at the top of the calling script is its help.
print_help() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail 3 "installing packages needs root; run as root, or install sudo"
    fi
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# need_packages NAME...: installs by apt-get those that are missing, and asks for root only then.
need_packages() {
    local name log missing=()
    for name in "$@"; do is_installed "$name" || missing+=("$name"); done
    [ "${#missing[@]}" -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail 3 "missing: ${missing[*]} (no apt-get here; install them by hand)"
    as_root true || fail 3 "missing: ${missing[*]} (installing them needs root)"
    say "installing ${missing[*]}"
    log="$(mktemp)"
    if ! { as_root apt-get -qq update && install_quietly "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        fail 3 "apt-get could not install ${missing[*]}"
    fi
    rm -f "$log"
}

# A package such as nginx starts its service when it is installed. Nobody asked for a server on port 80, so no service
# may start meanwhile; what forbids it is taken away again however this ends.
install_quietly() (
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        trap 'as_root rm -f "$policy"' EXIT
        trap 'exit 1' INT TERM
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y "$@"
)

# What every build links, and what finds it.
# shellcheck disable=SC2034 # read by the scripts that source this
build_packages=(libssl-dev libsqlite3-dev pkg-config)

need_swift() {
    command -v swift >/dev/null || fail 3 "no Swift toolchain on PATH; see https://www.swift.org/install/linux (6.2 or later)"
}

# build_release: builds the gateway as it ships, and leaves its path in `gateway`.
build_release() {
    local missing started=$SECONDS options=(-c release --product gateway --static-swift-stdlib)
    say "building the gateway (release; a first build takes minutes)"
    swift build --package-path "$root" "${options[@]}" >&2 || fail 1 "the build failed; see above"
    # shellcheck disable=SC2034 # read by the script that sourced this
    gateway="$(swift build --package-path "$root" "${options[@]}" --show-bin-path)/gateway"
    [ -x "$gateway" ] || fail 1 "the build made no $gateway; does Package.swift still have the product?"
    if missing="$(ldd "$gateway" | grep 'not found')"; then
        fail 3 "the gateway was built, but this machine lacks what it is linked to: $missing"
    fi
    say "built in $((SECONDS - started)) s"
}

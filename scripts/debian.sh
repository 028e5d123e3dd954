#!/bin/sh
# Installs the named Debian packages that are missing: as root at once, otherwise prints the line to type.
# Exit status 0 when all are there, 1 when some are not.
set -eu

missing=""
for package in "$@"; do
    status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Not looked for, as this is no Debian:$missing" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "Missing:$missing. To install them, type:" >&2
    echo "    sudo apt-get install -y --no-install-recommends$missing" >&2
    exit 1
fi

install_missing() {
    apt-get update -qq &&
        # shellcheck disable=SC2086 # each word is a package
        apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 $missing >/dev/null
}

echo "Installing from Debian:$missing"
export DEBIAN_FRONTEND=noninteractive
for wait in 5 15 0; do
    install_missing && exit 0
    echo "That did not work.$([ "$wait" -eq 0 ] || echo " Trying again in $wait s.")" >&2
    sleep "$wait"
done
exit 1

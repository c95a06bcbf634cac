#!/bin/sh
# What tests need beside Python's packages: Chromium and a Chinese font, nginx, shellcheck,
# LibreOffice (a Word file is laid out by it).
# Installed where that may be done (root on a Debian-like machine); without root, where they are
# there already, all is well. A failure here is only reported: those tests are then skipped, or
# fail with REQUIRE_ALL=1.
PATH=$PATH:/usr/sbin:/sbin
missing=''
need() { # need PROGRAM PACKAGE
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need chromium chromium
need nginx nginx-light
need openssl openssl
need shellcheck shellcheck
need soffice libreoffice-writer-nogui
ls /usr/share/fonts/opentype/noto/*CJK* >/dev/null 2>&1 || missing="$missing fonts-noto-cjk"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Not here, and needed by some tests. As root on Debian: apt-get install$missing"
    exit 0
fi
echo "Installing$missing"
export DEBIAN_FRONTEND=noninteractive
export RUNLEVEL=1 # invoke-rc.d starts no service then: the tests' nginx is started by the tests
apt-get update -qq </dev/null || echo "apt-get update failed"
# shellcheck disable=SC2086 # a list of words
apt-get install -y -qq --no-install-recommends $missing </dev/null >/dev/null ||
    echo "Could not be installed:$missing"
exit 0

#!/bin/sh
# Chromium and a Chinese font for the browser tests: installed where that may be done (root on a
# Debian-like machine). A failure here is only reported: those tests are then skipped, or fail
# with REQUIRE_ALL=1.
if command -v chromium >/dev/null 2>&1 && ls /usr/share/fonts/opentype/noto/*CJK* >/dev/null 2>&1; then
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "No Chromium or no Chinese font here. As root on Debian: apt-get install chromium fonts-noto-cjk"
    exit 0
fi
echo "Installing Chromium and a Chinese font"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq </dev/null || echo "apt-get update failed"
apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk </dev/null >/dev/null ||
    echo "Chromium and a Chinese font could not be installed"
exit 0

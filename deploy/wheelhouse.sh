#!/usr/bin/env bash
# A folder with every Python package of the lock, for machines without internet:
#
#     deploy/wheelhouse.sh [FOLDER [OPTIONS OF pip download]]       default: wheelhouse
#
# Run it on a machine with internet, of the same kind and with the same Python (3.11, 3.12 ...) as
# the server has; or name what the server has: --python-version 3.12 --platform manylinux_2_28_x86_64.
# LOCK=deploy/ocr.lock takes text recognition of scans along (about 125 MB more).
# Only wheels are taken, so that the server compiles nothing; each is checked against its hash in
# the lock, and SHA256SUMS lists them for the way there.
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
PYTHON=${PYTHON:-python3}
LOCK=${LOCK:-$ROOT/deploy/runtime.lock}
folder=${1:-wheelhouse}
[ $# -eq 0 ] || shift

"$PYTHON" "$ROOT/deploy/require_python.py"
mkdir -p "$folder"
# A bare environment: pip itself comes along with every Python's venv.
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
"$PYTHON" -m venv "$tools"
# What only other releases of this Python need comes along (it is little): the server's may be one.
sed 's/ ; .*\\$/ \\/' "$LOCK" >"$tools/lock"
"$tools/bin/python" -m pip download --disable-pip-version-check --quiet --require-hashes \
    --only-binary=:all: --dest "$folder" --requirement "$tools/lock" "$@"
(cd "$folder" && find . -name '*.whl' -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
echo "$folder: $(wc -l <"$folder/SHA256SUMS") packages, $(du -sh "$folder" | cut -f1)"

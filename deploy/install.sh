#!/usr/bin/env bash
# Install this release where it lies, or bring it up to date; no internet is needed with a
# wheelhouse (deploy/wheelhouse.sh). Run in the unpacked release, as root or as its owner:
#
#     deploy/install.sh [--wheelhouse FOLDER] [--env FILE] [--no-migrate]
#
#   --wheelhouse FOLDER   where the packages are; default: wheelhouse/ in the release, and without
#                         that, pip's index
#   --env FILE            the settings; default: /etc/tracker/tracker.env, where that is
#   --no-migrate          leave database and static files alone (a further worker host, or an
#                         upgrade while the old release still runs)
#
# Makes .venv/ from the lock, checks the settings, then migrates the database and collects static
# files. As root, what concerns data is done as the user `tracker`, where there is one. PYTHON
# names another interpreter than python3; LOCK=deploy/ocr.lock adds text recognition.
set -euo pipefail
umask 022 # the service reads what root installs, nginx the static files
ROOT=$(cd "$(dirname "$0")/.." && pwd)
PYTHON=${PYTHON:-python3}
LOCK=${LOCK:-$ROOT/deploy/runtime.lock}
fail() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

wheelhouse='' settings='' migrate=1
while [ $# -gt 0 ]; do
    case $1 in
        --wheelhouse) wheelhouse=$(cd "${2:?a folder}" && pwd) && shift 2 ;;
        --env) settings=${2:?a file} && shift 2 ;;
        --no-migrate) migrate=0 && shift ;;
        *) fail "usage: install.sh [--wheelhouse FOLDER] [--env FILE] [--no-migrate]" ;;
    esac
done
if [ -z "$wheelhouse" ] && [ -d "$ROOT/wheelhouse" ]; then wheelhouse=$ROOT/wheelhouse; fi
if [ -z "$settings" ] && [ -r /etc/tracker/tracker.env ]; then settings=/etc/tracker/tracker.env; fi

"$PYTHON" "$ROOT/deploy/require_python.py"
source=()
if [ -n "$wheelhouse" ]; then
    (cd "$wheelhouse" && sha256sum --check --quiet --strict SHA256SUMS) ||
        fail "$wheelhouse is damaged, see above; nothing was installed"
    source=(--no-index --find-links "$wheelhouse")
fi
"$PYTHON" -m venv --clear "$ROOT/.venv"
python=$ROOT/.venv/bin/python
"$python" -m pip install --disable-pip-version-check --quiet --require-hashes \
    "${source[@]}" --requirement "$LOCK"
"$python" -m compileall -q "$ROOT/config" "$ROOT/tracker" "$ROOT/deploy"

if [ -n "$settings" ]; then
    set -a
    # shellcheck source=/dev/null
    . "$settings"
    set +a
fi
manage() {
    if [ "$(id -u)" = 0 ] && id tracker >/dev/null 2>&1; then
        runuser -u tracker -- "$python" "$ROOT/manage.py" "$@"
    else
        "$python" "$ROOT/manage.py" "$@"
    fi
}
manage check --deploy || fail "the settings are refused, see above"
if [ "$migrate" = 1 ]; then
    manage biviews --drop # a column that a view reads can't be altered
    manage migrate --noinput --verbosity 0
    manage biviews
    manage collectstatic --noinput --verbosity 0
fi
echo "Installed in $ROOT."

# shellcheck shell=bash
# What backup.sh and restore.sh share; to be sourced.

# say/fail: one sentence; an error goes to stderr and ends the script.
say() { printf '%s\n' "$*"; }
fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# The application's Python: PYTHON, or the environment that install.sh made beside deploy/.
find_python() {
    PYTHON=${PYTHON:-$ROOT/.venv/bin/python}
    [ -x "$PYTHON" ] || command -v "$PYTHON" >/dev/null ||
        fail "no Python at $PYTHON: set PYTHON to the application's"
}

# Ask the application where things are (deploy/stored.py).
stored() { "$PYTHON" "$ROOT/deploy/stored.py" "$@"; }

load_settings() {
    local lines
    lines=$(stored settings) || fail "the application's settings are refused, see above"
    eval "$lines" # quoted by stored.py
    if [ "$DATABASE" = postgresql ]; then
        [ -z "${PG_BIN:-}" ] || PATH=$PG_BIN:$PATH
        check_versions
    fi
}

# pg_dump refuses a server that is newer than itself; say it before anything is written.
check_versions() {
    local program server mine
    for program in psql pg_dump pg_restore; do
        command -v "$program" >/dev/null ||
            fail "$program is missing: install PostgreSQL's client programs or set PG_BIN to their folder"
    done
    server=$(psql -XAtc 'SHOW server_version_num') || fail "the database does not answer, see above"
    server=$((server / 10000))
    mine=$(pg_dump --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    [ "$mine" -ge "$server" ] ||
        fail "pg_dump is version $mine and the server $server: set PG_BIN to programs of version $server or newer"
}

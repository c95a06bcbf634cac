#!/usr/bin/env bash
# Put a backup made by backup.sh back, into an empty database and an empty folder of files.
#
#     deploy/restore.sh BACKUP            checks the backup, then restores it
#     deploy/restore.sh BACKUP --force    also where there is something: the database is REPLACED,
#                                         files of the same name too; other files stay (no row
#                                         names them, so they do no harm)
#     deploy/restore.sh BACKUP --check    only checks the backup
#
# Stop web, workers and beat before. Files come first, and the database last and in one
# transaction: whatever goes wrong, no row names a file that is not there, and nothing is half done.
# Afterwards: manage.py migrate (the backup may be of an older version) and manage.py biviews, then
# start the services.
# Environment: as for backup.sh.
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$ROOT/deploy/common.sh"

backup='' force=0 check=0
for word in "$@"; do
    case $word in
        --force) force=1 ;;
        --check) check=1 ;;
        -*) fail "usage: restore.sh BACKUP [--force | --check]" ;;
        *) backup=$word ;;
    esac
done
[ -n "$backup" ] || fail "usage: restore.sh BACKUP [--force | --check]"
[ -f "$backup/MANIFEST" ] || fail "$backup is no finished backup: it has no MANIFEST"
backup=$(cd "$backup" && pwd)
case $backup in *.part) fail "$backup was never finished" ;; esac
(cd "$backup" && sha256sum --check --quiet --strict MANIFEST) ||
    fail "$backup is damaged, see above; nothing was changed"
if [ "$check" = 1 ]; then
    say "$backup: $(wc -l <"$backup/MANIFEST") files, all as they were"
    exit 0
fi

find_python
load_settings
umask 077
case $DATABASE in
    postgresql) dump=$backup/database.dump ;;
    *) dump=$backup/database.sqlite3 ;;
esac
[ -f "$dump" ] || fail "the backup is of another kind of database than DATABASE_URL names ($DATABASE)"

if [ "$force" = 0 ]; then
    if [ -d "$FILES" ] && [ -n "$(find "$FILES" -type f -print -quit)" ]; then
        fail "$FILES is not empty; nothing was changed (--force writes over it)"
    fi
    tables=$(stored tables) || fail "the database can't be looked into, see above; nothing was changed"
    [ "$tables" = 0 ] || fail "the database is not empty; nothing was changed (--force replaces it)"
fi

mkdir -p "$FILES"
cp -R -p "$backup/files/." "$FILES/"

# All or nothing: without the last line's COMMIT, PostgreSQL undoes everything before it.
sql() {
    say 'BEGIN;' "SET lock_timeout = '10s'; SET client_min_messages = warning;"
    say 'DROP SCHEMA public CASCADE; CREATE SCHEMA public;'
    # Its preamble may set what only the newest servers know.
    pg_restore --no-owner --no-privileges --file=- "$dump" |
        sed '1,40{/^SET transaction_timeout = /d;}' || return
    say 'COMMIT;'
}
if [ "$DATABASE" = postgresql ]; then
    sql | psql -Xq -v ON_ERROR_STOP=1 --output=/dev/null ||
        fail "the database is as it was, see above. Stop the services, then run this again with --force"
else
    stored copy "$dump" "$SQLITE" ||
        fail "the database is as it was, see above. Stop the services, then run this again with --force"
fi

sums=$(mktemp)
trap 'rm -f "$sums"' EXIT
sed -n 's|^\([0-9a-f]*\)  files/|\1  |p' "$backup/MANIFEST" >"$sums"
if [ -s "$sums" ]; then
    (cd "$FILES" && sha256sum --check --quiet --strict "$sums") ||
        fail "restored, but the files named above did not arrive as they were"
fi
say "restored from $backup: the database and $(wc -l <"$sums") files. Now: manage.py migrate"

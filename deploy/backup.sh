#!/usr/bin/env bash
# A backup of everything that can't be made again: the database and the files handed in.
#
#     deploy/backup.sh FOLDER        makes FOLDER/tracker-YYYYMMDDTHHMMSSZ/
#
# Runs while the application works. The database is dumped first and the files are copied after:
# files are only ever added, and are stored before the row that names them is committed, so every
# file that a row of the dump names is in the copy. What was added in between is there as well,
# and no row names it. A backup that is not whole keeps the ending .part and counts for nothing.
#
#     database.dump or database.sqlite3   one consistent state (pg_dump's custom format)
#     files/                              as under DATA_DIR/files, without exports/
#     MANIFEST                            sha256 of every file here; sha256sum -c MANIFEST
#
# Environment: the application's (DATABASE_URL, DATA_DIR, SECRET_KEY, ...); PG_BIN, a folder with
# pg_dump; PYTHON. Not in a backup: the settings with their secrets, and the broker's messages,
# which are only wake-ups. Exit status 1 with a sentence when anything is wrong; also when a file is
# not what was handed in: the backup is then finished with all that there is.
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$ROOT/deploy/common.sh"

[ $# -eq 1 ] || fail "usage: backup.sh FOLDER"
find_python
load_settings
umask 077

final=$1/tracker-$(date -u +%Y%m%dT%H%M%SZ)
part=$final.part
mkdir -p "$1"
mkdir "$part" || fail "another backup has begun in this second: try again"
mkdir "$part/files"

if [ "$DATABASE" = postgresql ]; then
    # The views for BI tools hold nothing of their own: manage.py biviews makes them again.
    pg_dump --format=custom --no-owner --no-privileges --exclude-schema=tracker_bi \
        --file="$part/database.dump"
    pg_restore --list "$part/database.dump" >/dev/null
else
    stored copy "$SQLITE" "$part/database.sqlite3"
fi
named=$(mktemp)
trap 'rm -f "$named"' EXIT
stored named >"$named"

# Lists that people exported are made again with a click, and are gone after a week anyway.
if [ -d "$FILES" ]; then
    find "$FILES" -mindepth 1 -maxdepth 1 ! -name exports -exec cp -R -p {} "$part/files/" \;
fi

# What the rows say was handed in is what has been copied, to the last byte.
damaged=0
if [ -s "$named" ]; then
    (cd "$part" && sha256sum --check --quiet --strict "$named") || damaged=1
fi

(
    cd "$part"
    find database.* files -type f -print0 | sort -z | xargs -0 sha256sum >MANIFEST
    sync --file-system MANIFEST
)
mv "$part" "$final"
[ "$damaged" = 0 ] ||
    fail "$final is made, but the files named above are missing here or differ from what was handed in"
say "$final: $(wc -l <"$final/MANIFEST") files, $(du -sh "$final" | cut -f1)"

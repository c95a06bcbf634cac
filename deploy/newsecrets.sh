#!/usr/bin/env bash
# The secrets of a compose installation, made at random: deploy/newsecrets.sh HOSTNAME
#
# Writes deploy/secrets/: tracker.env (from tracker.env.example), postgres-password, valkey.conf,
# and tls/ with a certificate signed by itself, to be replaced by a real one. Nothing that is
# there is written over. The folder is its owner's alone; the files in it may be read by
# everybody, because the services that get them run under other users.
set -euo pipefail
umask 022
HERE=$(cd "$(dirname "$0")" && pwd)
host=${1:?usage: newsecrets.sh HOSTNAME}
case $host in *[!A-Za-z0-9.-]*)
    echo "newsecrets.sh: $host is no host name" >&2
    exit 1
    ;;
esac
folder=$HERE/secrets
if [ -e "$folder" ]; then
    echo "newsecrets.sh: $folder is there already; nothing was changed" >&2
    exit 1
fi

word() { head -c 36 /dev/urandom | base64 | tr -d '+/=\n'; }
key=$(word)$(word)
postgres=$(word)
valkey=$(word)
metrics=$(word)

mkdir -m 700 "$folder"
mkdir "$folder/tls"
sed -e "s|^SECRET_KEY=.*|SECRET_KEY='$key'|" \
    -e "s|^DATABASE_URL=.*|DATABASE_URL='postgres://tracker:$postgres@db:5432/tracker'|" \
    -e "s|^REDIS_URL=.*|REDIS_URL='redis://:$valkey@broker:6379/0'|" \
    -e "s|^METRICS_TOKEN=.*|METRICS_TOKEN='$metrics'|" \
    -e "s|HOSTNAME|$host|g" "$HERE/tracker.env.example" >"$folder/tracker.env"
printf '%s' "$postgres" >"$folder/postgres-password"
printf 'requirepass %s\nsave ""\n' "$valkey" >"$folder/valkey.conf"
openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=$host" \
    -addext "subjectAltName=DNS:$host" \
    -keyout "$folder/tls/key.pem" -out "$folder/tls/fullchain.pem" 2>/dev/null
chmod 444 "$folder"/tracker.env "$folder"/postgres-password "$folder"/valkey.conf "$folder"/tls/*
echo "Made $folder. Replace tls/fullchain.pem and tls/key.pem by a real certificate and its key."

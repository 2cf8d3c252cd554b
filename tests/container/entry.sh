#!/bin/bash
# What the image of image.sh runs. It understands what Docker's own image of PostgreSQL does and Testcontainers sends: POSTGRES_USER,
# POSTGRES_PASSWORD and POSTGRES_DB for the first start, and arguments for the server.
set -euo pipefail
data=/var/lib/postgresql/data
user=${POSTGRES_USER:-postgres}

case "${1:--}" in
  -*) ;;
  postgres) shift ;;
  *) exec "$@" ;;
esac

if [ ! -s "$data/PG_VERSION" ]; then
  initdb -D "$data" -U "$user" --pwfile=<(echo "${POSTGRES_PASSWORD:?}") --auth-host=scram-sha-256 --auth-local=trust \
    --encoding=UTF8 --no-sync --no-instructions >/dev/null
  echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
  if [ "${POSTGRES_DB:-postgres}" != postgres ]; then
    echo "create database \"$POSTGRES_DB\"" | postgres --single -D "$data" postgres >/dev/null
  fi
fi

exec postgres -D "$data" -c listen_addresses='*' "$@"

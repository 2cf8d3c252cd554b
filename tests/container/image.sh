#!/usr/bin/env bash
# Makes an image with PostgreSQL from this system's own packages, for tests on a container where no image can be pulled:
#
#   tests/container/image.sh NAME
#
# Wants root, Docker and debootstrap, on Debian or a system made from it. The packages come from the mirror that apt is set up with.
set -euo pipefail
image=${1:?"which name is the image to have?"}
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
# Others than root look for their programs in it.
chmod 755 "$root"

# shellcheck source=/dev/null
. /etc/os-release
mirror=$(apt-get indextargets --format '$(ORIGIN) $(RELEASE) $(REPO_URI)' 'Created-By: Packages' 'Component: main' |
  awk -v origin="$ID" -v release="$VERSION_CODENAME" 'tolower($1) == origin && $2 == release && !mirror { mirror = $3 } END { print mirror }')
if [ -z "$mirror" ]; then
  echo "apt knows no mirror of $ID $VERSION_CODENAME; run apt-get update." >&2
  exit 1
fi

# Its words are sorted as in Docker's own image of PostgreSQL, so a test that leans on another order fails here as there.
debootstrap --variant=minbase --include=postgresql,locales "$VERSION_CODENAME" "$root" "$mirror" >"$root.log" 2>&1 ||
  { tail -n 20 "$root.log" >&2; rm -f "$root.log"; exit 1; }
rm -f "$root.log"
chroot "$root" localedef -i en_US -f UTF-8 en_US.UTF-8
rm -rf "$root"/var/lib/postgresql/*/ "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
install -m 755 "$here/entry.sh" "$root/entry.sh"
chroot "$root" install -d -o postgres -g postgres -m 700 /var/lib/postgresql/data
bin=$(cd "$root" && echo usr/lib/postgresql/*/bin)

tar -C "$root" --one-file-system -c . | docker import \
  -c 'ENTRYPOINT ["/entry.sh"]' -c 'USER postgres' -c 'EXPOSE 5432' \
  -c 'ENV LANG=en_US.UTF-8' -c "ENV PATH=/$bin:/usr/sbin:/usr/bin:/sbin:/bin" - "$image" >/dev/null

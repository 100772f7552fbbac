#!/usr/bin/env bash
# Puts the pinned grammars' sources into FOLDER (npm ci, without any script of theirs). Does nothing when they
# stand there already. The build compiles them; nothing of them is committed.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
folder=${1:?usage: fetch.sh FOLDER}

cmp -s "$here/package-lock.json" "$folder/fetched" && exit 0
command -v npm >/dev/null || {
  echo "fetch.sh: npm is missing; install it (Debian: npm), or run ./dev setup" >&2
  exit 1
}
mkdir -p "$folder"
# Two builds may want them at the same time.
exec 9>"$folder/lock"
flock 9
cmp -s "$here/package-lock.json" "$folder/fetched" && exit 0
cp "$here/package.json" "$here/package-lock.json" "$folder/"
(cd "$folder" && npm ci --ignore-scripts --omit=peer --legacy-peer-deps --no-audit --no-fund --loglevel=error)
cp "$here/package-lock.json" "$folder/fetched"

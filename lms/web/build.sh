#!/usr/bin/env bash
# Builds the web app into FOLDER/dist. Does nothing when it stands there already from the same sources.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
folder=${1:?usage: build.sh FOLDER}

command -v npm >/dev/null || {
  echo "build.sh: npm is missing; install it (Debian: npm), or run ./dev setup" >&2
  exit 1
}
mkdir -p "$folder"
# Two builds may want it at the same time.
exec 9>"$folder/lock"
flock 9
sources() {
  (cd "$here" && find . \( -name node_modules -o -name dist -o -name schema.ts \) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum)
  sha256sum <"$here/../gateway/openapi.yaml"
}
sources >"$folder/sources.new"
cmp -s "$folder/sources.new" "$folder/sources" && exit 0
rm -f "$folder/sources"

mkdir -p "$folder/web" "$folder/gateway"
find "$folder/web" -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -r {} +
(cd "$here" && tar --exclude=node_modules --exclude=dist -cf - .) | tar -xf - -C "$folder/web"
cp "$here/../gateway/openapi.yaml" "$folder/gateway/"
cd "$folder/web"
if ! cmp -s package-lock.json ../installed; then
  rm -f ../installed
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp package-lock.json ../installed
fi
npm run --silent schema >../log 2>&1 || { cat ../log >&2; exit 1; }
npm run --silent check
npm run --silent build -- --logLevel warn
rm -rf ../dist
mv dist ..
mv ../sources.new ../sources

#!/usr/bin/env bash
# Prints where an S3-compatible server (versitygw) lies, after building it with Go where it is not there yet: some
# minutes, once a machine. Only the slow test of the S3 store wants it. Exit code 77: it cannot be had here, and why.
set -euo pipefail

VERSION=v1.8.0
FOLDER=${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/assay/s3-server/$VERSION

if [[ ! -x $FOLDER/versitygw ]]; then
  if ! command -v go >/dev/null; then
    echo "no Go compiler on PATH, with which to build an S3 server to test against" >&2
    exit 77
  fi
  mkdir -p "$FOLDER"
  if ! log=$(GOBIN=$FOLDER nice go install -p 1 "github.com/versity/versitygw/cmd/versitygw@$VERSION" 2>&1); then
    printf 'versitygw %s cannot be built here: %s\n' "$VERSION" "$(tail -n 3 <<<"$log")" >&2
    exit 77
  fi
fi
echo "$FOLDER/versitygw"

#!/usr/bin/env bash
# Installs what bench_similarity measures us beside, outside of the repository: Dolos from npm (its parsers are
# compiled, about five minutes) and SIM from Debian.
#   tests/bench/similarity/peers.sh [FOLDER]     default: $ASSAY_BENCH_PEERS, else ~/.cache/assay/bench/peers
set -euo pipefail

readonly DOLOS_LIB=3.5.1 DOLOS_PARSERS=1.4.1
folder=${1:-${ASSAY_BENCH_PEERS:-$HOME/.cache/assay/bench/peers}}

command -v node >/dev/null || { echo "peers.sh: node is missing; apt-get install nodejs npm" >&2; exit 1; }
mkdir -p "$folder"
if [[ ! -f $folder/installed-dolos-$DOLOS_LIB ]]; then
  echo '{"name":"assay-bench-peers","private":true}' >"$folder/package.json"
  nice npm install --prefix "$folder" --no-audit --no-fund \
    "@dodona/dolos-lib@$DOLOS_LIB" "@dodona/dolos-parsers@$DOLOS_PARSERS"
  touch "$folder/installed-dolos-$DOLOS_LIB"
fi
command -v sim_java >/dev/null || apt-get install -y -q similarity-tester
echo "peers are in $folder"

# shellcheck shell=bash
summary_setup() { echo "install what the tree needs: Debian packages, grammars and runsc (gVisor)"; }
help_setup() {
  cat <<'HELP'
./dev setup [--all]

Installs the packages of tools/packages.txt that are missing (as root or through sudo), fetches the grammars of
tree-sitter by npm (into build/grammars), and the packaged runsc (gVisor), unless one is on PATH. Less than a second
when nothing is missing. Other verbs call it themselves.

  --all   also what only `lint` and `fuzz` need (they install it when they are run)
HELP
}

verb_setup() {
  local groups=(build) runsc
  case ${1:-} in
    --all) groups=(build lint fuzz) ;;
    '') ;;
    *) die "setup does not know '$1'" "./dev help setup" ;;
  esac
  need_packages "${groups[@]}"
  quietly grammars "fetching the tree-sitter grammars" common/syntax/grammars/fetch.sh build/grammars ||
    die "the grammars could not be fetched" "see the lines above; check the network, then run ./dev setup again"
  # What stands already is found without starting Python.
  if ! runsc=$(find_runsc); then
    quietly runsc "fetching runsc (gVisor)" sandbox/gvisor/fetch-runsc ||
      die "runsc could not be fetched" "see the lines above, or put a runsc on PATH; then run ./dev setup again"
    runsc=$(sandbox/gvisor/fetch-runsc --print-only) || die "runsc was fetched but is not found" "./dev doctor"
  fi
  good "set up; runsc is $runsc"
}

find_runsc() {
  command -v runsc && return
  local folder=${XDG_DATA_HOME:-$HOME/.local/share}/assay/runsc
  if ((EUID == 0)); then folder=/var/lib/assay/runsc; fi
  [[ -x $folder/current/usr/bin/runsc ]] && echo "$folder/current/usr/bin/runsc"
}

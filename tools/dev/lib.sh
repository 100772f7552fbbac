# shellcheck shell=bash disable=SC2034
# What every verb uses: messages with elapsed seconds, long commands with a log and a sign of life, packages,
# and the build folder. Sourced by ./dev, which sets ROOT and stands in it.

# ---------------------------------------------------------------- messages
if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
  BOLD=$'\e[1m' DIM=$'\e[2m' RED=$'\e[31m' GREEN=$'\e[32m' YELLOW=$'\e[33m' PLAIN=$'\e[0m'
else
  BOLD='' DIM='' RED='' GREEN='' YELLOW='' PLAIN=''
fi

stamp() { printf '%s[%4ds]%s' "$DIM" "$SECONDS" "$PLAIN"; }
say() { printf '%s %s\n' "$(stamp)" "$*"; }
good() { printf '%s %s%s%s\n' "$(stamp)" "$GREEN" "$*" "$PLAIN"; }
warn() { printf '%s %swarning:%s %s\n' "$(stamp)" "$YELLOW" "$PLAIN" "$*" >&2; }
bad() { printf '%s %s%s%s\n' "$(stamp)" "$RED" "$*" "$PLAIN" >&2; }

# die WHAT TO_DO: what went wrong, and what the reader can do about it.
die() {
  printf '%s./dev: %s%s\n' "$RED" "$1" "$PLAIN" >&2
  [[ -n ${2:-} ]] && printf '       %s\n' "$2" >&2
  exit 1
}

# ---------------------------------------------------------------- long commands
BUILD_ROOT=${ASSAY_BUILD_ROOT:-$ROOT/build}
LOG_DIR=$BUILD_ROOT/log
HEARTBEAT=''
stop_heartbeat() {
  [[ -n $HEARTBEAT ]] || return 0
  kill "$HEARTBEAT" 2>/dev/null || true
  wait "$HEARTBEAT" 2>/dev/null || true
  HEARTBEAT=''
  if [[ -t 1 ]]; then printf '\r\e[K'; fi
}
trap stop_heartbeat EXIT

# On a terminal: one line that follows the log, every second. Elsewhere: a line every 30 seconds.
heartbeat() {
  local title=$1 log=$2 begin=$SECONDS tick=0 last width
  width=$(tput cols 2>/dev/null || echo 80)
  while sleep 1 >/dev/null 2>&1; do
    tick=$((tick + 1))
    last=$(tail -c 300 "$log" 2>/dev/null | tr '\r' '\n' | tr -cd '[:print:]\n' | grep -v '^ *$' | tail -n 1) || true
    if [[ -t 1 ]]; then
      last="[$(printf '%4d' "$SECONDS")s] $title: $last"
      printf '\r\e[K%s' "${last:0:width-1}"
    elif ((tick % 30 == 0)); then
      printf '%s %s: %d s … %s\n' "$(stamp)" "$title" "$((SECONDS - begin))" "${last:0:100}"
    fi
  done
}

# quietly NAME TITLE COMMAND…: output goes to build/log/NAME.log; shown only when the command fails.
quietly() {
  local name=$1 title=$2 begin=$SECONDS status=0 log
  shift 2
  log=$LOG_DIR/$name.log
  mkdir -p "$LOG_DIR"
  : >"$log"
  heartbeat "$title" "$log" &
  HEARTBEAT=$!
  "$@" >"$log" 2>&1 </dev/null || status=$?
  stop_heartbeat
  if ((status == 0)); then
    # What took no time is not worth a line.
    if ((SECONDS - begin >= 2)); then say "$title: $((SECONDS - begin)) s"; fi
    return 0
  fi
  bad "$title failed (exit $status); the end of ${log#"$ROOT"/}:"
  tail -n "${ASSAY_LOG_LINES:-60}" "$log" | sed 's/^/    /' >&2
  return "$status"
}

need_value() { [[ -n ${2:-} ]] || die "$1 needs a value" "./dev help ${3:-} shows how it is used"; }

# ---------------------------------------------------------------- the machine
jobs_for_machine() {
  local cpus memory_gib
  cpus=$(nproc)
  memory_gib=$(awk '/^MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo)
  # A heavy translation unit takes about 1 GiB.
  if ((memory_gib < cpus)); then cpus=$((memory_gib > 0 ? memory_gib : 1)); fi
  echo "$cpus"
}
JOBS=${ASSAY_JOBS:-$(jobs_for_machine)}

debian_release() {
  # shellcheck source=/dev/null
  (source /etc/os-release 2>/dev/null && [[ ${ID:-} == debian ]] && echo "${VERSION_ID:-0}") || echo 0
}
RELEASE=$(debian_release)
# The LLVM that this Debian release packages and the tree is checked with.
if ((RELEASE >= 13)); then LLVM=19; else LLVM=16; fi

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "'$*' needs root and there is no sudo" "run ./dev setup once as root"
  fi
}

# ---------------------------------------------------------------- packages
# packages_of GROUP…: names from tools/packages.txt that fit this Debian release.
packages_of() {
  awk -v groups=" $* " -v release="$RELEASE" '
    /^[[:space:]]*(#|$)/ { next }
    index(groups, " " $1 " ") && ($2 == "any" || $2 == release) { print $3 }' tools/packages.txt
}

missing_packages() {
  local wanted=() installed
  mapfile -t wanted < <(packages_of "$@")
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null || true)
  comm -23 <(printf '%s\n' "${wanted[@]}" | sort -u) \
    <(awk '$2 == "installed" { print $1 }' <<<"$installed" | sort -u)
}

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"; }
install_packages() { apt install -y --no-install-recommends "$@"; }
# The lists are fetched only where they do not know a package, or what they know is gone from the archive.
install_or_update() {
  if apt install -s --no-install-recommends "$@" >/dev/null 2>&1 && install_packages "$@"; then return 0; fi
  apt update || return
  install_packages "$@"
}

# need_packages GROUP…: installs what is missing; well under a second when nothing is.
need_packages() {
  local missing=()
  if ((RELEASE == 0)); then
    warn "this is not Debian: install by hand what tools/packages.txt lists under $*"
    return 0
  fi
  if ((RELEASE < 12)); then die "Debian $RELEASE is too old" "Assay is built on Debian 12 or 13"; fi
  # A Node.js that is not Debian's brings its own npm, and Debian's would not go with it.
  command -v npm >/dev/null || set -- "$@" npm
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  say "installing ${#missing[@]} packages: ${missing[*]}"
  quietly apt-"$1" "packages ($*)" install_or_update "${missing[@]}" ||
    die "packages could not be installed" "see the lines above; check the network and the apt sources, then run ./dev setup again"
}

# ---------------------------------------------------------------- the build
PRESETS=(dev release asan tsan fuzz)

check_preset() {
  local preset
  for preset in "${PRESETS[@]}"; do [[ $preset == "$1" ]] && return 0; done
  die "there is no preset '$1'" "presets are: ${PRESETS[*]}"
}

# Clones share compilations: paths below the clone are stored relative. In CI, debug paths do not matter either.
export CCACHE_BASEDIR=$ROOT
if [[ ${CI:-} == true ]]; then export CCACHE_NOHASHDIR=1; fi

configure() {
  local preset=$1 extra=()
  if [[ $preset == fuzz ]]; then extra=(-DCMAKE_CXX_COMPILER="clang++-$LLVM"); fi
  cmake --preset "$preset" -B "$BUILD_ROOT/$preset" "${extra[@]}"
}

# build_preset PRESET [TARGET…]: configures when that was never done (ninja does it again when CMake files change).
build_preset() {
  local preset=$1 targets=()
  shift
  # The fuzz preset is there for the fuzz targets: the tests of the rooms are no use in it.
  if [[ $preset == fuzz ]] && (($# == 0)); then set -- fuzz-targets; fi
  if (($#)); then targets=(--target "$@"); fi
  if [[ ! -f $BUILD_ROOT/$preset/build.ninja ]]; then
    quietly "configure-$preset" "configuring $preset" configure "$preset" || return
  fi
  quietly "build-$preset" "building $preset" \
    cmake --build "$BUILD_ROOT/$preset" -j "$JOBS" "${targets[@]}"
}

need_build() {
  build_preset "$@" || die "the $1 build failed" "see the lines above; the whole log is ${LOG_DIR#"$ROOT"/}/build-$1.log"
}

# need_verb VERB [ARGUMENT…]: what another verb does, as a step of this one.
need_verb() {
  local verb=$1
  shift
  # shellcheck disable=SC1090
  source "$ROOT/tools/dev/$verb.sh"
  "verb_$verb" "$@"
}

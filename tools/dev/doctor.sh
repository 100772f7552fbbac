# shellcheck shell=bash
summary_doctor() { echo "what this machine gives and lacks, and how to get it"; }
help_doctor() {
  cat <<'HELP'
./dev doctor

Checks the release, packages, disk, memory, kernel features and, when it is built, what `assay-sandbox doctor` says
about cgroups, namespaces and gVisor. Changes nothing. Exit 1 when something that is needed is missing.
HELP
}

DOCTOR_BAD=0
fine() { printf '  %sok%s       %s\n' "$GREEN" "$PLAIN" "$*"; }
poor() { printf '  %swarning%s  %s\n' "$YELLOW" "$PLAIN" "$*"; }
lacks() {
  printf '  %smissing%s  %s\n' "$RED" "$PLAIN" "$*"
  DOCTOR_BAD=1
}

verb_doctor() {
  local tool preset
  printf '%sMachine%s\n' "$BOLD" "$PLAIN"
  doctor_machine
  printf '%sKernel%s\n' "$BOLD" "$PLAIN"
  doctor_kernel
  printf '%sTools%s\n' "$BOLD" "$PLAIN"
  doctor_tools
  printf '%sSandbox%s\n' "$BOLD" "$PLAIN"
  for preset in release dev; do
    tool=$BUILD_ROOT/$preset/bin/assay-sandbox
    if [[ -x $tool ]]; then
      "$tool" doctor || DOCTOR_BAD=1
      return "$DOCTOR_BAD"
    fi
  done
  poor "assay-sandbox is not built, so the sandbox's own check did not run: ./dev build, then ./dev doctor"
  return "$DOCTOR_BAD"
}

doctor_machine() {
  local cpus memory disk
  cpus=$(nproc) memory=$(awk '/^MemTotal/ {print int($2 / 1048576)}' /proc/meminfo)
  disk=$(df -Pk "$ROOT" | awk 'NR == 2 {print int($4 / 1048576)}')
  if ((RELEASE >= 12)); then fine "Debian $RELEASE"; else poor "not Debian 12 or 13: packages are to be installed by hand"; fi
  case $(uname -m) in
    x86_64) fine "x86_64" ;;
    *) lacks "architecture $(uname -m): the sandbox's system-call lists are written for x86_64" ;;
  esac
  if ((cpus >= 2)); then fine "$cpus processors"; else poor "one processor: tests of time limits may be unsteady"; fi
  if ((memory >= 3)); then fine "$memory GiB of memory"; else poor "$memory GiB of memory: 4 are advised"; fi
  if ((disk >= 15)); then fine "$disk GiB free here"; else poor "$disk GiB free here: building and images take up to 15"; fi
  if ((EUID == 0)); then fine "root"; elif command -v sudo >/dev/null; then fine "sudo"; else poor "neither root nor sudo: ./dev setup cannot install"; fi
}

doctor_kernel() {
  local major minor space value
  IFS=. read -r major minor _ <<<"$(uname -r)"
  if ((major > 5 || (major == 5 && minor >= 14))); then
    fine "Linux $(uname -r)"
  else
    lacks "Linux $(uname -r): 5.14 or newer has clone3 into cgroups, open_tree, openat2 and cgroup.kill"
  fi
  for space in user pid mnt net ipc uts cgroup; do
    [[ -e /proc/self/ns/$space ]] || lacks "$space namespaces: a kernel with CONFIG_NAMESPACES and all its parts"
  done
  value=$(cat /proc/sys/user/max_user_namespaces 2>/dev/null || echo 0)
  if ((value > 0)); then fine "user namespaces ($value)"; else lacks "user namespaces: sysctl -w user.max_user_namespaces=15000"; fi
  if grep -q seccomp_filter /proc/kallsyms 2>/dev/null || [[ -e /proc/sys/kernel/seccomp/actions_avail ]]; then
    fine "seccomp: $(cat /proc/sys/kernel/seccomp/actions_avail 2>/dev/null)"
  else
    lacks "seccomp: a kernel with CONFIG_SECCOMP_FILTER"
  fi
  if grep -q ' - cgroup2\? ' /proc/self/mountinfo; then
    fine "cgroups: $(awk '{ for (i = 7; i < NF; i++) if ($i == "-" && $(i + 1) ~ /^cgroup/) print $(i + 1) }' /proc/self/mountinfo | sort | uniq -c | awk '{ printf "%s %s  ", $1, $2 }')"
  else
    lacks "cgroups: none is mounted; mount -t cgroup2 none /sys/fs/cgroup"
  fi
}

doctor_tools() {
  local missing=() group
  for group in build lint fuzz; do
    mapfile -t missing < <(missing_packages "$group")
    if ((${#missing[@]} == 0)); then
      fine "packages for $group"
    elif [[ $group == build ]]; then
      lacks "packages: ${missing[*]}; ./dev setup installs them"
    else
      poor "packages for $group: ${missing[*]}; ./dev $group installs them"
    fi
  done
  need_setup_functions
  if group=$(find_runsc); then fine "runsc (gVisor): $group"; else lacks "runsc (gVisor): ./dev setup fetches it"; fi
}

need_setup_functions() {
  # shellcheck source=tools/dev/setup.sh
  source "$ROOT/tools/dev/setup.sh"
}

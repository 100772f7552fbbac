# shellcheck shell=bash
summary_lint() { echo "layout, static checks, rooms, shell scripts, file sizes"; }
help_lint() {
  cat <<'HELP'
./dev lint [--only CHECK] [--fresh]

Checks, all of which run even when one fails:
  layout  clang-format changes nothing
  rooms   includes follow the arrows of cmake/AssayRooms.cmake
  tree    no code of more than 700 lines, no unfinished-work markers, no trailing blanks
  shell   shellcheck
  tidy    clang-tidy with the checks of .clang-tidy

clang-tidy looks again only at translation units whose own text, headers, flags or checks changed since they were
last clean; --fresh forgets that.
HELP
}

verb_lint() {
  local only='' fresh=() check failed=() begin
  while (($#)); do
    case $1 in
      --only) need_value "$1" "${2:-}" lint && only=$2 && shift ;;
      --fresh) fresh=(--fresh) ;;
      *) die "lint does not know '$1'" "./dev help lint" ;;
    esac
    shift
  done
  [[ -z $only || " layout rooms tree shell tidy " == *" $only "* ]] || die "there is no check '$only'" "./dev help lint"
  need_packages build lint
  need_verb_functions fmt
  for check in ${only:-layout rooms tree shell tidy}; do
    begin=$SECONDS
    if "lint_$check"; then
      good "lint $check: clean ($((SECONDS - begin)) s)"
    else
      bad "lint $check: see above ($((SECONDS - begin)) s)"
      failed+=("$check")
    fi
  done
  if ((${#failed[@]})); then
    bad "lint failed: ${failed[*]}"
    return 1
  fi
  good "lint: clean"
}

need_verb_functions() {
  # shellcheck disable=SC1090
  source "$ROOT/tools/dev/$1.sh"
}

lint_layout() {
  local files=()
  mapfile -t files < <(tree_files '*.h' '*.cc')
  "clang-format-$LLVM" --dry-run -Werror -- "${files[@]}" 2>&1 | head -n 60 || {
    printf '  ./dev fmt lays them out\n'
    return 1
  }
}

lint_rooms() { python3 tools/lint/rooms.py; }
lint_tree() { python3 tools/lint/tree.py; }

lint_shell() {
  local files=() file
  while read -r file; do
    case $file in
      # Attacks and proofs are data: they are wrong on purpose.
      tests/hostile/attacks/* | runtime-images/proofs/*) ;;
      *.sh) files+=("$file") ;;
      *) if [[ -x $file ]] && head -c 64 -- "$file" | head -n 1 | grep -aqE '^#!.*\b(ba)?sh$'; then files+=("$file"); fi ;;
    esac
  done < <(tree_files)
  shellcheck -x -s bash -- "${files[@]}"
}

lint_tidy() {
  if [[ ! -f $BUILD_ROOT/dev/build.ninja ]]; then
    quietly configure-dev "configuring dev" configure dev || return 1
  else
    # compile_commands.json must know new files.
    quietly configure-dev "configuring dev" cmake "$BUILD_ROOT/dev" || return 1
  fi
  python3 tools/lint/tidy.py --build "$BUILD_ROOT/dev" --llvm "$LLVM" --jobs "$JOBS" "${fresh[@]}"
}

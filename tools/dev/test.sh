# shellcheck shell=bash
summary_test() { echo "set up, build, and run the tests (everything but the slow ones)"; }
help_test() {
  cat <<'HELP'
./dev test [--slow] [--label LABEL] [--preset PRESET] [--no-images] [arguments of ctest]

Builds the dev preset and the common images, then runs ctest. Labels: unit, integration, hostile, slow. Without
options everything that is not labelled slow. Up to five tests that failed are run once more, one at a time: what passes
then failed for want of time on a busy machine; it is named at the end and kept in build/log/flaky-tests.log, to be
mended.

  --slow          the slow ones as well (all images are built)
  --label LABEL   only this label
  --preset NAME   asan or tsan instead of dev
  --no-images     do not build images; tests that need a missing one fail
  anything else   goes to ctest: ./dev test -R cgroup, ./dev test --rerun-failed
HELP
}

# A test that fails once in some hundred runs says nothing of the change at hand, and neither does a change that fails
# many tests become right by repeating them.
again_alone() {
  local preset=$1 log=$2 failed name names
  failed=$BUILD_ROOT/$preset/Testing/Temporary/LastTestsFailed.log
  mapfile -t names < <(sed 's/^[0-9]*://' "$failed")
  if ((${#names[@]} == 0 || ${#names[@]} > 5)); then return 1; fi
  say "once more, one at a time: ${names[*]}"
  ctest --test-dir "$BUILD_ROOT/$preset" --rerun-failed --output-on-failure -j 1 --no-tests=error 2>&1 |
    tee "${log%.log}-again.log" || return 1
  for name in "${names[@]}"; do
    printf '%s %s %s\n' "$(date -u +%FT%TZ)" "$(git rev-parse --short HEAD)" "$name" >> "$LOG_DIR/flaky-tests.log"
  done
  warn "failed beside other tests and passed alone, to be mended: ${names[*]}"
}

verb_test() {
  local preset=dev labels=(-LE slow) images=--common rest=() begin status=0 log alone=''
  while (($#)); do
    case $1 in
      --slow) labels=() images=--all ;;
      --label)
        need_value "$1" "${2:-}" test
        labels=(-L "^$2\$")
        # Unit tests run without images; slow ones want them all.
        case $2 in unit) images='' ;; slow) images=--all ;; esac
        shift
        ;;
      --preset) need_value "$1" "${2:-}" test && check_preset "$2" && preset=$2 && shift ;;
      --no-images) images='' ;;
      *) rest+=("$1") ;;
    esac
    shift
  done
  need_verb setup
  need_build "$preset"
  if [[ -n $images ]]; then need_verb images --preset "$preset" "$images"; fi
  say "running tests ($preset, $JOBS at a time)"
  log=$LOG_DIR/test-$preset.log
  begin=$SECONDS
  ctest --test-dir "$BUILD_ROOT/$preset" --output-on-failure -j "$JOBS" --no-tests=error "${labels[@]}" "${rest[@]}" \
    2>&1 | tee "$log" || status=$?
  if ((status == 8)) && [[ " ${rest[*]} " != *" --rerun-failed "* ]]; then
    again_alone "$preset" "$log" && status=0 alone='; what failed passes alone,'
  fi
  if ((status == 0)); then
    good "tests: $(grep -a 'tests passed' "$log" | tail -n 1)$alone in $((SECONDS - begin)) s"
  else
    bad "tests failed (exit $status) after $((SECONDS - begin)) s; ./dev test --rerun-failed runs only those; log: ${log#"$ROOT"/}"
  fi
  return "$status"
}

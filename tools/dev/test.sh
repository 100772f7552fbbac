# shellcheck shell=bash
summary_test() { echo "set up, build, and run the tests (everything but the slow ones)"; }
help_test() {
  cat <<'HELP'
./dev test [--slow] [--label LABEL] [--preset PRESET] [--no-images] [arguments of ctest]

Builds the dev preset and the common images, then runs ctest. Labels: unit, integration, hostile, slow. Without
options everything that is not labelled slow.

  --slow          the slow ones as well (all images are built)
  --label LABEL   only this label
  --preset NAME   asan or tsan instead of dev
  --no-images     do not build images; tests that need a missing one fail
  anything else   goes to ctest: ./dev test -R cgroup, ./dev test --rerun-failed
HELP
}

verb_test() {
  local preset=dev labels=(-LE slow) images=--common rest=() begin status=0 log
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
  if ((status == 0)); then
    good "tests: $(grep -a 'tests passed' "$log" | tail -n 1) in $((SECONDS - begin)) s"
  else
    bad "tests failed (exit $status) after $((SECONDS - begin)) s; ./dev test --rerun-failed runs only those; log: ${log#"$ROOT"/}"
  fi
  return "$status"
}

# shellcheck shell=bash
summary_fuzz() { echo "run every fuzz target for a bounded time (60 s each)"; }
help_fuzz() {
  cat <<'HELP'
./dev fuzz [SECONDS] [TARGET…]

Builds the fuzz preset (clang, libFuzzer, AddressSanitizer) and runs each target for SECONDS, 60 unless told. A target
fuzz_NAME starts from the inputs in tests/fuzz/corpus/NAME. New inputs go to build/fuzz/corpus; an input that crashes a
target is left in build/fuzz/crashes: add it to tests/fuzz/corpus/NAME, which the ordinary test run replays.
HELP
}

verb_fuzz() {
  local seconds=60 targets=() target failed=() work=$BUILD_ROOT/fuzz
  if [[ ${1:-} =~ ^[0-9]+$ ]]; then seconds=$1 && shift; fi
  need_packages build fuzz
  need_build fuzz
  targets=("$@")
  if ((${#targets[@]} == 0)); then mapfile -t targets < <(cd "$work/bin" && compgen -G 'fuzz_*'); fi
  ((${#targets[@]})) || die "the tree has no fuzz targets" "assay_fuzz of cmake/AssayRooms.cmake makes one"
  for target in "${targets[@]}"; do
    [[ -x $work/bin/$target ]] || die "there is no fuzz target '$target'" "see ${work#"$ROOT"/}/bin"
    mkdir -p "$work/corpus/$target" "$work/crashes"
    if quietly "fuzz-$target" "fuzzing $target for $seconds s" fuzz_one "$work" "$target" "$seconds"; then
      good "$target: $(fuzz_figures "$LOG_DIR/fuzz-$target.log")"
    else
      failed+=("$target")
    fi
  done
  ((${#failed[@]} == 0)) || die "crashed: ${failed[*]}" "the inputs are in ${work#"$ROOT"/}/crashes"
  good "fuzz: ${#targets[@]} targets, no crash"
}

fuzz_one() {
  local work=$1 target=$2 seconds=$3
  "$work/bin/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$work/crashes/$target-" "$work/corpus/$target" "tests/fuzz/corpus/${target#fuzz_}"
}

# fuzz_figures LOG: how many inputs it ran, and the edges and features that they reached.
fuzz_figures() {
  awk '$1 == "stat::number_of_executed_units:" { runs = $2 }
       $2 == "DONE" { edges = $4; features = $6 }
       END { printf "%s executions, %s edges, %s features\n", runs, edges, features }' "$1"
}

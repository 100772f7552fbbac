# shellcheck shell=bash
summary_bench() { echo "measure: sandbox (default) side by side with bubblewrap"; }
help_bench() {
  cat <<'HELP'
./dev bench [SUBJECT] [arguments of the program]

Builds the release preset and runs build/release/bin/bench_SUBJECT (tests/bench/). Subjects: sandbox, grader, compare, queue, rpc, blobs, similarity (quality, speed), index,
platform (latency, or crowd), gateway (idle, proxied,
overload). Keep the machine otherwise idle: the figures are those of docs/benchmarks.md only then.
HELP
}

verb_bench() {
  local subject=${1:-sandbox}
  (($#)) && shift
  local program=$BUILD_ROOT/release/bin/bench_$subject
  [[ $subject =~ ^[a-z_]+$ ]] || die "there is no bench '$subject'" "./dev help bench"
  [[ -f tests/bench/bench_$subject.cc ]] || die "there is no bench '$subject'" "benches are: $(list_benches)"
  need_verb setup
  need_build release "bench_$subject"
  need_verb images --preset release --common
  "$program" "$@"
}

list_benches() {
  local file
  for file in tests/bench/bench_*.cc; do
    file=${file##*/bench_}
    case $file in hello*) ;; *) printf '%s ' "${file%.cc}" ;; esac
  done
}

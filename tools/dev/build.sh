# shellcheck shell=bash
summary_build() { echo "configure and compile a preset: dev (default), release, asan, tsan, fuzz"; }
help_build() {
  cat <<'HELP'
./dev build [PRESET] [TARGET…]

  dev      -O1 with debug information; what `test` uses
  release  what is shipped and measured; what `demo` and `bench` use
  asan     AddressSanitizer and UndefinedBehaviorSanitizer
  tsan     ThreadSanitizer
  fuzz     libFuzzer targets and nothing else, compiled by clang

Binaries are in build/PRESET/bin. ASSAY_JOBS=N sets how many compilers run at a time.
HELP
}

verb_build() {
  local preset=${1:-dev}
  check_preset "$preset"
  (($#)) && shift
  need_packages build
  if [[ $preset == fuzz ]]; then need_packages fuzz; fi
  need_build "$preset" "$@"
  good "built $preset: ${BUILD_ROOT#"$ROOT"/}/$preset/bin"
}

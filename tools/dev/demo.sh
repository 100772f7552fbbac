# shellcheck shell=bash
summary_demo() { echo "from a fresh clone to real programs graded inside gVisor"; }
help_demo() {
  cat <<'HELP'
./dev demo [--update-readme] [arguments of assay grade]

Sets up, builds `assay` (release) and the images for C++, Python, Java and JavaScript, and grades a set of submissions in
gVisor: a table with the verdict of each. The first run on a new machine of 2 cores takes up to 15 minutes, mostly
for packages, compiling and images; the next one up to 20 seconds.

  --update-readme  puts what the demo printed between the demo marks of README.md
HELP
}

readonly DEMO_IMAGES=(gcc python java node)
# What grading needs and nothing else: a newcomer does not wait for tests and services to compile.
readonly DEMO_TARGETS=(assay assay-images)

verb_demo() {
  local update=no text
  if [[ ${1:-} == --update-readme ]]; then update=yes && shift; fi
  need_verb setup
  need_build release "${DEMO_TARGETS[@]}"
  need_verb images --preset release "${DEMO_IMAGES[@]}"
  if [[ $update == no ]]; then
    run_demo "$@"
    return
  fi
  text=$(run_demo "$@" </dev/null) || die "the demo failed" "run ./dev demo and look at what it prints"
  update_readme "$text"
  good "README.md holds the new transcript"
}

run_demo() { "$BUILD_ROOT/release/bin/assay" grade examples/sum --stop-at-first "$@"; }

update_readme() {
  local part begin='<!-- demo:begin -->' end='<!-- demo:end -->'
  for part in "$begin" "$end"; do
    grep -qxF -- "$part" README.md || die "README.md has no line $part" "put both demo marks back"
  done
  part=$(mktemp)
  # Through the environment, since awk would read backslashes in a -v value.
  DEMO_TEXT=$1 awk -v begin="$begin" -v end="$end" '
    $0 == begin { print; print "```text"; print "$ ./dev demo"; print ENVIRON["DEMO_TEXT"]; print "```"; skip = 1 }
    $0 == end { skip = 0 }
    !skip || $0 == end { if ($0 != begin) print }' README.md >"$part"
  cat "$part" >README.md
  rm -f "$part"
}

# shellcheck shell=bash
summary_fmt() { echo "lay out every C++ file of the tree (clang-format)"; }
help_fmt() {
  cat <<'HELP'
./dev fmt [FILE…]

clang-format -i on the given files, or on every .h and .cc that git tracks or would track.
HELP
}

# What belongs to the tree: tracked, or new and not ignored.
tree_files() { git ls-files --cached --others --exclude-standard --deduplicate -- "$@" | while read -r f; do
  if [[ -f $f ]]; then printf '%s\n' "$f"; fi
done; }

verb_fmt() {
  local files=("$@")
  need_packages lint
  if ((${#files[@]} == 0)); then mapfile -t files < <(tree_files '*.h' '*.cc'); fi
  "clang-format-$LLVM" -i -- "${files[@]}"
  good "laid out ${#files[@]} files"
}

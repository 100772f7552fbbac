# shellcheck shell=bash
summary_images() { echo "build the language images: --common (default), --all, or by NAME"; }
help_images() {
  cat <<'HELP'
./dev images [--common | --all | NAME…] [--preset PRESET]

Builds the root filesystems that submissions run in, from Debian 13 packages. An image that stands and whose
definition did not change is verified, not built again. They are kept outside the clone (as root in
/var/lib/assay/images), so that all clones share them.

  --common  what most courses need: C, C++, Python, Java, JavaScript
  --all     every language of runtime-images/languages
  NAME      one language, as its YAML file is called

More on images: build/dev/bin/assay-images --help
HELP
}

verb_images() {
  local preset='' what=()
  while (($#)); do
    case $1 in
      --preset) need_value "$@" && preset=$2 && check_preset "$2" && shift ;;
      --common | --all) what+=("$1") ;;
      -*) die "images does not know '$1'" "./dev help images" ;;
      *) what+=("$1") ;;
    esac
    shift
  done
  ((${#what[@]})) || what=(--common)
  if [[ -z $preset ]]; then
    # Whichever tool stands will do: both make the same images.
    preset=dev
    if [[ ! -x $BUILD_ROOT/dev/bin/assay-images && -x $BUILD_ROOT/release/bin/assay-images ]]; then preset=release; fi
  fi
  need_packages build
  need_build "$preset" assay-images
  need_images "$preset" "${what[@]}"
  good "images stand: ${what[*]}"
}

# need_images PRESET WHAT…: with a build that stands.
need_images() {
  local preset=$1
  shift
  quietly images "images ($*)" "$BUILD_ROOT/$preset/bin/assay-images" build "$@" ||
    die "images could not be built" "see the lines above; the whole log is ${LOG_DIR#"$ROOT"/}/images.log"
}

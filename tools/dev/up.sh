# shellcheck shell=bash
summary_up() { echo "the whole platform on this machine, with a demonstration course"; }
help_up() {
  cat <<'HELP'
./dev up [--data DIR] [arguments of assay up]

Builds the services (release) and the images of the common languages, and runs `assay up --demo`: a private PostgreSQL
and Redis, certificates, identity, judge, two workers and the gateway, over mutual TLS on the loopback, with a course
"demo". The first run on a new machine of 2 cores takes up to half an hour, mostly for compiling; the next one
up to 20 seconds. It prints a command that hands in a program. Afterwards:

  build/release/bin/assay-platform status     what runs
  build/release/bin/assay-platform logs       what the services say
  build/release/bin/assay-platform down       stops everything; `./dev up` goes on with the same data

The data folder is /var/lib/assay/platform as root, else ~/.local/share/assay/platform.
HELP
}

readonly UP_IMAGES=(--common)
# What the platform needs and nothing else.
readonly UP_TARGETS=(assay assay-images assay-platform assay-identity assay-judge assay-courses assay-plagiarism assay-worker assay-gateway assay-client)

verb_up() {
  need_verb setup
  need_build release "${UP_TARGETS[@]}"
  need_verb images --preset release "${UP_IMAGES[@]}"
  "$BUILD_ROOT/release/bin/assay-platform" up --demo "$@"
}

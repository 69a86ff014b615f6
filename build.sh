#!/usr/bin/env bash
# The one entry to building, running and testing pgl; a thin wrapper over Meson. ./build.sh help lists it all.
set -euo pipefail
cd "$(dirname "$0")"

# Debian packages by what needs them.
BUILD_DEPS=(gcc libc6-dev meson ninja-build pkg-config python3 re2c lemon libutf8proc-dev libgmp-dev libcmocka-dev)
CLANG_DEPS=(clang)
FUZZ_DEPS=(clang libclang-rt-dev)
COVER_DEPS=(gcovr)
LINT_DEPS=(clang-format clang-tidy)
PACKAGE_DEPS=(dpkg-dev)

say() { printf '%s\n' "$*" >&2; }
die() { say "build.sh: $*"; exit 1; }

# need PACKAGE… installs what is missing from Debian, and only that.
need() {
  command -v dpkg-query >/dev/null || return 0 # not Debian: the compiler will say what it lacks
  local have missing=() p
  have=" $(dpkg-query -W -f='${db:Status-Abbrev}${Package} ' "$@" 2>/dev/null || true)"
  for p in "$@"; do [[ $have == *" ii $p "* || $have == *" $p:"* ]] || missing+=("$p"); done
  ((${#missing[@]})) || return 0
  local root=()
  if ((EUID)); then
    command -v sudo >/dev/null || die "missing packages; run as root: apt-get install ${missing[*]}"
    root=(sudo)
  fi
  say "Installing from Debian: ${missing[*]}"
  local get=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=600)
  "${get[@]}" install --no-install-recommends "${missing[@]}" >&2 </dev/null ||
    { "${get[@]}" update >&2 && "${get[@]}" install --no-install-recommends "${missing[@]}" >&2 </dev/null; } ||
    die "could not install: ${missing[*]}"
}

# configure TYPE MESON-ARGS… sets up build/TYPE, again only when the arguments changed.
configure() {
  local dir=build/$1 args="${*:2} CC=${CC:-}"
  shift
  if [[ -f $dir/build.ninja && $(cat "$dir/.args" 2>/dev/null) == "$args" ]]; then return; fi
  rm -rf "$dir"
  meson setup "$dir" "$@" >"build/.setup.log" 2>&1 || { cat build/.setup.log >&2; die "meson setup failed"; }
  printf '%s\n' "$args" >"$dir/.args"
}

# make TYPE [TARGET…] configures and compiles one kind of build.
make() {
  local type=$1 san=-Db_sanitize=address,undefined
  shift
  mkdir -p build
  need "${BUILD_DEPS[@]}"
  case $type in
  release) configure release ;;
  debug) configure debug --buildtype=debug ;;
  san) configure san --buildtype=debugoptimized $san -Dc_args=-fno-sanitize-recover=all ;;
  clang) need "${CLANG_DEPS[@]}" && CC=clang configure clang ;;
  cover) need "${COVER_DEPS[@]}" && configure cover --buildtype=debug -Db_coverage=true ;;
  *) die "no such build: $type (release debug san clang cover)" ;;
  esac
  ninja --quiet ${JOBS:+-j$JOBS} -C "build/$type" "$@" >&2
}

cmd_deps() { need "${BUILD_DEPS[@]}" "${CLANG_DEPS[@]}" "${FUZZ_DEPS[@]}" "${COVER_DEPS[@]}" "${LINT_DEPS[@]}" "${PACKAGE_DEPS[@]}"; }
cmd_build() { make "${1:-release}"; }

# test [--san|--clang] [--bless] [FILTER]: builds, then runs every test; --bless rewrites golden files.
cmd_test() {
  local type=release args=()
  for arg; do
    case $arg in
    --san | --clang) type=${arg#--} ;;
    *) args+=("$arg") ;;
    esac
  done
  make "$type"
  python3 tests/run.py "build/$type" "${args[@]}"
}

main() {
  local command=${1:-build}
  (($#)) && shift
  [[ $(type -t "cmd_$command") == function ]] || die "no such command: $command (try ./build.sh help)"
  "cmd_$command" "$@"
}
main "$@"

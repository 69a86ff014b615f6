#!/usr/bin/env bash
# The one entry to building, running and testing pgl: a thin wrapper over Meson, one function a command.
# Builds stand side by side in build/: release debug san (ASan, UBSan) clang cover fuzz package.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat <<'TEXT'
./build.sh [COMMAND]      what is missing from Debian is installed first, and named
  build [TYPE]            compile: release (default) debug san clang cover; the program is build/TYPE/pgl
  run [OPTION…]           evaluate examples/gaoxin-2021 with its actuals and print the table
  test [--san|--clang] [--bless] [FILTER]
                          run every test, or those whose name contains FILTER; --bless rewrites golden files
  browser                 drive the HTML report in Chromium
  forms                   make the workbooks and documents of tests/forms anew
  bench [check|start|plan|…] measure speed, memory and size
  bench actuals [S|M|L]   actual values at scale, against DuckDB and others (--peers NAME,… --runs N)
  bench formats           a million rows in every format: workbooks, encodings, packed, databases
  bench growth [CASE…]    how time grows with each construct
  bench oracle            results against the exact oracle, at length
  fuzz [TARGET] [SECONDS] fuzz every target, or one (default: 60 seconds each)
  cover                   run the tests with coverage; the report is build/cover/report/index.html
  lint                    clang-format, clang-tidy, shell and Python syntax
  fmt                     format the C sources in place
  install                 into $DESTDIR$PREFIX (default /usr/local)
  package                 a .deb, and a tarball with nothing to install beside, in build/dist
  editors [install EDITOR]
                          packages for editors in build/editors; EDITOR: vscode neovim vim emacs kate helix
  deps                    install the Debian packages of all of these
JOBS=N limits the number of parallel jobs.
TEXT
}

# Debian packages, by what needs them.
BUILD_DEPS=(gcc libc6-dev meson ninja-build pkg-config python3 re2c lemon libutf8proc-dev libgmp-dev libmd-dev libjansson-dev libxml2-dev libcmocka-dev
  zlib1g-dev libjs-chart.js libexpat1-dev libzstd-dev libsqlite3-dev libpq-dev libxlsxwriter-dev)
TEST_DEPS=(units zstd sqlite3) # GNU units is a witness for stdlib/units.pgl
# Makers of workbooks, databases and tables to read: tests that want one skip where it is not; CI has them all.
WITNESS_DEPS=(postgresql python3-openpyxl gnumeric libreoffice-calc-nogui libreoffice-writer-nogui node-csv-spectrum)
BROWSER_DEPS=(chromium fonts-noto-cjk) # and npm
CLANG_DEPS=(clang)
FUZZ_DEPS=(clang libclang-rt-dev)
COVER_DEPS=(gcovr)
LINT_DEPS=(clang clang-format clang-tidy git)
BENCH_DEPS=(lua5.4 sqlite3 time)
PEER_DEPS=(miller mawk sqlite3 postgresql python3-pandas r-cran-data.table time util-linux) # of bench actuals; more by npm
FORMAT_DEPS=(zstd sqlite3 postgresql python3-openpyxl xlsx2csv libreoffice-calc-nogui time util-linux) # of bench formats
PACKAGE_DEPS=(musl-tools dpkg-dev git)

say() { printf '%s\n' "$*" >&2; }
die() {
  say "build.sh: $*"
  exit 1
}

# need PACKAGE… installs what is missing from Debian, and only that.
need() {
  command -v dpkg-query >/dev/null || return 0 # no Debian: Meson will say what is missing
  local have name missing=() root=()
  have=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  for name; do [[ $'\n'$have$'\n' == *$'\n'"installed $name"$'\n'* ]] || missing+=("$name"); done
  ((${#missing[@]})) || return 0
  if ((EUID)); then
    command -v sudo >/dev/null || die "packages are missing; as root: apt-get install ${missing[*]}"
    root=(sudo)
  fi
  say "Installing from Debian: ${missing[*]}"
  apt() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -yq -o DPkg::Lock::Timeout=600 "$@" </dev/null >&2; }
  apt install --no-install-recommends "${missing[@]}" 2>/dev/null ||
    { apt update && apt install --no-install-recommends "${missing[@]}"; } || die "could not install: ${missing[*]}"
}

# configure TYPE [MESON-ARGUMENT…] sets up build/TYPE, again only where the arguments changed.
configure() {
  local dir=build/$1 args="${*:2} ${CC:-}"
  shift
  [[ -f $dir/build.ninja && $(cat "$dir/.args" 2>/dev/null) == "$args" ]] && return
  rm -rf "$dir" && mkdir -p "$dir"
  meson setup "$dir" "$@" </dev/null >"$dir.log" 2>&1 || die "meson setup failed: $(cat "$dir.log")"
  mv "$dir.log" "$dir/setup.log"
  printf '%s\n' "$args" >"$dir/.args"
}

SANITIZE=(--buildtype=debugoptimized -Db_ndebug=false -Db_sanitize=address,undefined)

# compile TYPE configures and builds one kind.
compile() {
  need "${BUILD_DEPS[@]}"
  case $1 in
  release) configure release ;;
  debug) configure debug --buildtype=debug ;;
  san) configure san "${SANITIZE[@]}" -Dc_args=-fno-sanitize-recover=all ;;
  clang) need "${CLANG_DEPS[@]}" && CC=clang configure clang ;;
  cover) need "${COVER_DEPS[@]}" && configure cover --buildtype=debug -Db_coverage=true ;;
  fuzz) need "${FUZZ_DEPS[@]}" && CC=clang configure fuzz -Dfuzz=true "${SANITIZE[@]}" -Db_lundef=false \
    "-Dc_args=-fno-sanitize-recover=all -fsanitize=fuzzer-no-link" ;;
  *) die "no such build: $1 (release debug san clang cover fuzz)" ;;
  esac
  ninja -C "build/$1" build.ninja >"build/$1/setup.log" || die "meson setup failed: $(cat "build/$1/setup.log")"
  ninja --quiet ${JOBS:+-j "$JOBS"} -C "build/$1" | sed '/no work to do/d' >&2
}

# c_files lists the project's own C sources.
c_files() { git ls-files -co --exclude-standard -- '*.c' '*.h'; }

cmd_help() { usage; }

cmd_deps() {
  need "${BUILD_DEPS[@]}" "${TEST_DEPS[@]}" "${WITNESS_DEPS[@]}" "${BROWSER_DEPS[@]}" "${CLANG_DEPS[@]}" "${FUZZ_DEPS[@]}" "${COVER_DEPS[@]}" "${LINT_DEPS[@]}" \
    "${BENCH_DEPS[@]}" "${PEER_DEPS[@]}" "${FORMAT_DEPS[@]}" "${PACKAGE_DEPS[@]}"
}

cmd_build() { compile "${1:-release}"; }

cmd_run() {
  compile release
  # 1 says that targets were missed, as some of the example's are; it is no failure to run.
  build/release/pgl eval examples/gaoxin-2021 --actuals examples/gaoxin-2021/actuals.csv "$@" || (($? == 1))
}

cmd_test() {
  local type=release args=() arg
  for arg; do
    case $arg in
    --san | --clang) type=${arg#--} ;;
    *) args+=("$arg") ;;
    esac
  done
  need "${TEST_DEPS[@]}"
  [[ ${CI:-} != true ]] || need "${WITNESS_DEPS[@]}"
  compile "$type"
  python3 tests/run.py "build/$type" "${args[@]}"
}

# peers installs what bench actuals compares with; what cannot be had is listed there.
peers() {
  local name to=build/bench-peers
  for name in "${PEER_DEPS[@]}"; do (need "$name") || say "not installed: $name"; done
  command -v npm >/dev/null || { say "not installed: DuckDB, Polars, ClickHouse, which take Node.js and npm"; return; }
  mkdir -p "$to"
  cmp -s tests/bench/actuals/peers/package.json "$to/.made-from" && return
  cp tests/bench/actuals/peers/package.json "$to"
  (
    cd "$to"
    get() { npm install --ignore-scripts --no-package-lock --no-audit --no-fund --loglevel=error "$@" >&2; }
    get && cp package.json .made-from || say "npm could not install all of tests/bench/actuals/peers/package.json"
    # npm leaves out the native half of Polars where it cannot tell the C library.
    get --no-save "nodejs-polars-linux-x64-gnu@$(node -p 'require("./package.json").dependencies["nodejs-polars"]')" || true
  )
}

# The HTML report in Chromium.
cmd_browser() {
  compile release
  need "${BROWSER_DEPS[@]}"
  command -v npm >/dev/null || need nodejs npm
  local modules=build/browser
  mkdir -p "$modules"
  cmp -s tests/browser/package.json "$modules/package.json" && [[ -d $modules/node_modules ]] || {
    cp tests/browser/package.json "$modules/"
    (cd "$modules" && npm install --silent --no-audit --no-fund --no-package-lock >&2) || die "npm install failed"
  }
  bash tests/browser/browser.sh build/release "$modules"
}

# The forms that tests/forms imports, made anew by LibreOffice and openpyxl: only when what they say changes.
cmd_forms() {
  need "${WITNESS_DEPS[@]}"
  python3 tests/forms/lay_out.py --make
  /usr/bin/python3 tests/forms/cases_lay_out.py --make
}

cmd_bench() {
  compile release
  case ${1:-} in
  actuals)
    shift
    [[ " $* " == *" --peers none "* ]] && need time util-linux || peers
    python3 tests/bench/actuals/run.py build/release "$@"
    return
    ;;
  growth)
    shift
    python3 tests/bench/growth.py build/release/pgl "$@"
    return
    ;;
  formats)
    shift
    need "${FORMAT_DEPS[@]}"
    python3 tests/bench/formats.py build/release "$@"
    return
    ;;
  oracle)
    shift
    python3 tests/oracle/random_programs.py build/release/pgl 0 20000
    python3 tests/oracle/scale.py build/release/pgl "${@:-full}"
    return
    ;;
  esac
  need "${BENCH_DEPS[@]}"
  python3 tests/bench/bench.py build/release "$@"
}

cmd_fuzz() {
  compile fuzz
  python3 tests/fuzz/fuzz.py build/fuzz "$@"
}

cmd_cover() {
  compile cover
  python3 tests/run.py build/cover "$@" || say "Some tests failed; coverage of the others follows."
  mkdir -p build/cover/report
  gcovr --root . --filter '(base|grammar|compiler|runtime|cli|server)/' --html-details build/cover/report/index.html \
    --print-summary build/cover
}

cmd_lint() {
  need "${LINT_DEPS[@]}"
  compile clang
  c_files | xargs clang-format --dry-run -Werror
  git ls-files -co --exclude-standard -- '*.c' |
    xargs -P "${JOBS:-$(nproc)}" -n 1 clang-tidy --quiet --warnings-as-errors='*' -p build/clang 2>/dev/null
  local script
  for script in build.sh .ci/run packaging/*.sh; do bash -n "$script"; done
  git ls-files -co --exclude-standard -- '*.py' | xargs python3 -c \
    'import ast, sys; [ast.parse(open(f, encoding="utf-8").read(), f) for f in sys.argv[1:]]'
  say "lint: clean"
}

cmd_fmt() {
  need clang-format git
  c_files | xargs clang-format -i
}

cmd_install() {
  compile release
  local to=${DESTDIR:-}${PREFIX:-/usr/local}
  install -D -m 755 -s build/release/pgl "$to/bin/pgl"
  install -D -m 644 LICENSE "$to/share/doc/pgl/copyright"
  say "Installed $to/bin/pgl"
}

cmd_package() {
  need "${BUILD_DEPS[@]}" "${PACKAGE_DEPS[@]}"
  packaging/package.sh
}

cmd_editors() {
  need python3
  python3 tools/editors.py build/editors
  [[ ${1:-} == install && ${2:-} != vscode ]] || vsix
  [[ ${1:-} != install ]] || python3 tools/editors.py install "${2:-}" build/editors
}

# vsix packs the extension for VS Code; what it is made with comes by npm.
vsix() {
  command -v npm >/dev/null || { say "skipped: build/editors/pgl.vsix, which takes Node.js and npm"; return; }
  (
    cd build/editors/vscode
    cmp -s package-lock.json node_modules/.made-from ||
      { npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 && cp package-lock.json node_modules/.made-from; }
    node package.mjs
  )
  say "build/editors/pgl.vsix"
}

main() {
  local command=${1:-build}
  (($# == 0)) || shift
  [[ $command == --help || $command == -h ]] && command=help
  declare -F "cmd_$command" >/dev/null || die "no such command: $command (./build.sh help lists them)"
  "cmd_$command" "$@"
}
main "$@"

#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# From a fresh Debian or Ubuntu machine to a running workbench. See usage() below.
set -euo pipefail

usage() {
  cat <<'TEXT'
packaging/bootstrap.sh run                 install, build, run experiments/quickstart.yaml
packaging/bootstrap.sh test [CTEST-ARG...] install, build, run every test
packaging/bootstrap.sh desktop             install, build, enter it into the menu, open it
packaging/bootstrap.sh build [TARGET...]   install and build only
packaging/bootstrap.sh acceptance [PART…]  the long demonstrations; no PART = all of them:
TEXT
  sed -n 's/^# PART: /    /p' "$here"/acceptance/*.sh
}

say() { printf '\033[1m[bootstrap]\033[0m %s\n' "$*" >&2; }
fail() {
  printf '[bootstrap] error: %s\n' "$*" >&2
  exit 2
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
cd "$root"
# shellcheck source=packaging/bootstrap/packages.sh
. "$here/bootstrap/packages.sh"

# build PRESET [TARGET...]: configures once; Ninja and CMake see by themselves what has changed.
build() {
  local preset=$1
  shift
  install_packages "$here/bootstrap/packages.txt"
  if [ ! -f "build/$preset/build.ninja" ]; then
    say "configuring build/$preset"
    cmake --preset "$preset" >"/tmp/lafs-configure.$$" 2>&1 ||
      { cat "/tmp/lafs-configure.$$"; rm -f "/tmp/lafs-configure.$$"; fail "CMake could not configure"; }
    rm -f "/tmp/lafs-configure.$$"
  fi
  say "building build/$preset"
  # A LibTorch source takes more than 1 GB to compile: no more compilers than memory carries.
  local jobs memory
  memory=$(awk '/MemAvailable/ {print int($2 / 1572864)}' /proc/meminfo)
  jobs=$(nproc)
  [ "$memory" -ge "$jobs" ] || jobs=$((memory > 0 ? memory : 1))
  if [ $# -gt 0 ]; then set -- --target "$@"; fi
  # Paths below the project count as relative: a second clone finds what the first one compiled.
  NINJA_STATUS='[%f/%t] ' CCACHE_SLOPPINESS=pch_defines,time_macros \
    CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=true \
    cmake --build "build/$preset" -j "$jobs" "$@" >&2
}

# The folders of real faces and fixtures: named by the environment, or beside the project.
data_folders() {
  local variable folder
  while read -r variable folder; do
    [ -n "${!variable:-}" ] || export "$variable=$root/$folder"
  done <"$root/tests/support/data_folders.txt"
}

# The desktop's menu has the program from now on, for this user and this build.
menu_entry() {
  local share=${XDG_DATA_HOME:-$HOME/.local/share}
  local entry=$share/applications/lafs-workbench.desktop
  mkdir -p "$share/applications" "$share/icons/hicolor/scalable/apps"
  cp resources/lafs-workbench.svg "$share/icons/hicolor/scalable/apps/"
  sed -e "s|^Exec=.*|Exec=\"$root/build/release/bin/lafs-workbench\"|" \
    -e "/^Exec=/a Path=$root" packaging/desktop/lafs-workbench.desktop >"$entry.part"
  mv "$entry.part" "$entry"
  say "menu entry: $entry"
}

run() {
  build release lafs-workbench lafs-worker
  say "running experiments/quickstart.yaml (again: finished stages are reused)"
  build/release/bin/lafs-workbench --batch run experiments/quickstart.yaml "$@"
}

# Every test. A skip for lack of the data folders is said once more at the end; in CI it fails.
run_tests() {
  data_folders
  [ "${CI:-}" = true ] && export LAFS_REQUIRE_DATA=1
  build ci
  local log=build/ci/Testing/Temporary/LastTest.log status=0 skips
  ctest --test-dir build/ci --output-on-failure --no-tests=error -j "$(nproc)" "$@" || status=$?
  skips=$(grep -a '^SKIP' "$log" || true)
  if [ -n "$skips" ]; then
    printf '\n*** SKIPPED, so not tested here:\n%s\n' "$skips"
    printf '*** Set LAFS_TEST_DATA and LAFS_FIXTURES to run them.\n'
    [ "${CI:-}" = true ] && fail "a test was skipped; in CI every test runs"
  fi
  return $status
}

acceptance() {
  data_folders
  build release
  export LAFS_BIN="$root/build/release/bin" LAFS_BUILD="$root/build/release"
  local part script failed=""
  [ $# -gt 0 ] || set -- $(sed -n 's/^# PART: \([a-z0-9-]*\).*/\1/p' "$here"/acceptance/*.sh)
  for part in "$@"; do
    script=$(grep -l "^# PART: $part " "$here"/acceptance/*.sh || true)
    [ -n "$script" ] || fail "no acceptance part '$part'; there are: $(sed -n 's/^# PART: \([a-z0-9-]*\).*/\1/p' "$here"/acceptance/*.sh | tr '\n' ' ')"
    say "acceptance: $part"
    if bash "$script"; then say "acceptance: $part passed"; else
      say "acceptance: $part FAILED"
      failed="$failed $part"
    fi
  done
  [ -z "$failed" ] || fail "failed:$failed"
}

verb=${1:-help}
[ $# -gt 0 ] && shift
case "$verb" in
  run) run "$@" ;;
  test) run_tests "$@" ;;
  build) build release "$@" ;;
  desktop)
    build release lafs-workbench lafs-worker
    menu_entry
    exec build/release/bin/lafs-workbench "$@"
    ;;
  acceptance) acceptance "$@" ;;
  help | -h | --help) usage ;;
  *) usage >&2; fail "unknown command '$verb'" ;;
esac

#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds everything against a LibTorch of today from Python's package registry (a CUDA build that fits
# this machine's CUDA toolkit) and runs the tests on the CPU. On demand: it downloads several GB.
#
#   packaging/check-libtorch2.sh [CTEST-ARG...]
#   LAFS_TORCH_VERSION=2.14.1 packaging/check-libtorch2.sh     takes that version
#
# Everything is kept in build/libtorch2, so a second call only builds what changed.
set -euo pipefail

say() { printf '\033[1m[libtorch2]\033[0m %s\n' "$*" >&2; }
fail() {
  printf '[libtorch2] error: %s\n' "$*" >&2
  exit 2
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
cd "$root"
# shellcheck source=packaging/bootstrap/packages.sh
. "$here/bootstrap/packages.sh"
install_packages "$here/bootstrap/packages.txt" "$here/bootstrap/packages-libtorch2.txt"

work="$root/build/libtorch2"
site="$work/site"
mkdir -p "$work"

# The CUDA toolkit decides which build fits: LibTorch's CMake files refuse another major.minor.
nvcc=$(command -v nvcc || ls /usr/local/cuda/bin/nvcc 2>/dev/null || true)
[ -n "$nvcc" ] || fail "no nvcc found: install NVIDIA's CUDA toolkit 12.6 or newer (the version decides
which LibTorch is taken), or put its bin folder on PATH"
toolkit=$("$nvcc" --version | sed -n 's/.*release \([0-9]*\.[0-9]*\).*/\1/p')
say "CUDA toolkit $toolkit ($nvcc): needs a LibTorch built for CUDA $toolkit"

[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
python="$work/venv/bin/python"

# "12.8" for the CUDA release that a torch version was built for, from its metadata alone.
cuda_of() {
  "$python" -m pip install --quiet --dry-run --no-deps --ignore-installed \
    --report "$work/report.json" "torch==$1" >/dev/null 2>&1 || return 0
  "$python" - "$work/report.json" <<'PYTHON'
import json, re, sys
needs = json.load(open(sys.argv[1]))["install"][0]["metadata"].get("requires_dist", [])
for need in needs:
    found = re.match(r"(?:cuda-toolkit|nvidia-cuda-runtime(?:-cu\d+)?)\b[^=]*==(\d+\.\d+)", need)
    if found:
        print(found.group(1))
        break
PYTHON
}

pick_version() {
  local versions version
  versions=$("$python" -m pip index versions torch 2>/dev/null | sed -n 's/^Available versions: //p' | tr -d ,)
  [ -n "$versions" ] || fail "Python's package registry did not answer for 'torch'"
  for version in $(echo "$versions" | tr ' ' '\n' | head -n 16); do
    if [ "$(cuda_of "$version")" = "$toolkit" ]; then
      echo "$version"
      return
    fi
  done
  fail "none of the 16 newest versions of torch was built for CUDA $toolkit; install another toolkit, or
name a version with LAFS_TORCH_VERSION"
}

if [ ! -f "$work/installed" ] || [ "${LAFS_TORCH_VERSION:-$(cat "$work/installed")}" != "$(cat "$work/installed")" ]; then
  version=${LAFS_TORCH_VERSION:-$(pick_version)}
  say "installing torch $version and the CUDA libraries it names (several GB)"
  rm -rf "$site" "$work/cmake"
  "$python" -m pip install --quiet --target "$site" "torch==$version"
  echo "$version" >"$work/installed"
fi
say "torch $(cat "$work/installed") for CUDA $(cuda_of "$(cat "$work/installed")")"

if [ ! -f "$work/cmake/build.ninja" ]; then
  PATH="$(dirname "$nvcc"):$PATH" CCACHE_SLOPPINESS=pch_defines,time_macros \
    cmake -S . -B "$work/cmake" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_PREFIX_PATH="$site/torch" >"$work/configure.log" 2>&1 ||
    { tail -n 30 "$work/configure.log" >&2; fail "CMake could not configure"; }
fi
CCACHE_SLOPPINESS=pch_defines,time_macros cmake --build "$work/cmake" >&2

while read -r variable folder; do
  [ -n "${!variable:-}" ] || export "$variable=$root/$folder"
done <tests/support/data_folders.txt
CUDA_VISIBLE_DEVICES="" ctest --test-dir "$work/cmake" --output-on-failure --no-tests=error -j "$(nproc)" "$@"
say "everything builds and passes with torch $(cat "$work/installed")"

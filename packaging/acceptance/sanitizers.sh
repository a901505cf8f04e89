#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# PART: sanitizers  the tests of base, formats and data under AddressSanitizer and UBSan
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cmake --preset asan >/dev/null
targets=$(cd tests/core && sed -n 's/^lafs_test(\([a-z0-9_]*\).*/\1/p' {base,config,run,eval,matrix,formats,image,data}/CMakeLists.txt)
# shellcheck disable=SC2086 # one word a target
CCACHE_SLOPPINESS=pch_defines,time_macros cmake --build build/asan --target $targets >&2
# LibTorch and OpenCV keep memory until the end on purpose; leaks are looked for where they are absent.
pattern="^($(echo $targets | tr ' ' '|'))\$"
ASAN_OPTIONS=detect_leaks=0:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1 \
  ctest --test-dir build/asan --output-on-failure --no-tests=error -R "$pattern"

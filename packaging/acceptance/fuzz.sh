#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# PART: fuzz        every reader of outside files under libFuzzer, 10 minutes each (FUZZ_SECONDS=600)
#
# FUZZ_TARGETS="npy lists" runs only these. Inputs found stay in build/fuzz/corpus; one that fails a reader
# is named at the end. As many programs run at once as there are cores.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
say() { printf '\033[1m[fuzz]\033[0m %s\n' "$*" >&2; }
fail() {
  printf '[fuzz] error: %s\n' "$*" >&2
  exit 2
}
# shellcheck source=packaging/bootstrap/packages.sh
. packaging/bootstrap/packages.sh
install_packages packaging/bootstrap/packages-fuzz.txt

cmake --preset fuzz >/dev/null
all=$(ls tests/fuzz/seeds)
targets=${FUZZ_TARGETS:-$all}
# shellcheck disable=SC2086,SC2046 # one word a target
cmake --build build/fuzz --target $(printf 'fuzz_%s ' $targets) >&2

seconds=${FUZZ_SECONDS:-600}
run_one() {
  local target=$1 work="$root/build/fuzz/corpus/$1"
  mkdir -p "$work"
  # Memory beyond the reader's own promise is found by the target; these are the outer walls. Debian's
  # libFuzzer sorts its seeds in a buffer that it takes with new and gives back with free: not ours to find.
  ASAN_OPTIONS=detect_leaks=1:alloc_dealloc_mismatch=0:allocator_may_return_null=0 UBSAN_OPTIONS=print_stacktrace=1 \
    "$root/build/fuzz/fuzz/fuzz_$target" -max_total_time="$seconds" -max_len=65536 -timeout=20 \
    -rss_limit_mb=2048 -malloc_limit_mb=512 -print_final_stats=1 \
    -artifact_prefix="$root/build/fuzz/failed-$target-" \
    "$work" "$root/tests/fuzz/seeds/$target" >"$root/build/fuzz/$target.log" 2>&1
}
export -f run_one
export root seconds
# shellcheck disable=SC2086 # one word a target
printf '%s\n' $targets | xargs -P "$(nproc)" -I{} bash -c 'run_one {} || true'

failed=0
printf '%-18s %10s %12s %9s  %s\n' reader seconds inputs features result
for target in $targets; do
  log="build/fuzz/$target.log"
  executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  features=$(grep -ao 'ft: [0-9]*' "$log" | tail -n 1 | cut -d' ' -f2)
  # A reader that was stopped early left no line that says it is done.
  result=clean
  grep -qa "^Done [0-9]* runs in [0-9]* second" "$log" && ! grep -qa "^SUMMARY:\|^==.*ERROR" "$log" || {
    result="FAILED, see $log"
    failed=1
  }
  printf '%-18s %10s %12s %9s  %s\n' "$target" "$seconds" "${executed:-?}" "${features:-?}" "$result"
done
exit $failed

// SPDX-License-Identifier: GPL-3.0-or-later
// What libFuzzer calls; one program for each target, LAFS_FUZZ_TARGET is its name.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const lafs::test::FuzzTarget& target = lafs::test::fuzzTarget(LAFS_FUZZ_TARGET);
  lafs::test::runFuzzTarget(target, {reinterpret_cast<const char*>(data), size});
  return 0;
}

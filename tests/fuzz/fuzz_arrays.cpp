// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/error.h"
#include "core/formats/npy_file.h"
#include "core/formats/safetensors.h"
#include "core/formats/torch_file.h"
#include "core/formats/verification_bin.h"
#include "tests/fuzz/fuzz_target.h"

namespace lafs::test {

namespace {

/// Every byte, so that a view which leaves its file is noticed.
unsigned sumOf(const void* data, std::size_t bytes) {
  unsigned sum = 0;
  for (std::size_t k = 0; k < bytes; ++k) sum += static_cast<const unsigned char*>(data)[k];
  return sum;
}

volatile unsigned sink = 0;

}  // namespace

void readVerificationBinBytes(std::string_view bytes) {
  const auto bin = VerificationBin::open(fuzzFile("fuzz.bin", bytes));
  require(bin.images().size() == 2 * bin.pairs() && bin.same().size() == bin.pairs(),
          "a verification set with pictures and flags that do not fit");
  // One picture may stand at many places of the list: the first ones will do.
  const std::size_t count = std::min<std::size_t>(64, bin.images().size());
  for (std::size_t k = 0; k < count; ++k) {
    sink = sink + sumOf(bin.images()[k].data(), bin.images()[k].size());
  }
}

void readTorchFileBytes(std::string_view bytes) {
  const auto file = TorchFile::open(fuzzFile("fuzz.pth", bytes));
  for (const TorchTable& table : file.tables()) {
    for (const TorchTable::Entry& entry : table.entries) {
      const std::string elements = file.read(entry.tensor);
      require(elements.size() == entry.tensor.bytes(), "a tensor of another size than it says");
      sink = sink + sumOf(elements.data(), elements.size());
    }
  }
}

void readSafetensorsBytes(std::string_view bytes) {
  const auto file = SafetensorsFile::open(fuzzFile("fuzz.safetensors", bytes));
  for (const TensorView& view : file.views()) sink = sink + sumOf(view.data, view.bytes);
}

void readNpyBytes(std::string_view bytes) {
  const auto file = NpyFile::open(fuzzFile("fuzz.npy", bytes));
  sink = sink + static_cast<unsigned>(file.floats().size() + file.doubles().size());
  file.integers();
}

}  // namespace lafs::test

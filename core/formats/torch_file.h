// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/formats/torch_records.h"

namespace lafs {

/// One dict of a PyTorch file that holds tensors: a state dict, mostly.
struct TorchTable {
  struct Entry {
    std::string name;
    TorchTensor tensor;
  };
  std::string path;            ///< keys that lead to it, '/' between; "" for the file's own value
  std::vector<Entry> entries;  ///< in the order of the file; of two equal names the later alone
};

/// An open file of torch.save, zip or legacy. Nothing in it is run. Memory: the pickle within its
/// limits, and one storage at a time; a storage never exceeds the file, a tensor never its storage,
/// and all tensors together never four times the file. One thread at a time.
class TorchFile {
 public:
  /// UserError, saying what is wrong, for anything that is not a checkpoint of plain tensors.
  static TorchFile open(const std::string& path);

  const std::string& path() const;
  const char* container() const;  ///< "zip" or "legacy"
  /// Every dict or list with tensors directly in it, in the order of the file.
  const std::vector<TorchTable>& tables() const;
  /// The table at a path; null when there is none.
  const TorchTable* table(const std::string& path) const;
  /// Everything that is no tensor, nested as in the file: counters, settings, an
  /// argparse.Namespace as an object.
  const Json& facts() const;
  /// The tensor's elements, row-major. UserError when the file is damaged there.
  std::string read(const TorchTensor& tensor) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Whether the file begins as torch.save's zip or legacy files do; UserError when it cannot be
/// read.
bool looksLikeTorchFile(const std::string& path);

/// Writes an OrderedDict of tensors in the zip form, as torch.save would, so that
/// torch.load(weights_only=True) of Python takes it. Names in the order given. The file appears
/// under its name only when it is complete. UserError when it cannot be written; a repeated name is
/// a broken promise (logic_error).
void writeTorchFile(const std::string& path, const std::vector<TensorToWrite>& tensors);

}  // namespace lafs

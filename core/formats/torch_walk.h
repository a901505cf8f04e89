// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/formats/torch_file.h"

namespace lafs {

/// A checkpoint's object taken apart: the tables of tensors, and all the rest.
struct TorchContent {
  std::vector<TorchTable> tables;
  Json facts = Json::object();
};

/// Takes it apart. UserError at `file` when a tensor's record is bad, when the walk takes more than
/// a million steps, or when the tensors together claim more than four times the `fileBytes`.
TorchContent walkTorchTree(const PickleValue& root, const TorchStorages& storages,
                           const std::string& file, std::uint64_t fileBytes);

}  // namespace lafs

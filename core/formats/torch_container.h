// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/formats/mapped_file.h"
#include "core/formats/torch_records.h"

namespace lafs {

/// The two ways in which torch.save puts a pickle and the storages beside it into one file.
class TorchContainer {
 public:
  virtual ~TorchContainer() = default;
  virtual const PickleTree& tree() const = 0;
  virtual const TorchStorages& storages() const = 0;
  virtual const char* kind() const = 0;  ///< "zip" or "legacy"
  /// The bytes of a storage, valid until the next call. UserError when the file is damaged there.
  virtual std::string_view storage(const std::string& key) = 0;
};

/// PyTorch from 1.6 on: an uncompressed zip archive of <root>/data.pkl and <root>/data/<key>.
/// UserError when it is not that, is a TorchScript program, or anything in it is out of bounds.
std::unique_ptr<TorchContainer> openTorchZip(const MappedFile& file);

/// PyTorch before 1.6: pickles of a magic number, version, system, object and storage keys, then
/// the storages. `file` must outlive the container. UserError likewise.
std::unique_ptr<TorchContainer> openTorchLegacy(const MappedFile& file);

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/model/tensor_file.h"

namespace lafs {

/// One group of tensors in a file: a state dict, an optimizer's moments, ….
struct TensorGroup {
  std::string path;  ///< keys that lead to it, '/' between; "" for the file's own
  std::int64_t tensors = 0;
  std::int64_t numbers = 0;
};

/// The state dict taken from a file that somebody trained, with this program or with PyTorch.
struct CheckpointFile {
  std::string file;
  std::string container;  ///< "zip" or "legacy" (torch.save), or "safetensors"
  std::string entry;      ///< which of the entries `tensors` is
  std::vector<TensorGroup> entries;
  TensorMap tensors;  ///< names as the file has them
  Json facts;         ///< what else the file says: epoch, settings; an object
};

/// Opens a checkpoint, executing nothing (core/formats/torch_file.h), and reads one entry of it.
/// Without a name: the teacher of a self-supervised checkpoint (LAFS, section 12.1 of the method:
/// never the student), else what supervised checkpoints usually call their network, else the file's
/// own tensors. UserError when the file cannot be read, or holds no such entry, or several of which
/// none is the obvious one; the message lists them.
CheckpointFile readCheckpoint(const std::string& file, const std::string& entry = {});

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/checkpoint_file.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/torch_file.h"

namespace lafs {

namespace {

/// What people call the network in a checkpoint, the likeliest first.
constexpr const char* kUsualEntries[] = {"teacher",    "state_dict_backbone",
                                         "state_dict", "model_state_dict",
                                         "model",      "backbone",
                                         "net",        "network",
                                         "student",    ""};

std::string listed(const std::vector<TensorGroup>& entries) {
  std::vector<std::string> lines;
  for (const TensorGroup& entry : entries) {
    if (lines.size() == 12) {
      lines.emplace_back("…");
      break;
    }
    lines.push_back("'" + entry.path + "' (" + withThousands(entry.tensors) + " tensors, " +
                    withThousands(entry.numbers) + " numbers)");
  }
  return join(lines, ", ");
}

std::string chooseEntry(const CheckpointFile& checkpoint, const std::string& wanted) {
  const auto& entries = checkpoint.entries;
  const auto has = [&](const std::string& path) {
    return std::any_of(entries.begin(), entries.end(),
                       [&](const TensorGroup& entry) { return entry.path == path; });
  };
  if (entries.empty()) {
    throw UserError(checkpoint.file, "holds no tensors", "save a state dict in it");
  }
  if (!wanted.empty()) {
    if (has(wanted)) return wanted;
    throw UserError(checkpoint.file, "has no entry '" + wanted + "'", "it has " + listed(entries));
  }
  for (const char* usual : kUsualEntries) {
    if (has(usual)) return usual;
  }
  if (entries.size() == 1) return entries.front().path;
  throw UserError(checkpoint.file, "has several entries, and none has a usual name",
                  "choose one with --entry: it has " + listed(entries));
}

CheckpointFile readTorch(const std::string& path, const std::string& wanted) {
  const TorchFile file = TorchFile::open(path);
  CheckpointFile checkpoint;
  checkpoint.file = path;
  checkpoint.container = file.container();
  checkpoint.facts = file.facts();
  for (const TorchTable& table : file.tables()) {
    TensorGroup entry{table.path, static_cast<std::int64_t>(table.entries.size()), 0};
    for (const auto& tensor : table.entries) {
      entry.numbers += static_cast<std::int64_t>(tensor.tensor.elements());
    }
    checkpoint.entries.push_back(entry);
  }
  checkpoint.entry = chooseEntry(checkpoint, wanted);
  for (const auto& [name, tensor] : file.table(checkpoint.entry)->entries) {
    const std::string bytes = file.read(tensor);
    at::Tensor values = at::empty(tensor.shape, at::TensorOptions(tensorTypeOf(tensor.dtype)));
    if (!bytes.empty()) std::memcpy(values.data_ptr(), bytes.data(), bytes.size());
    checkpoint.tensors[name] = std::move(values);
  }
  return checkpoint;
}

CheckpointFile readSafetensors(const std::string& path, const std::string& wanted) {
  CheckpointFile checkpoint;
  checkpoint.file = path;
  checkpoint.container = "safetensors";
  std::map<std::string, std::string> metadata;
  checkpoint.tensors = loadTensors(path, &metadata);
  checkpoint.facts = Json(metadata);
  if (checkpoint.facts.is_null()) checkpoint.facts = Json::object();
  TensorGroup entry{"", static_cast<std::int64_t>(checkpoint.tensors.size()), 0};
  for (const auto& [name, tensor] : checkpoint.tensors) entry.numbers += tensor.numel();
  if (entry.tensors > 0) checkpoint.entries.push_back(entry);
  checkpoint.entry = chooseEntry(checkpoint, wanted);
  return checkpoint;
}

/// What begins like neither is judged by its name, so that the refusal says what was expected.
bool isNamedLikeTorch(const std::string& file) {
  const std::string ending = std::filesystem::path(file).extension().string();
  return ending == ".pth" || ending == ".pt" || ending == ".bin" || ending == ".ckpt";
}

}  // namespace

CheckpointFile readCheckpoint(const std::string& file, const std::string& entry) {
  if (looksLikeTorchFile(file) || isNamedLikeTorch(file)) return readTorch(file, entry);
  return readSafetensors(file, entry);
}

}  // namespace lafs

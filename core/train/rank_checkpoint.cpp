// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/rank_checkpoint.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cstring>

#include "core/model/rank_group.h"

namespace lafs {

namespace {

/// Rank 0's text for everybody.
std::string shareText(const std::string& own, RankGroup& ranks) {
  const at::Tensor size = at::full({1}, static_cast<std::int64_t>(own.size()), at::kLong);
  ranks.share(size);
  const at::Tensor bytes = at::empty({size.item<std::int64_t>()}, at::kByte);
  if (ranks.writes()) std::memcpy(bytes.data_ptr(), own.data(), own.size());
  ranks.share(bytes);
  return {static_cast<const char*>(bytes.data_ptr()), static_cast<std::size_t>(bytes.numel())};
}

/// Everything but the numbers of the tensors.
Json described(const Checkpoint& checkpoint) {
  Json json = {{"step", checkpoint.step},
               {"state", checkpoint.state},
               {"environment", checkpoint.environment},
               {"tensors", Json::array()}};
  for (const auto& [name, tensor] : checkpoint.tensors) {
    json["tensors"].push_back({{"name", name},
                               {"type", static_cast<int>(tensor.scalar_type())},
                               {"shape", tensor.sizes().vec()}});
  }
  return json;
}

at::Tensor ownRows(const at::Tensor& whole) {
  const RowRange own = rowsOfRank(whole.size(0));
  return whole.narrow(0, own.first, own.count).clone();
}

}  // namespace

bool isSpread(const std::string& tensor, const std::set<std::string>& spreadRows) {
  for (const std::string& name : spreadRows) {
    for (const char* before : {"", "optimizer.m.", "optimizer.v."}) {
      if (tensor == before + name) return true;
    }
  }
  return false;
}

TensorMap wholeTensors(TensorMap tensors, const std::set<std::string>& spreadRows) {
  if (!rankGroup()) return tensors;
  for (auto& [name, tensor] : tensors) {
    if (isSpread(name, spreadRows)) tensor = gatherRows(tensor);
  }
  return tensors;
}

std::optional<Checkpoint> shareCheckpoint(std::optional<Checkpoint> read,
                                          const std::set<std::string>& spreadRows) {
  RankGroup* ranks = rankGroup();
  if (!ranks) return read;
  const Json about = Json::parse(shareText(read ? described(*read).dump() : "null", *ranks));
  if (about.is_null()) return std::nullopt;
  Checkpoint shared;
  shared.step = about.at("step");
  shared.state = about.at("state");
  shared.environment = about.at("environment");
  for (const Json& entry : about.at("tensors")) {
    const std::string name = entry.at("name");
    const auto type = static_cast<at::ScalarType>(entry.at("type").get<int>());
    const auto shape = entry.at("shape").get<std::vector<std::int64_t>>();
    const at::Tensor tensor =
        ranks->writes() ? read->tensors.at(name).contiguous() : at::empty(shape, type);
    ranks->share(tensor);
    shared.tensors[name] = isSpread(name, spreadRows) ? ownRows(tensor) : tensor;
  }
  return shared;
}

void shareTensors(const TensorMap& tensors, const std::set<std::string>& spreadRows) {
  RankGroup* ranks = rankGroup();
  if (!ranks) return;
  at::NoGradGuard noGrad;
  for (const auto& [name, tensor] : tensors) {
    if (isSpread(name, spreadRows)) continue;
    const at::Tensor copy = tensor.detach().contiguous();
    ranks->share(copy);
    if (!copy.is_same(tensor)) tensor.detach().copy_(copy);
  }
}

}  // namespace lafs

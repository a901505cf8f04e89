// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/rank_agreement.h"

#include <ATen/ATen.h>

#include <vector>

#include "core/model/rank_group.h"

namespace lafs {

ControlRequests agreedRequests(const ControlRequests& own) {
  RankGroup* ranks = rankGroup();
  if (!ranks) return own;
  const std::vector<std::int64_t> flags = {own.stop, own.pause, own.checkpoint, own.preview};
  const at::Tensor asked = at::tensor(flags, at::kLong);
  ranks->sum({asked});
  const auto any = [&](std::int64_t i) { return asked[i].item<std::int64_t>() > 0; };
  ControlRequests all;
  all.stop = any(0);
  all.pause = any(1);
  all.checkpoint = any(2);
  all.preview = any(3);
  return all;
}

bool writerSays(bool own) {
  RankGroup* ranks = rankGroup();
  if (!ranks) return own;
  const at::Tensor word = at::full({1}, own ? 1 : 0, at::kLong);
  ranks->share(word);
  return word.item<std::int64_t>() != 0;
}

bool anyRank(bool own) {
  ControlRequests flag;
  flag.stop = own;
  return agreedRequests(flag).stop;
}

void averageValues(std::map<std::string, double>& values) {
  RankGroup* ranks = rankGroup();
  if (!ranks) return;
  std::vector<double> numbers;
  for (const auto& [name, value] : values) numbers.push_back(value);
  const at::Tensor sums = at::tensor(numbers, at::kDouble);
  ranks->sum({sums});
  std::int64_t next = 0;
  for (auto& [name, value] : values) {
    value = sums[next++].item<double>() / static_cast<double>(ranks->size());
  }
}

}  // namespace lafs

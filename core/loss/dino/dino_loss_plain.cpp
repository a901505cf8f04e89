// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include "core/loss/dino/dino_loss.h"

namespace lafs {

DinoLossResult dinoLossPlain(const at::Tensor& student, const at::Tensor& teacher,
                             const at::Tensor& centre, std::int64_t views, std::int64_t batch,
                             double studentTemperature, double teacherTemperature) {
  const std::int64_t teacherViews = teacher.size(0) / batch;
  const at::Tensor raw = teacher.detach();
  const at::Tensor logTeacher =
      ((raw - centre.reshape({1, -1})) / teacherTemperature).log_softmax(1);
  const at::Tensor target = logTeacher.exp();
  const at::Tensor logStudent = (student / studentTemperature).log_softmax(1);
  const auto rows = [batch](const at::Tensor& all, std::int64_t view) {
    return all.narrow(0, view * batch, batch);
  };
  at::Tensor total;
  std::int64_t pairs = 0;
  for (std::int64_t q = 0; q < teacherViews; ++q) {
    for (std::int64_t v = 0; v < views; ++v) {
      if (v == q) continue;
      const at::Tensor term = -(rows(target, q) * rows(logStudent, v)).sum(1).mean();
      total = total.defined() ? total + term : term;
      ++pairs;
    }
  }
  DinoLossResult result;
  result.loss = total / static_cast<double>(pairs);
  const at::Tensor detached = logStudent.detach();
  result.teacherEntropy = -(target * logTeacher).sum(1).mean().item<double>();
  result.studentEntropy = -(detached.exp() * detached).sum(1).mean().item<double>();
  result.kl = result.loss.item<double>() - result.teacherEntropy;
  result.teacherColumnMean = raw.mean(0, /*keepdim=*/true);
  return result;
}

}  // namespace lafs

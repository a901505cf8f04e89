// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loss/dino/dino_loss.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <vector>

#include "core/loss/dino/dino_loss_kernel.h"

namespace lafs {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// What one call works on. Rows are view-major.
struct Job {
  const float* student;
  const float* teacher;
  const float* centre;
  float* gradient;  ///< [views·batch, O] or null when nobody asks
  std::int64_t views, teacherViews, batch, width;
  double inverseStudent, inverseTeacher;
  double pairs() const { return static_cast<double>(teacherViews * (views - 1)); }
};

/// Contributions of one sample; summed in sample order, so that threads change nothing.
struct SampleSums {
  double loss = 0, teacherEntropy = 0, studentEntropy = 0;
};

/// Scratch of a thread: the teacher's probabilities of one sample, and their sum over the views.
struct Scratch {
  Scratch(std::int64_t teacherViews, std::int64_t width)
      : probabilities(static_cast<std::size_t>(teacherViews * width)),
        sum(static_cast<std::size_t>(width)),
        others(static_cast<std::size_t>(width)) {}
  std::vector<float> probabilities, sum, others;
};

/// Target of student view `view`: the sum of P_q over q != view.
const float* targetOf(const Job& job, std::int64_t view, Scratch& scratch) {
  const DinoLossKernels& kernels = dinoLossKernels();
  const auto row = [&](std::int64_t q) { return scratch.probabilities.data() + q * job.width; };
  if (job.teacherViews == 1) return row(0);
  if (job.teacherViews == 2) return view < 2 ? row(1 - view) : scratch.sum.data();
  if (view >= job.teacherViews) return scratch.sum.data();
  std::fill(scratch.others.begin(), scratch.others.end(), 0.0f);
  for (std::int64_t q = 0; q < job.teacherViews; ++q) {
    if (q != view) kernels.add(scratch.others.data(), row(q), scratch.others.data(), job.width);
  }
  return scratch.others.data();
}

SampleSums sampleLoss(const Job& job, std::int64_t sample, Scratch& scratch) {
  const DinoLossKernels& kernels = dinoLossKernels();
  SampleSums sums;
  for (std::int64_t q = 0; q < job.teacherViews; ++q) {
    float* probabilities = scratch.probabilities.data() + q * job.width;
    const DinoRowSums row =
        kernels.teacherRow(job.teacher + (q * job.batch + sample) * job.width, job.centre,
                           static_cast<float>(job.inverseTeacher), probabilities, job.width);
    sums.teacherEntropy += row.entropy;
    if (q == 0) {
      std::copy(probabilities, probabilities + job.width, scratch.sum.begin());
    } else {
      kernels.add(scratch.sum.data(), probabilities, scratch.sum.data(), job.width);
    }
  }
  const double weight = 1.0 / (job.pairs() * static_cast<double>(job.batch));
  for (std::int64_t view = 0; view < job.views; ++view) {
    const std::int64_t offset = (view * job.batch + sample) * job.width;
    const std::int64_t pairs = job.teacherViews - (view < job.teacherViews ? 1 : 0);
    if (pairs == 0) {
      scratch.others.assign(static_cast<std::size_t>(job.width), 0.0f);
    }
    const float* target = pairs == 0 ? scratch.others.data() : targetOf(job, view, scratch);
    const DinoRowSums row = kernels.studentRow(
        job.student + offset, target, static_cast<float>(job.inverseStudent),
        static_cast<float>(pairs), static_cast<float>(weight * job.inverseStudent),
        job.gradient ? job.gradient + offset : nullptr, job.width);
    sums.loss += weight * (static_cast<double>(pairs) * row.logSum - row.cross);
    sums.studentEntropy += row.entropy;
  }
  return sums;
}

SampleSums batchLoss(const Job& job) {
  std::vector<SampleSums> samples(static_cast<std::size_t>(job.batch));
  at::parallel_for(0, job.batch, 1, [&](std::int64_t begin, std::int64_t end) {
    Scratch scratch(job.teacherViews, job.width);
    for (std::int64_t b = begin; b < end; ++b) {
      samples[static_cast<std::size_t>(b)] = sampleLoss(job, b, scratch);
    }
  });
  SampleSums total;
  for (const SampleSums& sample : samples) {
    total.loss += sample.loss;
    total.teacherEntropy += sample.teacherEntropy;
    total.studentEntropy += sample.studentEntropy;
  }
  return total;
}

struct DinoLossFunction : torch::autograd::Function<DinoLossFunction> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& student, Job job,
                            bool wanted, DinoLossResult* result) {
    at::Tensor gradient;
    if (wanted) {
      gradient = at::empty_like(student);
      job.gradient = gradient.data_ptr<float>();
    }
    const SampleSums sums = batchLoss(job);
    result->teacherEntropy =
        sums.teacherEntropy / static_cast<double>(job.teacherViews * job.batch);
    result->studentEntropy = sums.studentEntropy / static_cast<double>(job.views * job.batch);
    result->kl = sums.loss - result->teacherEntropy;
    context->save_for_backward({gradient});
    return at::full({}, sums.loss, student.options());
  }

  static variable_list backward(AutogradContext* context, variable_list upstream) {
    const at::Tensor gradient = context->get_saved_variables()[0];
    const double factor = upstream[0].item<double>();
    return {factor == 1.0 ? gradient : gradient * factor, at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

DinoLossResult dinoLoss(const at::Tensor& student, const at::Tensor& teacher,
                        const at::Tensor& centre, std::int64_t views, std::int64_t batch,
                        double studentTemperature, double teacherTemperature) {
  TORCH_CHECK(student.dim() == 2 && teacher.dim() == 2 && student.size(0) == views * batch &&
                  teacher.size(0) % batch == 0 && teacher.size(1) == student.size(1) &&
                  centre.numel() == student.size(1) && views > 1,
              "dinoLoss: student ", student.sizes(), ", teacher ", teacher.sizes(), ", centre ",
              centre.sizes(), " do not fit ", views, " views of ", batch, " samples");
  if (!student.device().is_cpu() || student.scalar_type() != at::kFloat) {
    return dinoLossPlain(student, teacher, centre, views, batch, studentTemperature,
                         teacherTemperature);
  }
  const at::Tensor studentRows = student.contiguous();
  const at::Tensor teacherRows = teacher.detach().to(at::kFloat).contiguous();
  const at::Tensor centreRow = centre.detach().to(at::kFloat).contiguous();
  Job job{studentRows.data_ptr<float>(),
          teacherRows.data_ptr<float>(),
          centreRow.data_ptr<float>(),
          nullptr,
          views,
          teacher.size(0) / batch,
          batch,
          student.size(1),
          1.0 / studentTemperature,
          1.0 / teacherTemperature};
  DinoLossResult result;
  const bool wanted = at::GradMode::is_enabled() && student.requires_grad();
  result.loss = DinoLossFunction::apply(studentRows, job, wanted, &result);
  result.teacherColumnMean = teacherRows.mean(0, /*keepdim=*/true);
  return result;
}

}  // namespace lafs

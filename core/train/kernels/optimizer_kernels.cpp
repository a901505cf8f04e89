// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/kernels/optimizer_kernels.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

#include "core/train/kernels/update_kernels.h"

namespace lafs {

namespace {

constexpr std::int64_t kPieceValues = 1 << 16;

/// A stretch of one tensor of a list: the unit of work of a thread.
struct Piece {
  std::size_t tensor;
  std::int64_t begin;
  std::int64_t count;
};

/// Cuts tensors of the given sizes into pieces; 0 means "leave this one out".
std::vector<Piece> cutIntoPieces(const std::vector<std::int64_t>& sizes) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    for (std::int64_t begin = 0; begin < sizes[i]; begin += kPieceValues) {
      pieces.push_back({i, begin, std::min(kPieceValues, sizes[i] - begin)});
    }
  }
  return pieces;
}

template <class Body>
void overPieces(const std::vector<Piece>& pieces, const Body& body) {
  at::parallel_for(0, static_cast<std::int64_t>(pieces.size()), 1,
                   [&](std::int64_t begin, std::int64_t end) {
                     for (std::int64_t i = begin; i < end; ++i) body(i, pieces[i]);
                   });
}

float* values(const at::Tensor& tensor) {
  return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

void checkLike(const at::Tensor& tensor, const at::Tensor& parameter, const char* what) {
  TORCH_CHECK(tensor.scalar_type() == at::kFloat && tensor.is_contiguous() &&
                  tensor.numel() == parameter.numel() && tensor.device() == parameter.device(),
              "optimizer kernel: the ", what,
              " must be a contiguous float32 tensor of the parameter's size and device");
}

bool onCpu(const at::Tensor& tensor) {
  return tensor.device().is_cpu();
}

AdamWFactors factorsOf(const AdamWTensor& tensor, const AdamWOptions& options) {
  const double step = static_cast<double>(tensor.step);
  AdamWFactors f;
  f.decay = static_cast<float>(1 - tensor.learningRate * tensor.weightDecay);
  f.stepSize = static_cast<float>(tensor.learningRate / (1 - std::pow(options.beta1, step)));
  f.inverseRoot = static_cast<float>(1 / std::sqrt(1 - std::pow(options.beta2, step)));
  f.beta1 = static_cast<float>(options.beta1);
  f.beta2 = static_cast<float>(options.beta2);
  f.oneMinusBeta1 = static_cast<float>(1 - options.beta1);
  f.oneMinusBeta2 = static_cast<float>(1 - options.beta2);
  f.epsilon = static_cast<float>(options.epsilon);
  f.gradientScale = static_cast<float>(tensor.gradientScale);
  f.momentum = static_cast<float>(options.teacherMomentum);
  f.oneMinusMomentum = static_cast<float>(1 - options.teacherMomentum);
  return f;
}

void follow(const at::Tensor& teacher, const at::Tensor& student, double momentum) {
  at::Tensor target = teacher;
  target.mul_(momentum).add_(student, 1 - momentum);
}

void adamwInOperators(const AdamWTensor& tensor, const AdamWOptions& options) {
  at::Tensor parameter = tensor.parameter, m = tensor.m, v = tensor.v;
  if (tensor.gradient.defined()) {
    const double step = static_cast<double>(tensor.step);
    const at::Tensor gradient = tensor.gradient * tensor.gradientScale;
    parameter.mul_(1 - tensor.learningRate * tensor.weightDecay);
    m.mul_(options.beta1).add_(gradient, 1 - options.beta1);
    v.mul_(options.beta2).addcmul_(gradient, gradient, 1 - options.beta2);
    const at::Tensor denominator =
        v.sqrt().div_(std::sqrt(1 - std::pow(options.beta2, step))).add_(options.epsilon);
    parameter.addcdiv_(m, denominator, -tensor.learningRate / (1 - std::pow(options.beta1, step)));
  }
  if (tensor.teacher.defined()) follow(tensor.teacher, parameter, options.teacherMomentum);
}

void sgdInOperators(const SgdTensor& tensor, const SgdOptions& options) {
  at::Tensor parameter = tensor.parameter;
  if (tensor.gradient.defined()) {
    at::Tensor direction =
        (tensor.gradient * tensor.gradientScale).add_(parameter, tensor.weightDecay);
    if (tensor.momentum.defined()) {
      at::Tensor velocity = tensor.momentum;
      velocity.mul_(options.momentum).add_(direction);
      direction = options.nesterov ? direction.add(velocity, options.momentum) : velocity;
    }
    parameter.add_(direction, -tensor.learningRate);
  }
  if (tensor.teacher.defined()) follow(tensor.teacher, parameter, options.teacherMomentum);
}

/// Sizes of what the kernels treat; entries elsewhere or without anything to do are left out.
template <class Entry>
std::vector<std::int64_t> workOf(const std::vector<Entry>& tensors) {
  std::vector<std::int64_t> sizes;
  for (const Entry& entry : tensors) {
    const bool any = entry.gradient.defined() || entry.teacher.defined();
    sizes.push_back(any && onCpu(entry.parameter) ? entry.parameter.numel() : 0);
    checkLike(entry.parameter, entry.parameter, "parameter");
    if (entry.gradient.defined()) checkLike(entry.gradient, entry.parameter, "gradient");
    if (entry.teacher.defined()) checkLike(entry.teacher, entry.parameter, "teacher");
  }
  return sizes;
}

}  // namespace

void adamwStep(const std::vector<AdamWTensor>& tensors, const AdamWOptions& options) {
  at::NoGradGuard noGrad;
  const UpdateKernels& kernels = updateKernels();
  const std::vector<Piece> pieces = cutIntoPieces(workOf(tensors));
  std::vector<AdamWFactors> factors;
  for (const AdamWTensor& entry : tensors) {
    if (entry.gradient.defined()) {
      checkLike(entry.m, entry.parameter, "first moment");
      checkLike(entry.v, entry.parameter, "second moment");
    }
    factors.push_back(factorsOf(entry, options));
    if (!onCpu(entry.parameter)) adamwInOperators(entry, options);
  }
  overPieces(pieces, [&](std::int64_t, const Piece& piece) {
    const AdamWTensor& entry = tensors[piece.tensor];
    const AdamWFactors& f = factors[piece.tensor];
    float* parameter = values(entry.parameter) + piece.begin;
    float* teacher = entry.teacher.defined() ? values(entry.teacher) + piece.begin : nullptr;
    if (entry.gradient.defined()) {
      kernels.adamw(parameter, values(entry.gradient) + piece.begin, values(entry.m) + piece.begin,
                    values(entry.v) + piece.begin, teacher, piece.count, f);
    } else if (teacher) {
      kernels.ema(teacher, parameter, piece.count, f.momentum, f.oneMinusMomentum);
    }
  });
}

void sgdStep(const std::vector<SgdTensor>& tensors, const SgdOptions& options) {
  at::NoGradGuard noGrad;
  const UpdateKernels& kernels = updateKernels();
  const std::vector<Piece> pieces = cutIntoPieces(workOf(tensors));
  for (const SgdTensor& entry : tensors) {
    if (entry.momentum.defined()) checkLike(entry.momentum, entry.parameter, "momentum buffer");
    TORCH_CHECK(entry.momentum.defined() || options.momentum == 0,
                "optimizer kernel: momentum needs a buffer");
    if (!onCpu(entry.parameter)) sgdInOperators(entry, options);
  }
  overPieces(pieces, [&](std::int64_t, const Piece& piece) {
    const SgdTensor& entry = tensors[piece.tensor];
    SgdFactors f;
    f.stepSize = static_cast<float>(entry.learningRate);
    f.weightDecay = static_cast<float>(entry.weightDecay);
    f.momentum = static_cast<float>(options.momentum);
    f.gradientScale = static_cast<float>(entry.gradientScale);
    f.nesterov = options.nesterov;
    f.teacherMomentum = static_cast<float>(options.teacherMomentum);
    f.oneMinusTeacherMomentum = static_cast<float>(1 - options.teacherMomentum);
    const auto at = [&](const at::Tensor& t) {
      return t.defined() ? values(t) + piece.begin : nullptr;
    };
    if (entry.gradient.defined()) {
      kernels.sgd(at(entry.parameter), at(entry.gradient), at(entry.momentum), at(entry.teacher),
                  piece.count, f);
    } else if (entry.teacher.defined()) {
      kernels.ema(at(entry.teacher), at(entry.parameter), piece.count, f.teacherMomentum,
                  f.oneMinusTeacherMomentum);
    }
  });
}

void emaUpdate(const std::vector<at::Tensor>& teacher, const std::vector<at::Tensor>& student,
               double momentum) {
  TORCH_CHECK(teacher.size() == student.size(), "emaUpdate: the lists differ in length");
  std::vector<AdamWTensor> entries(teacher.size());
  for (std::size_t i = 0; i < teacher.size(); ++i) {
    entries[i].parameter = student[i];
    entries[i].teacher = teacher[i];
  }
  AdamWOptions options;
  options.teacherMomentum = momentum;
  adamwStep(entries, options);
}

std::vector<double> gradientNorms(const std::vector<at::Tensor>& gradients) {
  at::NoGradGuard noGrad;
  std::vector<at::Tensor> held;
  std::vector<std::int64_t> sizes;
  std::vector<double> norms(gradients.size(), 0.0);
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    const at::Tensor& gradient = gradients[i];
    const bool cpu = gradient.defined() && onCpu(gradient);
    held.push_back(cpu ? gradient.to(at::kFloat).contiguous() : gradient);
    sizes.push_back(cpu ? gradient.numel() : 0);
    if (gradient.defined() && !cpu) norms[i] = gradient.norm().item<double>();
  }
  const std::vector<Piece> pieces = cutIntoPieces(sizes);
  std::vector<double> partial(pieces.size());
  const UpdateKernels& kernels = updateKernels();
  overPieces(pieces, [&](std::int64_t index, const Piece& piece) {
    partial[index] = kernels.sumOfSquares(values(held[piece.tensor]) + piece.begin, piece.count);
  });
  std::vector<double> sums(gradients.size(), 0.0);
  for (std::size_t i = 0; i < pieces.size(); ++i) sums[pieces[i].tensor] += partial[i];
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (sizes[i] > 0) norms[i] = std::sqrt(sums[i]);
  }
  return norms;
}

double gradientNorm(const at::Tensor& gradient) {
  return gradientNorms({gradient}).front();
}

}  // namespace lafs

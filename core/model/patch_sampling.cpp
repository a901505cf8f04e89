// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/patch_sampling.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/model/patch_kernel.h"

namespace lafs {

namespace {

constexpr std::int64_t kPatchesPerTask = 64;

void checkInputs(const at::Tensor& image, const at::Tensor& landmarks, std::int64_t patchSize) {
  TORCH_CHECK(image.dim() == 4 && image.size(1) == 3,
              "samplePatches: image must be [B, 3, H, W], got ", image.sizes());
  TORCH_CHECK(landmarks.dim() == 3 && landmarks.size(2) == 2 && landmarks.size(0) == image.size(0),
              "samplePatches: landmarks must be [", image.size(0), ", N, 2], got ",
              landmarks.sizes());
  TORCH_CHECK(image.scalar_type() == at::kFloat && landmarks.scalar_type() == at::kFloat,
              "samplePatches: image and landmarks must be float32, got ", image.scalar_type(),
              " and ", landmarks.scalar_type());
  TORCH_CHECK(patchSize > 0, "samplePatches: patch size must be positive, got ", patchSize);
}

PatchProblem problemOf(const at::Tensor& image, const at::Tensor& landmarks,
                       std::int64_t patchSize) {
  PatchProblem problem;
  problem.image = image.data_ptr<float>();
  problem.landmarks = landmarks.data_ptr<float>();
  problem.channels = image.size(1);
  problem.height = image.size(2);
  problem.width = image.size(3);
  problem.count = landmarks.size(1);
  problem.side = patchSize;
  return problem;
}

/// Runs `work(begin, end, scratch)` over `total` patches in tasks of whole `grain` patches.
template <class Work>
void overPatches(const PatchProblem& problem, std::int64_t total, std::int64_t grain,
                 const Work& work) {
  const std::int64_t tasks = (total + grain - 1) / grain;
  at::parallel_for(0, tasks, 1, [&](std::int64_t first, std::int64_t last) {
    std::vector<float> scratch(static_cast<std::size_t>(scratchFloats(problem)));
    work(first * grain, std::min(total, last * grain), scratch.data());
  });
}

at::Tensor forwardPatches(const at::Tensor& image, const at::Tensor& landmarks,
                          std::int64_t patchSize) {
  const PatchProblem problem = problemOf(image, landmarks, patchSize);
  const std::int64_t total = image.size(0) * problem.count;
  at::Tensor patches =
      at::empty({image.size(0), problem.count, 3 * patchSize * patchSize}, image.options());
  float* out = patches.data_ptr<float>();
  overPatches(problem, total, kPatchesPerTask,
              [&](std::int64_t begin, std::int64_t end, float* scratch) {
                patchKernels().forward(problem, out, begin, end, scratch);
              });
  return patches;
}

class SamplePatches : public torch::autograd::Function<SamplePatches> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& image,
                            const at::Tensor& landmarks, std::int64_t patchSize) {
    context->save_for_backward({image, landmarks});
    context->saved_data["patchSize"] = patchSize;
    return forwardPatches(image, landmarks, patchSize);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list upstream) {
    const auto saved = context->get_saved_variables();
    const PatchProblem problem =
        problemOf(saved[0], saved[1], context->saved_data["patchSize"].toInt());
    const at::Tensor gradient = upstream[0].contiguous();
    at::Tensor imageGradient, landmarkGradient;
    if (context->needs_input_grad(0)) {
      imageGradient = at::zeros_like(saved[0]);
      toImage(problem, gradient, imageGradient);
    }
    if (context->needs_input_grad(1)) {
      landmarkGradient = at::empty_like(saved[1]);
      toLandmarks(problem, gradient, landmarkGradient);
    }
    return {imageGradient, landmarkGradient, at::Tensor()};
  }

 private:
  static void toImage(const PatchProblem& problem, const at::Tensor& gradient, at::Tensor& result) {
    float* out = result.data_ptr<float>();
    const float* in = gradient.data_ptr<float>();
    // One image is one task: its patches overlap, and their order decides the rounding.
    overPatches(problem, result.size(0) * problem.count, std::max<std::int64_t>(1, problem.count),
                [&](std::int64_t begin, std::int64_t end, float* scratch) {
                  patchKernels().imageGradient(problem, in, out, begin, end, scratch);
                });
  }

  static void toLandmarks(const PatchProblem& problem, const at::Tensor& gradient,
                          at::Tensor& result) {
    float* out = result.data_ptr<float>();
    const float* in = gradient.data_ptr<float>();
    overPatches(problem, result.size(0) * problem.count, kPatchesPerTask,
                [&](std::int64_t begin, std::int64_t end, float* scratch) {
                  patchKernels().landmarkGradient(problem, in, out, begin, end, scratch);
                });
  }
};

}  // namespace

at::Tensor samplePatches(const at::Tensor& image, const at::Tensor& landmarks,
                         std::int64_t patchSize) {
  checkInputs(image, landmarks, patchSize);
  if (!image.device().is_cpu()) return samplePatchesPlain(image, landmarks, patchSize);
  return SamplePatches::apply(image.contiguous(), landmarks.contiguous(), patchSize);
}

at::Tensor samplePatchesPlain(const at::Tensor& image, const at::Tensor& landmarks,
                              std::int64_t patchSize) {
  checkInputs(image, landmarks, patchSize);
  const std::int64_t batch = image.size(0), count = landmarks.size(1);
  const at::Tensor offsets =
      at::arange(patchSize, landmarks.options()) - static_cast<double>(patchSize / 2);
  // [B, N, P, P]: the first patch axis walks along x, the second along y.
  const auto grid = {batch, count, patchSize, patchSize};
  const at::Tensor x =
      (landmarks.select(2, 0).reshape({batch, count, 1, 1}) + offsets.reshape({1, 1, patchSize, 1}))
          .expand(grid);
  const at::Tensor y =
      (landmarks.select(2, 1).reshape({batch, count, 1, 1}) + offsets.reshape({1, 1, 1, patchSize}))
          .expand(grid);
  const at::Tensor points =
      at::stack({x / (image.size(3) / 2.0) - 1, y / (image.size(2) / 2.0) - 1}, -1)
          .reshape({batch, count * patchSize, patchSize, 2});
  const at::Tensor samples = at::grid_sampler_2d(image, points, /*interpolation_mode=*/0,
                                                 /*padding_mode=*/0, /*align_corners=*/false);
  return samples.reshape({batch, 3, count, patchSize, patchSize})
      .permute({0, 2, 3, 4, 1})
      .reshape({batch, count, 3 * patchSize * patchSize});
}

at::Tensor gridPatches(const at::Tensor& image, std::int64_t patchSize) {
  TORCH_CHECK(image.dim() == 4 && image.size(2) % patchSize == 0 && image.size(3) % patchSize == 0,
              "gridPatches: image [B, C, H, W] with sides that are multiples of ", patchSize,
              " expected, got ", image.sizes());
  const std::int64_t rows = image.size(2) / patchSize, columns = image.size(3) / patchSize;
  return image.reshape({image.size(0), image.size(1), rows, patchSize, columns, patchSize})
      .permute({0, 2, 4, 3, 5, 1})
      .reshape({image.size(0), rows * columns, patchSize * patchSize * image.size(1)});
}

at::Tensor standardLandmarks(std::int64_t imageSize, std::int64_t patchSize) {
  TORCH_CHECK(patchSize > 0 && imageSize >= patchSize, "standardLandmarks: no patch of side ",
              patchSize, " fits into ", imageSize);
  const std::int64_t side = imageSize / patchSize;
  const at::Tensor steps =
      at::arange(side, at::TensorOptions(at::kFloat)) * static_cast<double>(patchSize) +
      static_cast<double>(patchSize / 2);
  const at::Tensor x = steps.reshape({side, 1}).expand({side, side});
  const at::Tensor y = steps.reshape({1, side}).expand({side, side});
  return at::stack({x, y}, -1).reshape({1, side * side, 2});
}

at::Tensor transposeMosaic(const at::Tensor& patches, std::int64_t patchSize) {
  const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(patches.size(1))));
  TORCH_CHECK(side * side == patches.size(1), "transposeMosaic: ", patches.size(1),
              " patches do not make a square");
  const at::Tensor turned = transposePatches(patches, patchSize);
  return turned.reshape({patches.size(0), side, side, patches.size(2)})
      .transpose(1, 2)
      .reshape(patches.sizes());
}

at::Tensor transposePatches(const at::Tensor& patches, std::int64_t patchSize) {
  TORCH_CHECK(patches.dim() == 3 && patches.size(2) % (patchSize * patchSize) == 0,
              "transposePatches: [B, N, C·P²] with P = ", patchSize, " expected, got ",
              patches.sizes());
  const std::int64_t channels = patches.size(2) / (patchSize * patchSize);
  return patches.reshape({patches.size(0), patches.size(1), patchSize, patchSize, channels})
      .transpose(2, 3)
      .reshape(patches.sizes());
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "packaging/bench/step_arithmetic.h"

namespace lafs::bench {

namespace {

constexpr double kGlobalViews = 2;
constexpr double kWithBackward = 3;  // forward once, backward twice as much

double transformerForward(const ModelShape& shape, double patches, bool classOnlyEnd) {
  const double tokens = patches + 1;
  const double width = static_cast<double>(shape.dim);
  const double inner = static_cast<double>(shape.heads * shape.headDim);
  const double depth = static_cast<double>(shape.depth);
  const double mixing = tokens * width * 3 * inner + 2 * tokens * tokens * inner;
  const double perToken = inner * width + 2 * width * static_cast<double>(shape.mlpDim);
  const double tokensAfterMixing = classOnlyEnd ? tokens * (depth - 1) + 1 : tokens * depth;
  return patches * static_cast<double>(shape.patchValues()) * width + depth * mixing +
         tokensAfterMixing * perToken;
}

/// Everything of the model that is not transformer; layerCosts holds both.
double cnnForward(const ModelShape& shape) {
  double all = 0;
  for (const LayerCost& cost : layerCosts(shape)) all += static_cast<double>(cost.multiplyAdds);
  const double linear = transformerForward(shape, static_cast<double>(shape.landmarks), false) -
                        static_cast<double>(attentionMultiplyAdds(shape));
  return all - linear;
}

double headForward(const ModelShape& shape, const PretrainSpec& spec) {
  const double hidden = static_cast<double>(spec.headHidden);
  const double bottleneck = static_cast<double>(spec.headBottleneck);
  return static_cast<double>(shape.dim) * hidden + hidden * hidden + hidden * bottleneck +
         bottleneck * static_cast<double>(spec.headOutputs);
}

StepArithmetic arithmetic(const ModelShape& shape, const PretrainSpec& spec, bool classOnlyEnd) {
  const double local = static_cast<double>(spec.localViews);
  const double full = transformerForward(shape, static_cast<double>(shape.landmarks), classOnlyEnd);
  const double subset =
      transformerForward(shape, static_cast<double>(spec.subsetLandmarks), classOnlyEnd);
  StepArithmetic step;
  step.cnn = (kGlobalViews + local) * cnnForward(shape);
  step.teacher = kGlobalViews * full;
  step.student = kWithBackward * (kGlobalViews * full + local * subset);
  step.head = (kWithBackward * (kGlobalViews + local) + kGlobalViews) * headForward(shape, spec);
  return step;
}

}  // namespace

StepArithmetic fullArithmetic(const ModelShape& shape, const PretrainSpec& spec) {
  return arithmetic(shape, spec, false);
}

StepArithmetic executedArithmetic(const ModelShape& shape, const PretrainSpec& spec) {
  return arithmetic(shape, spec, true);
}

}  // namespace lafs::bench

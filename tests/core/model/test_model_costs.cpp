// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/record_function.h>
#include <torch/torch.h>

#include "core/config/model_shape.h"
#include "core/model/face_model.h"

#include <QTest>

using namespace lafs;

namespace {

std::int64_t convolutionMultiplyAdds = 0;

bool isConvolution(const at::RecordFunction& call) {
  return std::string(call.name()) == "aten::conv2d";
}

struct FilterSize : at::ObserverContext {
  std::int64_t numbers = 0;
};

/// Inputs may be gone when the call ends, so the filter is looked at as it starts.
std::unique_ptr<at::ObserverContext> noteFilter(const at::RecordFunction& call) {
  if (!isConvolution(call)) return nullptr;
  auto filter = std::make_unique<FilterSize>();
  const at::Tensor weight = call.inputs()[1].toTensor();
  filter->numbers = weight.numel() / weight.size(0);
  return filter;
}

/// Counts every convolution that runs: outputs times numbers of one filter.
void countConvolution(const at::RecordFunction& call, at::ObserverContext* filter) {
  if (!filter) return;
  const at::Tensor output = call.outputs()[0].toTensor();
  convolutionMultiplyAdds +=
      output.numel() / output.size(0) * static_cast<FilterSize*>(filter)->numbers;
}

std::int64_t convolutionsOf(FaceModel& model, std::int64_t side) {
  convolutionMultiplyAdds = 0;
  const auto handle =
      at::addThreadLocalCallback(at::RecordFunctionCallback(noteFilter, countConvolution)
                                     .needsInputs(true)
                                     .needsOutputs(true)
                                     .scopes({at::RecordScope::FUNCTION}));
  model.forward(torch::rand({1, 3, side, side}));
  at::removeCallback(handle);
  return convolutionMultiplyAdds;
}

/// Linear layers from their weights: how many rows each sees follows from where it stands.
std::int64_t linearsOf(const FaceModel& model) {
  const std::int64_t patches = model.shape().landmarks;
  std::int64_t total = 0;
  for (const auto& entry : model.named_parameters()) {
    const std::string& name = entry.key();
    if (entry.value().dim() != 2) continue;
    const bool block = name.rfind("transformer.", 0) == 0;
    const std::int64_t rows = block                                 ? patches + 1
                              : name == "patch_to_embedding.weight" ? patches
                                                                    : 1;
    total += entry.value().numel() * rows;
  }
  return total;
}

}  // namespace

class TestModelCosts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void builtModulesCostWhatArithmeticSays_data();
  void builtModulesCostWhatArithmeticSays();
};

void TestModelCosts::builtModulesCostWhatArithmeticSays_data() {
  QTest::addColumn<QString>("preset");
  for (const std::string& preset : modelPresets()) {
    QTest::newRow(preset.c_str()) << QString::fromStdString(preset);
  }
}

void TestModelCosts::builtModulesCostWhatArithmeticSays() {
  QFETCH(QString, preset);
  torch::NoGradGuard noGrad;
  ModelSpec spec;
  spec.preset = preset.toStdString();
  const ModelShape shape = resolveModel(spec);
  const FaceInput input = shape.family == ModelFamily::PartFVit ? FaceInput::Landmarks
                          : shape.family == ModelFamily::FVit   ? FaceInput::Grid
                                                                : FaceInput::Convolution;
  const auto model = makeFaceModel(shape, input);
  model->eval();
  std::int64_t parameters = 0, expectedParameters = 0, expectedMultiplyAdds = 0;
  for (const at::Tensor& parameter : model->parameters()) parameters += parameter.numel();
  for (const LayerCost& layer : layerCosts(shape)) {
    expectedParameters += layer.parameters;
    expectedMultiplyAdds += layer.multiplyAdds;
  }
  QCOMPARE(qint64(parameters), qint64(expectedParameters));
  QCOMPARE(qint64(convolutionsOf(*model, shape.imageSize) + linearsOf(*model)),
           qint64(expectedMultiplyAdds));
}

QTEST_GUILESS_MAIN(TestModelCosts)
#include "test_model_costs.moc"

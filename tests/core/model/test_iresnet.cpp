// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/torch.h>

#include "core/model/face_model.h"
#include "core/model/iresnet.h"

#include <QTest>

using namespace lafs;

namespace {

ModelShape resnetShape(std::int64_t depth, bool averagePool) {
  ModelShape shape;
  shape.name = "iresnet";
  shape.family = ModelFamily::IResNet;
  shape.resnetDepth = depth;
  shape.resnetAvgPool = averagePool;
  return shape;
}

std::int64_t parametersOf(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const at::Tensor& parameter : module.parameters()) count += parameter.numel();
  return count;
}

}  // namespace

class TestIResNet : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { torch::manual_seed(4); }
  void countsParameters_data();
  void countsParameters();
  void keysAreInsightFaces();
  void networkEqualsTheDefinition();
  void poolingHeadTakesAnySide();
  void featureScaleIsFixed();
  void bfloat16StaysNear();
};

void TestIResNet::countsParameters_data() {
  QTest::addColumn<int>("depth");
  QTest::addColumn<bool>("averagePool");
  QTest::addColumn<qint64>("parameters");
  QTest::newRow("100") << 100 << false << qint64(65156160);
  QTest::newRow("100, pooled") << 100 << true << qint64(52310592);
  QTest::newRow("50") << 50 << false << qint64(43590848);
  QTest::newRow("18") << 18 << false << qint64(24025600);
}

void TestIResNet::countsParameters() {
  QFETCH(int, depth);
  QFETCH(bool, averagePool);
  QFETCH(qint64, parameters);
  QCOMPARE(qint64(parametersOf(*IResNet(resnetShape(depth, averagePool)))), parameters);
}

void TestIResNet::keysAreInsightFaces() {
  const TensorMap state = stateDict(*IResNet(resnetShape(18, false)));
  for (const char* key :
       {"conv1.weight", "bn1.running_mean", "prelu.weight", "layer1.0.bn1.weight",
        "layer1.0.conv1.weight", "layer1.0.bn2.bias", "layer1.0.prelu.weight",
        "layer1.0.conv2.weight", "layer1.0.bn3.running_var", "layer1.0.downsample.0.weight",
        "layer1.0.downsample.1.num_batches_tracked", "layer4.1.conv2.weight", "bn2.weight",
        "fc.weight", "fc.bias", "features.weight", "features.running_mean"}) {
    QVERIFY2(state.count(key) == 1, key);
  }
  QCOMPARE(state.count("layer1.1.downsample.0.weight"), std::size_t(0));
  QVERIFY((state.at("fc.weight").sizes() == std::vector<std::int64_t>{512, 25088}));
  QVERIFY((state.at("layer2.0.conv2.weight").sizes() == std::vector<std::int64_t>{128, 128, 3, 3}));
}

void TestIResNet::networkEqualsTheDefinition() {
  torch::NoGradGuard noGrad;
  IResNet net(resnetShape(18, true));
  net->eval();
  TensorMap w = stateDict(*net);
  for (auto& [name, tensor] : w) {
    if (name.find("running_var") != std::string::npos) tensor.uniform_(0.5, 2);
    if (name.find("running_mean") != std::string::npos) tensor.normal_(0, 0.2);
    if (name.find("prelu") != std::string::npos) tensor.uniform_(-0.2, 0.4);
    tensor = tensor.is_floating_point() ? tensor.to(at::kDouble) : tensor;
  }
  const auto norm = [&](const at::Tensor& x, const std::string& name) {
    const auto column = [&](const char* part) {
      const at::Tensor& values = w.at(name + part);
      return x.dim() == 4 ? values.reshape({1, -1, 1, 1}) : values.reshape({1, -1});
    };
    return (x - column(".running_mean")) / (column(".running_var") + 1e-5).sqrt() *
               column(".weight") +
           column(".bias");
  };
  const auto convolve = [&](const at::Tensor& x, const std::string& name, int stride, int padding) {
    return at::conv2d(x, w.at(name + ".weight"), {}, stride, padding);
  };
  const auto prelu = [&](const at::Tensor& x, const std::string& name) {
    return at::where(x > 0, x, x * w.at(name + ".weight").reshape({1, -1, 1, 1}));
  };
  const at::Tensor image = torch::rand({2, 3, 32, 32}) * 2 - 1;
  at::Tensor x = prelu(norm(convolve(image.to(at::kDouble), "conv1", 1, 1), "bn1"), "prelu");
  for (int stage = 1; stage <= 4; ++stage) {
    for (int k = 0; k < 2; ++k) {
      const std::string block = "layer" + std::to_string(stage) + "." + std::to_string(k);
      at::Tensor y = convolve(norm(x, block + ".bn1"), block + ".conv1", 1, 1);
      y = prelu(norm(y, block + ".bn2"), block + ".prelu");
      y = norm(convolve(y, block + ".conv2", k == 0 ? 2 : 1, 1), block + ".bn3");
      if (k == 0) x = norm(convolve(x, block + ".downsample.0", 2, 0), block + ".downsample.1");
      x = x + y;
    }
  }
  x = norm(norm(x, "bn2").mean({2, 3}), "features");
  const double scale = x.abs().max().item<double>();
  QVERIFY((net(image) - x).abs().max().item<double>() < 1e-4 * scale);
}

void TestIResNet::poolingHeadTakesAnySide() {
  torch::NoGradGuard noGrad;
  IResNet pooled(resnetShape(18, true)), full(resnetShape(18, false));
  pooled->eval();
  full->eval();
  QVERIFY((pooled(torch::rand({2, 3, 48, 48})).sizes() == std::vector<std::int64_t>{2, 512}));
  QVERIFY((full(torch::rand({1, 3, 112, 112})).sizes() == std::vector<std::int64_t>{1, 512}));
  QVERIFY_EXCEPTION_THROWN(full(torch::rand({1, 3, 48, 48})), c10::Error);
}

void TestIResNet::featureScaleIsFixed() {
  IResNet net(resnetShape(18, true));
  int frozen = 0;
  for (const auto& entry : net->named_parameters()) {
    if (entry.value().requires_grad()) continue;
    QCOMPARE(entry.key(), std::string("features.weight"));
    QVERIFY(entry.value().eq(1).all().item<bool>());
    ++frozen;
  }
  QCOMPARE(frozen, 1);
}

void TestIResNet::bfloat16StaysNear() {
  torch::NoGradGuard noGrad;
  IResNet net(resnetShape(18, true));
  net->eval();
  const at::Tensor image = torch::rand({1, 3, 32, 32});
  const at::Tensor expected = net(image);
  net->setBfloat16(true);
  const at::Tensor got = net(image);
  QVERIFY(got.scalar_type() == at::kFloat && !got.equal(expected));
  QVERIFY((got - expected).abs().max().item<double>() < 0.1 * expected.abs().max().item<double>());
}

QTEST_GUILESS_MAIN(TestIResNet)
#include "test_iresnet.moc"

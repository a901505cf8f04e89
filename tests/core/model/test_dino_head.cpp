// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/torch.h>

#include "core/model/dino_head.h"

#include <QTest>

using namespace lafs;

namespace {

DinoHeadOptions smallOptions() {
  DinoHeadOptions options;
  options.inputs = 24;
  options.hidden = 32;
  options.bottleneck = 16;
  options.outputs = 50;
  return options;
}

/// The head by its definition in double, from the module's own parameters.
at::Tensor byDefinition(const DinoHead& head, const at::Tensor& features) {
  std::map<std::string, at::Tensor> w;
  for (const auto& entry : head->named_parameters()) w[entry.key()] = entry.value().to(at::kDouble);
  const auto linear = [&](const at::Tensor& x, const std::string& name) {
    return at::linear(x, w.at(name + ".weight"), w.at(name + ".bias"));
  };
  at::Tensor x = at::gelu(linear(features.to(at::kDouble), "mlp.0"));
  x = linear(at::gelu(linear(x, "mlp.2")), "mlp.4");
  x = x / x.square().sum(1, true).sqrt();
  const at::Tensor v = w.at("last_layer.weight_v");
  const at::Tensor rows = w.at("last_layer.weight_g") * v / v.square().sum(1, true).sqrt();
  return x.matmul(rows.t());
}

double largest(const at::Tensor& difference) {
  return difference.abs().max().item<double>();
}

}  // namespace

class TestDinoHead : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { torch::manual_seed(2); }
  void equalsTheDefinition();
  void gradientsEqualTheDefinition_data();
  void gradientsEqualTheDefinition();
  void startsAsPublished();
  void outputsAreCosines();
  void bfloat16StaysNear();
};

void TestDinoHead::equalsTheDefinition() {
  torch::NoGradGuard noGrad;
  DinoHead head(smallOptions());
  head->weightG.uniform_(0.5, 2);
  const at::Tensor features = torch::randn({7, 24});
  QVERIFY(largest(head(features) - byDefinition(head, features)) < 1e-5);
}

void TestDinoHead::gradientsEqualTheDefinition_data() {
  QTest::addColumn<bool>("frozenNorm");
  QTest::newRow("norm fixed at 1") << true;
  QTest::newRow("norm learnt") << false;
}

void TestDinoHead::gradientsEqualTheDefinition() {
  QFETCH(bool, frozenNorm);
  DinoHeadOptions options = smallOptions();
  options.normLastLayer = frozenNorm;
  DinoHead head(options);
  QCOMPARE(head->weightG.requires_grad(), !frozenNorm);
  {
    // Initial weights of 0.02 leave only tiny gradients to compare.
    torch::NoGradGuard noGrad;
    for (at::Tensor& parameter : head->parameters()) parameter.mul_(5).add_(0.01);
  }
  const at::Tensor upstream = torch::randn({9, 50});
  const at::Tensor start = torch::randn({9, 24});
  std::map<std::string, at::Tensor> gradients[2];
  for (const bool plain : {false, true}) {
    head->zero_grad();
    at::Tensor features = start.clone().requires_grad_(true);
    const at::Tensor out = plain ? byDefinition(head, features) : head(features);
    (out * upstream).sum().backward();
    gradients[plain]["features"] = features.grad();
    for (const auto& entry : head->named_parameters()) {
      if (entry.value().requires_grad()) {
        gradients[plain][entry.key()] = entry.value().grad().clone();
      }
    }
  }
  QCOMPARE(gradients[0].size(), std::size_t(frozenNorm ? 8 : 9));
  for (const auto& [name, expected] : gradients[1]) {
    const double allowed = 1e-4 * (1 + largest(expected));
    QVERIFY2(largest(gradients[0].at(name) - expected) < allowed, name.c_str());
  }
}

void TestDinoHead::startsAsPublished() {
  DinoHeadOptions options;
  options.outputs = 400;
  DinoHead head(options);
  std::vector<std::string> names;
  for (const auto& entry : head->named_parameters()) names.push_back(entry.key());
  const std::vector<std::string> expected = {
      "mlp.0.weight", "mlp.0.bias", "mlp.2.weight",        "mlp.2.bias",
      "mlp.4.weight", "mlp.4.bias", "last_layer.weight_g", "last_layer.weight_v"};
  QVERIFY(names == expected);
  const auto parameters = head->named_parameters();
  QVERIFY(std::abs(parameters["mlp.2.weight"].std().item<double>() - 0.02) < 2e-4);
  QVERIFY(parameters["mlp.2.bias"].eq(0).all().item<bool>());
  QVERIFY(head->weightG.eq(1).all().item<bool>());
  QVERIFY(head->weightV.abs().max().item<double>() <= 1.0 / 16);
  QVERIFY(std::abs(head->weightV.std().item<double>() - 1 / (16 * std::sqrt(3.0))) < 1e-3);
}

void TestDinoHead::outputsAreCosines() {
  torch::NoGradGuard noGrad;
  DinoHead head(smallOptions());
  const at::Tensor out = head(torch::randn({6, 24}) * 30);
  QVERIFY(out.abs().max().item<double>() <= 1 + 1e-5);
  QVERIFY_EXCEPTION_THROWN(head(torch::randn({6, 23})), c10::Error);
}

void TestDinoHead::bfloat16StaysNear() {
  torch::NoGradGuard noGrad;
  DinoHead head(smallOptions());
  const at::Tensor features = torch::randn({7, 24});
  const at::Tensor expected = head(features);
  head->setBfloat16(true);
  QVERIFY(head(features).scalar_type() == at::kFloat);
  QVERIFY(largest(head(features) - expected) < 0.03);
}

QTEST_GUILESS_MAIN(TestDinoHead)
#include "test_dino_head.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/torch.h>

#include "core/model/fvit.h"
#include "core/model/ops/fused_ops.h"
#include "core/model/patch_sampling.h"

#include <QTest>

using namespace lafs;

namespace {

ModelShape smallShape() {
  ModelShape shape;
  shape.imageSize = 24;
  shape.patchSize = 4;
  shape.landmarks = 36;
  shape.dim = 32;
  shape.depth = 3;
  shape.heads = 3;
  shape.headDim = 16;
  shape.mlpDim = 48;
  return shape;
}

double largest(const at::Tensor& difference) {
  return difference.abs().max().item<double>();
}

/// The transformer by the definition, with plain operators, in double and without dropout.
at::Tensor byDefinition(const FVit& fvit, const at::Tensor& patches) {
  const ModelShape& shape = fvit->shape();
  std::map<std::string, at::Tensor> w;
  for (const auto& entry : fvit->named_parameters()) w[entry.key()] = entry.value().to(at::kDouble);
  const auto norm = [&](const at::Tensor& x, const std::string& name) {
    return at::layer_norm(x, {shape.dim}, w.at(name + ".weight"), w.at(name + ".bias"), 1e-5);
  };
  const auto linear = [&](const at::Tensor& x, const std::string& name) {
    return at::linear(x, w.at(name + ".weight"), w.at(name + ".bias"));
  };
  const std::int64_t batch = patches.size(0), count = patches.size(1);
  at::Tensor x = linear(patches.to(at::kDouble), "patch_to_embedding");
  x = at::cat({w.at("cls_token").expand({batch, 1, shape.dim}), x}, 1);
  x = x + w.at("pos_embedding").narrow(1, 0, count + 1);
  for (std::int64_t k = 0; k < shape.depth; ++k) {
    const std::string block = "transformer.layers." + std::to_string(k);
    const at::Tensor qkv =
        at::linear(norm(x, block + ".0.fn.norm"), w.at(block + ".0.fn.fn.to_qkv.weight"))
            .reshape({batch, count + 1, 3, shape.heads, shape.headDim})
            .permute({2, 0, 3, 1, 4});
    const double scale =
        1 / std::sqrt(static_cast<double>(shape.attentionScaleByHead ? shape.headDim : shape.dim));
    const at::Tensor weights = (qkv[0].matmul(qkv[1].transpose(-1, -2)) * scale).softmax(-1);
    const at::Tensor mixed = weights.matmul(qkv[2]).transpose(1, 2).reshape({batch, count + 1, -1});
    x = x + linear(mixed, block + ".0.fn.fn.to_out.0");
    const at::Tensor wide =
        at::gelu(linear(norm(x, block + ".1.fn.norm"), block + ".1.fn.fn.net.0"));
    x = x + linear(wide, block + ".1.fn.fn.net.3");
  }
  return norm(x.select(1, 0), "mlp_head.0");
}

}  // namespace

class TestFVit : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { torch::manual_seed(11); }
  void equalsTheDefinition_data();
  void equalsTheDefinition();
  void gradientsEqualTheDefinition();
  void gridIsPatchesOfTheGrid();
  void positionsGoByTokenIndex();
  void noiseRepeatsWithTheStep();
  void bfloat16StaysNear();
  void rejectsTooManyPatches();
};

void TestFVit::equalsTheDefinition_data() {
  QTest::addColumn<int>("count");
  QTest::addColumn<bool>("scaleByHead");
  QTest::newRow("full view") << 36 << false;
  QTest::newRow("subset view") << 9 << false;
  QTest::newRow("one patch") << 1 << false;
  QTest::newRow("head scale") << 36 << true;
}

void TestFVit::equalsTheDefinition() {
  QFETCH(int, count);
  QFETCH(bool, scaleByHead);
  torch::NoGradGuard noGrad;
  ModelShape shape = smallShape();
  shape.attentionScaleByHead = scaleByHead;
  FVit fvit(shape);
  fvit->eval();
  const at::Tensor patches = torch::randn({3, count, 48});
  const at::Tensor expected = byDefinition(fvit, patches);
  std::vector<at::Tensor> trace;
  QVERIFY(largest(fvit(patches) - expected) < 2e-5);
  QVERIFY(largest(fvit->forwardTraced(patches, &trace) - expected) < 2e-5);
  QCOMPARE(trace.size(), std::size_t{7});
  QVERIFY((trace.back().sizes() == std::vector<std::int64_t>{3, count + 1, 32}));
}

void TestFVit::gradientsEqualTheDefinition() {
  FVit fvit(smallShape());
  fvit->eval();
  const at::Tensor patches = torch::randn({4, 20, 48});
  const at::Tensor upstream = torch::randn({4, 32});
  (fvit(patches) * upstream).sum().backward();
  std::map<std::string, at::Tensor> got;
  for (const auto& entry : fvit->named_parameters())
    got[entry.key()] = entry.value().grad().clone();
  fvit->zero_grad();
  (byDefinition(fvit, patches) * upstream).sum().backward();
  for (const auto& entry : fvit->named_parameters()) {
    const at::Tensor expected = entry.value().grad();
    const double difference = largest(got.at(entry.key()) - expected);
    QVERIFY2(difference < 1e-4 * (1 + largest(expected)), entry.key().c_str());
  }
}

void TestFVit::gridIsPatchesOfTheGrid() {
  torch::NoGradGuard noGrad;
  FVit fvit(smallShape());
  fvit->eval();
  const at::Tensor image = torch::rand({2, 3, 24, 24});
  QVERIFY(fvit->forwardGrid(image).equal(fvit(gridPatches(image, 4))));
  QVERIFY(
      (fvit->forwardGrid(torch::rand({2, 3, 8, 12})).sizes() == std::vector<std::int64_t>{2, 32}));
}

void TestFVit::positionsGoByTokenIndex() {
  torch::NoGradGuard noGrad;
  FVit fvit(smallShape());
  fvit->eval();
  const at::Tensor patches = torch::randn({1, 10, 48});
  const at::Tensor before = fvit(patches);
  fvit->pos_embedding.narrow(1, 11, 26).add_(1);
  QVERIFY(fvit(patches).equal(before));
  QVERIFY(!fvit(patches.flip({1})).equal(before));
}

void TestFVit::noiseRepeatsWithTheStep() {
  torch::NoGradGuard noGrad;
  FVit fvit(smallShape());
  const at::Tensor patches = torch::randn({4, 36, 48});
  const auto atStep = [&](std::uint64_t step) {
    ops::beginNoiseStep(5, step);
    return fvit(patches);
  };
  const at::Tensor first = atStep(0);
  QVERIFY(atStep(0).equal(first));
  QVERIFY(!atStep(1).equal(first));
  fvit->eval();
  QVERIFY(atStep(0).equal(atStep(1)));
}

void TestFVit::bfloat16StaysNear() {
  FVit fvit(smallShape());
  fvit->eval();
  const at::Tensor patches = torch::randn({4, 36, 48});
  const at::Tensor expected = fvit(patches).detach();
  fvit->setBfloat16(true);
  const at::Tensor got = fvit(patches);
  QVERIFY(got.scalar_type() == at::kFloat);
  QVERIFY(!got.equal(expected));
  QVERIFY(largest(got - expected) < 0.1);
  got.sum().backward();
  for (const auto& entry : fvit->named_parameters()) {
    QVERIFY2(entry.value().grad().scalar_type() == at::kFloat, entry.key().c_str());
  }
}

void TestFVit::rejectsTooManyPatches() {
  FVit fvit(smallShape());
  QVERIFY_EXCEPTION_THROWN(fvit(torch::randn({1, 37, 48})), c10::Error);
  QVERIFY_EXCEPTION_THROWN(fvit(torch::randn({1, 36, 47})), c10::Error);
}

QTEST_GUILESS_MAIN(TestFVit)
#include "test_fvit.moc"

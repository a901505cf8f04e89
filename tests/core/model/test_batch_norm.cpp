// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/batch_norm.h"

#include <torch/nn.h>
#include <torch/utils.h>

#include <QTest>

namespace {

/// A group whose other rank does exactly what this one does: the whole batch is this rank's twice.
class MirrorGroup : public lafs::RankGroup {
 public:
  MirrorGroup() { lafs::setRankGroup(this); }
  ~MirrorGroup() override { lafs::setRankGroup(nullptr); }
  std::int64_t rank() const override { return 1; }
  std::int64_t size() const override { return 2; }
  void sum(std::vector<at::Tensor> tensors) override {
    for (at::Tensor& tensor : tensors) tensor.mul_(2);
  }
  void maximum(at::Tensor) override {}
  std::vector<at::Tensor> gather(const at::Tensor& tensor) override {
    return {tensor.clone(), tensor.clone()};
  }
  void share(at::Tensor) override {}
};

double difference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

}  // namespace

class TestBatchNorm : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalsTheLayerOnTheWholeBatch() {
    torch::manual_seed(3);
    torch::nn::BatchNorm2d alone(3), spread(3);
    alone->to(at::kDouble);
    spread->to(at::kDouble);
    {
      at::NoGradGuard noGrad;
      alone->weight.uniform_(0.5, 2);
      alone->bias.uniform_(-1, 1);
      spread->weight.copy_(alone->weight);
      spread->bias.copy_(alone->bias);
    }
    const at::Tensor part = torch::randn({4, 3, 5, 2}, at::kDouble) * 3 + 7;
    const at::Tensor upstream = torch::randn({4, 3, 5, 2}, at::kDouble);
    const at::Tensor whole = at::cat({part, part}).detach().requires_grad_();
    const at::Tensor expected = lafs::batchNorm(alone, whole);
    (expected * at::cat({upstream, upstream})).sum().backward();

    const MirrorGroup group;
    const at::Tensor own = part.detach().clone().requires_grad_();
    const at::Tensor found = lafs::batchNorm(spread, own);
    (found * upstream).sum().backward();
    QVERIFY(difference(found, expected.narrow(0, 0, 4)) < 1e-12);
    QVERIFY(difference(own.grad(), whole.grad().narrow(0, 0, 4)) < 1e-12);
    QVERIFY(difference(spread->weight.grad() * 2, alone->weight.grad()) < 1e-11);
    QVERIFY(difference(spread->bias.grad() * 2, alone->bias.grad()) < 1e-11);
    QVERIFY(difference(spread->running_mean, alone->running_mean) < 1e-12);
    QVERIFY(difference(spread->running_var, alone->running_var) < 1e-12);
    QCOMPARE(spread->num_batches_tracked.item<std::int64_t>(), 1);
  }

  void oneValuePerSample() {
    torch::manual_seed(4);
    torch::nn::BatchNorm1d alone(6), spread(6);
    const at::Tensor part = torch::randn({3, 6});
    const at::Tensor expected = lafs::batchNorm(alone, at::cat({part, part}));
    const MirrorGroup group;
    QVERIFY(difference(lafs::batchNorm(spread, part), expected.narrow(0, 3, 3)) < 1e-5);
  }

  void evaluationLooksAtNoOtherRank() {
    torch::nn::BatchNorm1d layer(6);
    layer->eval();
    const at::Tensor x = torch::randn({3, 6});
    const at::Tensor alone = lafs::batchNorm(layer, x);
    const MirrorGroup group;
    QVERIFY(lafs::batchNorm(layer, x).equal(alone));
  }

  void aGatheredBatchHasTheGradientOfAllRanks() {
    const MirrorGroup group;
    const at::Tensor own = torch::randn({2, 3}).requires_grad_();
    const at::Tensor all = lafs::gatherBatch(own);
    QCOMPARE(all.size(0), 4);
    QVERIFY(all.narrow(0, 2, 2).equal(own));
    const at::Tensor upstream = torch::randn({4, 3});
    (all * upstream).sum().backward();
    // Both ranks found `upstream`; this one's rows are the last, and averaging will halve them.
    QVERIFY(difference(own.grad(), upstream.narrow(0, 2, 2) * 4) < 1e-6);
  }
};

QTEST_GUILESS_MAIN(TestBatchNorm)
#include "test_batch_norm.moc"

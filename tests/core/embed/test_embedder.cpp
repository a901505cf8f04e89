// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/torch.h>

#include "core/embed/embedder.h"
#include "core/embed/pair_scoring.h"

// LibTorch first: its headers use names that Qt defines.
#include <QTest>

using namespace lafs;

namespace {

/// Twelve 8x8 pictures whose pixels are a function of their index.
class PatternSource : public FaceSource {
 public:
  std::int64_t size() const override { return 12; }
  std::int64_t identities() const override { return 6; }
  std::int64_t label(std::int64_t index) const override { return index / 2; }
  std::string identityName(std::int64_t label) const override { return std::to_string(label); }
  std::string imageName(std::int64_t index) const override { return std::to_string(index); }
  std::string fingerprint() const override { return "pattern"; }
  Image image(std::int64_t index) const override {
    Image image(8, 8);
    for (std::size_t i = 0; i < image.pixels.size(); ++i) {
      image.pixels[i] =
          static_cast<std::uint8_t>((i * 37 + static_cast<std::size_t>(index) * 91) % 251);
    }
    return image;
  }
};

/// A fixed random projection of the pixels: no symmetry, so the mirror image counts.
struct ProjectionModel : FaceModel {
  ProjectionModel() {
    torch::manual_seed(3);
    weight_ = torch::randn({3 * 8 * 8, 5});
    shape_.imageSize = 8;
    shape_.name = "projection";
  }
  FaceFeatures forward(const at::Tensor& image) override {
    return {image.flatten(1).matmul(weight_), {}};
  }
  std::int64_t embeddingDim() const override { return 5; }
  void setBfloat16(bool) override {}
  FaceInput input() const override { return FaceInput::Grid; }
  const ModelShape& shape() const override { return shape_; }

 private:
  at::Tensor weight_;
  ModelShape shape_;
};

}  // namespace

class TestEmbedder : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void addsTheMirrorImagesEmbedding() {
    const auto source = std::make_shared<PatternSource>();
    ProjectionModel model;
    const std::vector<std::int64_t> indices = {7, 0, 3};
    EmbedOptions options;
    options.batchSize = 2;
    const Embeddings result = embedFaces(model, source, indices, options, {});
    QCOMPARE(result.sums.size(0), 3);
    double norms = 0;
    for (int row = 0; row < 3; ++row) {
      const Image image = source->image(indices[row]);
      at::Tensor face = torch::zeros({1, 3, 8, 8});
      for (int c = 0; c < 3; ++c) {
        for (int y = 0; y < 8; ++y) {
          for (int x = 0; x < 8; ++x) {
            face[0][c][y][x] = image.row(y)[x * 3 + c] / 255.0 * 2 - 1;
          }
        }
      }
      const at::Tensor plain = model.forward(face).embedding;
      const at::Tensor mirrored = model.forward(face.flip(3)).embedding;
      norms += (plain.norm() + mirrored.norm()).item<double>() / 6;
      const double worst = (result.sums[row] - (plain + mirrored)[0]).abs().max().item<double>();
      QVERIFY2(worst < 1e-4, qPrintable(QString::number(worst)));
    }
    QVERIFY(std::abs(result.meanNorm - norms) < 1e-4);
  }

  void batchesAndThreadsChangeNothing() {
    const auto source = std::make_shared<PatternSource>();
    ProjectionModel model;
    std::vector<std::int64_t> indices = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    EmbedOptions one, many;
    one.batchSize = 4;
    one.loaderThreads = 1;
    many.batchSize = 4;
    many.loaderThreads = 4;
    QVERIFY(torch::equal(embedFaces(model, source, indices, one, {}).sums,
                         embedFaces(model, source, indices, many, {}).sums));
  }

  void stopsWhenAsked() {
    ProjectionModel model;
    EmbedOptions options;
    options.batchSize = 2;
    std::int64_t seen = 0;
    const Embeddings result =
        embedFaces(model, std::make_shared<PatternSource>(), {0, 1, 2, 3, 4, 5}, options,
                   [&](std::int64_t done) { return (seen = done) < 4; });
    QVERIFY(!result.sums.defined());
    QCOMPARE(seen, 4);
  }

  void distancesOfKnownVectors() {
    const at::Tensor rows = torch::tensor({{3.f, 0.f}, {0.f, 0.5f}, {-2.f, 0.f}, {6.f, 0.f}});
    const std::vector<double> distances = pairDistances(rows, {0, 0, 0}, {1, 2, 3});
    QVERIFY(std::abs(distances[0] - 2) < 1e-12);
    QVERIFY(std::abs(distances[1] - 4) < 1e-12);
    QVERIFY(std::abs(distances[2]) < 1e-12);
  }
};

QTEST_GUILESS_MAIN(TestEmbedder)
#include "test_embedder.moc"

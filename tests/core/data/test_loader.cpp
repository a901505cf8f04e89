// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/loader.h"

#include <ATen/ATen.h>

#include <QTest>
#include <chrono>
#include <numeric>
#include <set>
#include <thread>

#include "core/base/error.h"

using namespace lafs;

namespace {

/// Pictures of one pixel that hold their index; label = index / 3 + 5. May refuse one picture.
class NumberSource : public FaceSource {
 public:
  explicit NumberSource(std::int64_t size, std::int64_t broken = -1)
      : size_(size), broken_(broken) {}
  std::int64_t size() const override { return size_; }
  std::int64_t identities() const override { return size_ / 3 + 6; }
  std::int64_t label(std::int64_t i) const override { return i / 3 + 5; }
  std::string identityName(std::int64_t l) const override { return std::to_string(l); }
  std::string imageName(std::int64_t i) const override { return std::to_string(i); }
  Image image(std::int64_t i) const override {
    if (i == broken_) throw UserError("picture", "broken");
    if (i % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(300));
    Image picture(1, 1);
    picture.pixels[0] = static_cast<std::uint8_t>(i);
    return picture;
  }
  std::string fingerprint() const override { return "numbers"; }

 private:
  std::int64_t size_, broken_;
};

/// Two views: the pixel, and the first two random numbers of the sample.
ViewTransform numberViews() {
  ViewTransform transform;
  transform.shapes = {{1, 1, 1}, {2, 1, 1}};
  transform.apply = [](const Image& image, RandomStream& random,
                       const std::vector<float*>& outputs) {
    outputs[0][0] = image.pixels[0];
    outputs[1][0] = static_cast<float>(random.uniform());
    outputs[1][1] = static_cast<float>(random.uniform());
  };
  return transform;
}

std::vector<std::int64_t> firstOf(std::int64_t count) {
  std::vector<std::int64_t> all(count);
  std::iota(all.begin(), all.end(), std::int64_t{0});
  return all;
}

LoaderOptions optionsWith(std::int64_t threads) {
  LoaderOptions options;
  options.batchSize = 8;
  options.threads = threads;
  options.seed = 42;
  options.prefetch = threads + 1;
  return options;
}

/// Everything that an epoch yields, in order, as plain numbers.
std::vector<double> drain(Loader& loader) {
  std::vector<double> all;
  Batch batch;
  while (loader.next(batch)) {
    all.push_back(static_cast<double>(batch.epoch));
    all.push_back(static_cast<double>(batch.step));
    for (std::int64_t index : batch.indices) all.push_back(static_cast<double>(index));
    for (const at::Tensor& t : {batch.views[0], batch.views[1], batch.labels}) {
      const at::Tensor flat = t.to(at::kDouble).flatten();
      const double* values = flat.data_ptr<double>();
      all.insert(all.end(), values, values + flat.numel());
    }
  }
  return all;
}

std::vector<double> epochWith(std::int64_t threads, std::int64_t epoch,
                              std::int64_t firstStep = 0) {
  Loader loader(std::make_shared<NumberSource>(100), firstOf(100), numberViews(),
                optionsWith(threads));
  loader.startEpoch(epoch, firstStep);
  return drain(loader);
}

}  // namespace

class TestLoader : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void yieldsEachSampleOnce();
  void ignoresTheThreadCount();
  void shufflesByEpochAndSeed();
  void resumesInTheMiddleOfAnEpoch();
  void restartsAtAnyTime();
  void givesDenseLabelsOfTheSubset();
  void keepsThePartialBatchOnRequest();
  void rethrowsWhatAThreadThrew();
};

void TestLoader::yieldsEachSampleOnce() {
  Loader loader(std::make_shared<NumberSource>(96), firstOf(96), numberViews(), optionsWith(3));
  QCOMPARE(loader.stepsPerEpoch(), 12);
  loader.startEpoch(0);
  std::set<std::int64_t> seen;
  Batch batch;
  for (std::int64_t step = 0; step < 12; ++step) {
    QVERIFY(loader.next(batch));
    QCOMPARE(batch.step, step);
    QCOMPARE(batch.views[1].sizes(), (c10::IntArrayRef{8, 2, 1, 1}));
    for (std::size_t k = 0; k < 8; ++k) {
      QVERIFY(seen.insert(batch.indices[k]).second);
      const auto row = static_cast<std::int64_t>(k);
      QCOMPARE(static_cast<std::int64_t>(batch.views[0][row].item<float>()), batch.indices[k]);
    }
  }
  QVERIFY(!loader.next(batch));
  QVERIFY(!loader.next(batch));
}

void TestLoader::ignoresTheThreadCount() {
  const std::vector<double> one = epochWith(1, 3);
  QVERIFY(one.size() > 12 * 8 * 5);
  QVERIFY(one == epochWith(2, 3));
  QVERIFY(one == epochWith(4, 3));
  QVERIFY(one == epochWith(9, 3));
}

void TestLoader::shufflesByEpochAndSeed() {
  QVERIFY(epochWith(2, 0) != epochWith(2, 1));
  LoaderOptions other = optionsWith(2);
  other.seed = 43;
  Loader loader(std::make_shared<NumberSource>(100), firstOf(100), numberViews(), other);
  loader.startEpoch(0);
  QVERIFY(drain(loader) != epochWith(2, 0));
  LoaderOptions plain = optionsWith(2);
  plain.shuffle = false;
  Loader ordered(std::make_shared<NumberSource>(100), firstOf(100), numberViews(), plain);
  ordered.startEpoch(5);
  Batch batch;
  QVERIFY(ordered.next(batch));
  QCOMPARE(batch.indices, firstOf(8));
}

void TestLoader::resumesInTheMiddleOfAnEpoch() {
  const std::vector<double> whole = epochWith(2, 7);
  const std::vector<double> rest = epochWith(3, 7, 5);
  QVERIFY(rest.size() < whole.size());
  QVERIFY(std::equal(rest.rbegin(), rest.rend(), whole.rbegin()));
  QCOMPARE(rest[1], 5.0);
  QVERIFY(epochWith(2, 7, 12).empty());
}

void TestLoader::restartsAtAnyTime() {
  Loader loader(std::make_shared<NumberSource>(100), firstOf(100), numberViews(), optionsWith(4));
  Batch batch;
  QVERIFY(!loader.next(batch));  // no epoch yet
  for (std::int64_t epoch = 0; epoch < 20; ++epoch) {
    loader.startEpoch(epoch);
    for (std::int64_t k = 0; k < epoch % 4; ++k) QVERIFY(loader.next(batch));
  }
  loader.startEpoch(3);
  QVERIFY(drain(loader) == epochWith(1, 3));
}

void TestLoader::givesDenseLabelsOfTheSubset() {
  LoaderOptions options = optionsWith(2);
  options.shuffle = false;
  options.batchSize = 4;
  Loader loader(std::make_shared<NumberSource>(100), {10, 30, 31, 90}, numberViews(), options);
  QCOMPARE(loader.classes(), 3);
  loader.startEpoch(0);
  Batch batch;
  QVERIFY(loader.next(batch));
  const auto* labels = batch.labels.data_ptr<std::int64_t>();
  QCOMPARE(std::vector<std::int64_t>(labels, labels + 4), (std::vector<std::int64_t>{0, 1, 1, 2}));
}

void TestLoader::keepsThePartialBatchOnRequest() {
  LoaderOptions options = optionsWith(2);
  options.dropLast = false;
  Loader loader(std::make_shared<NumberSource>(19), firstOf(19), numberViews(), options);
  QCOMPARE(loader.stepsPerEpoch(), 3);
  loader.startEpoch(0);
  Batch batch;
  std::size_t total = 0;
  while (loader.next(batch)) total += batch.indices.size();
  QCOMPARE(total, std::size_t(19));
  QCOMPARE(batch.indices.size(), std::size_t(3));
}

void TestLoader::rethrowsWhatAThreadThrew() {
  LoaderOptions options = optionsWith(3);
  options.shuffle = false;
  Loader loader(std::make_shared<NumberSource>(100, 20), firstOf(100), numberViews(), options);
  loader.startEpoch(0);
  Batch batch;
  QVERIFY(loader.next(batch));
  QVERIFY(loader.next(batch));
  QVERIFY_EXCEPTION_THROWN(loader.next(batch), UserError);
  QVERIFY_EXCEPTION_THROWN(([&] {
                             loader.startEpoch(1);
                             while (loader.next(batch)) {
                             }
                           })(),
                           UserError);
}

QTEST_GUILESS_MAIN(TestLoader)
#include "test_loader.moc"

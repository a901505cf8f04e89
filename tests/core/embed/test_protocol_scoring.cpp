// SPDX-License-Identifier: GPL-3.0-or-later
// Template pooling, pair scores, 1:N search and distractor matching against plain loops.
#include <ATen/ATen.h>

#include <QTest>
#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/embed/distractor_match.h"
#include "core/embed/identification.h"
#include "core/embed/pair_scoring.h"
#include "core/embed/template_pooling.h"

using namespace lafs;

namespace {

at::Tensor unitRows(std::int64_t count, std::int64_t width) {
  const at::Tensor rows = at::randn({count, width});
  return (rows / rows.norm(2, 1, true)).contiguous();
}

double plainDot(const at::Tensor& a, const at::Tensor& b) {
  return (a.to(at::kDouble) * b.to(at::kDouble)).sum().item<double>();
}

DistractorChunks chunksOf(const at::Tensor& all, std::int64_t size) {
  auto next = std::make_shared<std::int64_t>(0);
  return [all, size, next]() -> at::Tensor {
    if (*next >= all.size(0)) return {};
    const std::int64_t begin = *next;
    *next = std::min(begin + size, all.size(0));
    return all.slice(0, begin, *next);
  };
}

}  // namespace

class TestProtocolScoring : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { at::manual_seed(5); }

  void templatesAreSumsOfMediaMeans() {
    const at::Tensor features = at::randn({40, 13});
    TemplateImages images;
    RandomStream random({1});
    for (int i = 0; i < 40; ++i) {
      images.templates.push_back(10 * (i < 6 ? i : random.below(6)));
      images.media.push_back(random.below(3));
      images.detectorScores.push_back(static_cast<float>(random.uniform(0.5, 1)));
    }
    const TemplateFeatures pooled = poolTemplates(features, images, {false, true});
    QCOMPARE(pooled.ids, (std::vector<std::int64_t>{0, 10, 20, 30, 40, 50}));
    QCOMPARE(pooled.rowOf(30), 3);
    QCOMPARE(pooled.rowOf(31), -1);
    for (std::size_t t = 0; t < pooled.ids.size(); ++t) {
      std::map<std::int64_t, std::vector<at::Tensor>> media;
      for (int i = 0; i < 40; ++i) {
        if (images.templates[i] != pooled.ids[t]) continue;
        const at::Tensor one = features[i].to(at::kDouble);
        media[images.media[i]].push_back(one / one.norm() *
                                         static_cast<double>(images.detectorScores[i]));
      }
      at::Tensor sum = at::zeros({13}, at::kDouble);
      for (const auto& [medium, members] : media) sum += at::stack(members).mean(0);
      const at::Tensor expected = sum / sum.norm();
      QVERIFY(at::allclose(pooled.rows[static_cast<std::int64_t>(t)].to(at::kDouble), expected, 0,
                           1e-6));
    }
  }

  void badFeaturesAreRefused() {
    TemplateImages images{{1, 1}, {0, 0}, {1, 1}};
    QVERIFY_EXCEPTION_THROWN(poolTemplates(at::zeros({2, 4}), images, {}), UserError);
    QVERIFY_EXCEPTION_THROWN(poolTemplates(at::ones({3, 4}), images, {}), UserError);
    at::Tensor nan = at::ones({2, 4});
    nan[1][2] = std::nan("");
    QVERIFY_EXCEPTION_THROWN(poolTemplates(nan, images, {}), UserError);
  }

  void scoresAreInnerProductsInTheOrderOfThePairs() {
    for (const std::int64_t width : {7, 64, 130}) {
      const at::Tensor rows = unitRows(3000, width);
      RandomStream random({3});
      std::vector<std::uint32_t> first, second;
      for (int k = 0; k < 5000; ++k) {
        first.push_back(static_cast<std::uint32_t>(random.below(3000)));
        second.push_back(static_cast<std::uint32_t>(random.below(3000)));
      }
      const std::vector<double> scores = scorePairs(rows, first, second);
      for (std::size_t k = 0; k < first.size(); k += 7) {
        QVERIFY(std::abs(scores[k] - plainDot(rows[first[k]], rows[second[k]])) < 1e-6);
      }
    }
  }

  void searchAgreesWithPlainCounting() {
    const at::Tensor gallery = unitRows(60, 16), noise = unitRows(200, 16);
    std::vector<std::int64_t> gallerySubjects, probeSubjects;
    for (std::int64_t g = 0; g < 60; ++g) gallerySubjects.push_back(1000 + g);
    at::Tensor probes = at::empty({200, 16});
    for (std::int64_t p = 0; p < 200; ++p) {
      // Every fourth probe is of nobody in the gallery.
      const std::int64_t mate = p % 4 == 3 ? -1 : p % 60;
      probeSubjects.push_back(mate < 0 ? 5000 + p : 1000 + mate);
      const at::Tensor mixed = mate < 0 ? noise[p] : gallery[mate] + 0.9 * noise[p];
      probes[p].copy_(mixed / mixed.norm());
    }
    const Identification found =
        identify(probes, probeSubjects, gallery, gallerySubjects, {1, 5}, {0.02, 0.2});
    QCOMPARE(found.mated, 150);
    QCOMPARE(found.nonMated, 50);
    std::int64_t within[2] = {};
    std::vector<double> strangers;
    std::vector<std::pair<double, bool>> mated;  // score of the mate, whether it ranks first
    for (std::int64_t p = 0; p < 200; ++p) {
      double best = -2;
      for (std::int64_t g = 0; g < 60; ++g) best = std::max(best, plainDot(probes[p], gallery[g]));
      if (p % 4 == 3) {
        strangers.push_back(best);
        continue;
      }
      const double mate = plainDot(probes[p], gallery[p % 60]);
      std::int64_t rank = 1;
      for (std::int64_t g = 0; g < 60; ++g) rank += plainDot(probes[p], gallery[g]) > mate + 1e-6;
      within[0] += rank <= 1;
      within[1] += rank <= 5;
      mated.emplace_back(mate, rank == 1);
    }
    QCOMPARE(found.hitRates[0], static_cast<double>(within[0]) / 150);
    QCOMPARE(found.hitRates[1], static_cast<double>(within[1]) / 150);
    QVERIFY(found.hitRates[0] > 0.3 && found.hitRates[0] < 1);
    std::sort(strangers.begin(), strangers.end(), std::greater<>());
    QVERIFY(found.openSet[0].belowFloor && !found.openSet[1].belowFloor);
    const double threshold = strangers[10];  // 0.2 of 50 may pass
    const auto passed = std::count_if(mated.begin(), mated.end(), [&](const auto& one) {
      return one.second && one.first > threshold;
    });
    QCOMPARE(found.openSet[1].tpir, static_cast<double>(passed) / 150);
    QCOMPARE(found.openSet[1].fpir, 0.2);
  }

  void aPersonIsOnceInAGallery() {
    const at::Tensor rows = unitRows(3, 4);
    QVERIFY_EXCEPTION_THROWN(identify(rows, {1, 2, 3}, rows, {1, 1, 3}), UserError);
    QVERIFY_EXCEPTION_THROWN(identify(rows, {7, 8, 9}, rows, {1, 2, 3}), UserError);
  }

  void distractorsAgreeWithThePlainLoop_data() {
    QTest::addColumn<qint64>("chunk");
    QTest::newRow("small chunks") << qint64{37};
    QTest::newRow("one chunk of several blocks") << qint64{5000};
  }

  void distractorsAgreeWithThePlainLoop() {
    QFETCH(qint64, chunk);
    const at::Tensor probes = at::cat({unitRows(30, 10), at::zeros({30, 1})}, 1);
    at::Tensor distractors = at::cat({unitRows(5000, 10), at::zeros({5000, 1})}, 1);
    // The best distractor of probe 0 is marked as noise: it must never match.
    distractors[17].slice(0, 0, 10).copy_(probes[0].slice(0, 0, 10));
    distractors[17][10] = 100;
    const DistractorMatch match = matchDistractors(probes, chunksOf(distractors, chunk), 200);
    QCOMPARE(match.distractors, 5000);
    const at::Tensor wideProbes = probes.to(at::kDouble), wide = distractors.to(at::kDouble);
    const at::Tensor scores = 1 - at::cdist(wideProbes, wide).square() / 2;
    std::vector<double> all(scores.data_ptr<double>(), scores.data_ptr<double>() + scores.numel());
    std::sort(all.begin(), all.end(), std::greater<>());
    QCOMPARE(match.hardest.size(), std::size_t{200});
    for (std::size_t i = 0; i < 200; ++i) {
      const DistractorHit& hit = match.hardest[i];
      QVERIFY(std::abs(static_cast<double>(hit.score) - all[i]) < 1e-5);
      QVERIFY(std::abs(scores[hit.probe][hit.distractor].item<double>() - all[i]) < 1e-5);
    }
    for (std::int64_t p = 0; p < 30; ++p) {
      QVERIFY(std::abs(static_cast<double>(match.best[p]) - scores[p].max().item<double>()) < 1e-5);
    }
    QVERIFY(match.best[0] < 0.999f);
  }
};

QTEST_GUILESS_MAIN(TestProtocolScoring)
#include "test_protocol_scoring.moc"

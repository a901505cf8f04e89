// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/data/face_source.h"
#include "core/data/overlap.h"

using namespace lafs;

namespace {

/// `people` with 3 + label % 5 images each; a picture is one pixel that says which it is.
class CountingSource : public FaceSource {
 public:
  CountingSource(std::int64_t people, std::string prefix, int firstGrey)
      : prefix_(std::move(prefix)), firstGrey_(firstGrey) {
    for (std::int64_t p = 0; p < people; ++p) {
      for (std::int64_t k = 0; k < 3 + p % 5; ++k) labels_.push_back(p);
    }
  }
  std::int64_t size() const override { return static_cast<std::int64_t>(labels_.size()); }
  std::int64_t identities() const override { return labels_.back() + 1; }
  std::int64_t label(std::int64_t i) const override { return labels_.at(i); }
  std::string identityName(std::int64_t l) const override { return prefix_ + std::to_string(l); }
  std::string imageName(std::int64_t i) const override {
    return prefix_ + "image" + std::to_string(i);
  }
  Image image(std::int64_t i) const override {
    Image picture(1, 1);
    picture.pixels[0] = static_cast<std::uint8_t>(firstGrey_ + i);
    return picture;
  }
  std::string fingerprint() const override { return prefix_; }

 private:
  std::string prefix_;
  int firstGrey_;
  std::vector<std::int64_t> labels_;
};

SubsetSpec subsetOf(double fraction, std::int64_t shots, std::int64_t images = 0) {
  SubsetSpec spec;
  spec.identityFraction = fraction;
  spec.shots = shots;
  spec.images = images;
  return spec;
}

bool isSubset(const std::vector<std::int64_t>& small, const std::vector<std::int64_t>& large) {
  return std::includes(large.begin(), large.end(), small.begin(), small.end());
}

std::map<std::int64_t, std::int64_t> countByLabel(const FaceSource& source,
                                                  const std::vector<std::int64_t>& subset) {
  std::map<std::int64_t, std::int64_t> counts;
  for (std::int64_t i : subset) ++counts[source.label(i)];
  return counts;
}

}  // namespace

class TestSubset : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void keepsEverythingByDefault();
  void countsIdentitiesAndShots();
  void nestsOverShotsFractionsAndCaps();
  void changesWithTheSeed();
  void takesThePrefixOfTheIndex();
  void refusesUnknownSelection();
  void reportsOverlap();
};

void TestSubset::keepsEverythingByDefault() {
  const CountingSource source(40, "p", 0);
  const std::vector<std::int64_t> all = selectSubset(source, SubsetSpec(), 3);
  QCOMPARE(static_cast<std::int64_t>(all.size()), source.size());
  for (std::size_t k = 0; k < all.size(); ++k) QCOMPARE(all[k], static_cast<std::int64_t>(k));
}

void TestSubset::countsIdentitiesAndShots() {
  const CountingSource source(200, "p", 0);
  const auto subset = selectSubset(source, subsetOf(0.1, 4), 7);
  const auto counts = countByLabel(source, subset);
  QCOMPARE(counts.size(), std::size_t(20));
  for (const auto& [label, count] : counts) {
    QCOMPARE(count, std::min<std::int64_t>(4, 3 + label % 5));
  }
  QVERIFY(std::is_sorted(subset.begin(), subset.end()));
  QCOMPARE(countByLabel(source, selectSubset(source, subsetOf(0.0001, 0), 7)).size(),
           std::size_t(1));
}

void TestSubset::nestsOverShotsFractionsAndCaps() {
  const CountingSource source(120, "p", 0);
  std::vector<std::int64_t> before;
  for (std::int64_t shots : {1, 2, 4, 10, 0}) {
    const auto subset = selectSubset(source, subsetOf(0.5, shots), 11);
    QVERIFY(isSubset(before, subset));
    QVERIFY(subset.size() > before.size() || shots == 0);
    before = subset;
  }
  before.clear();
  for (double fraction : {0.01, 0.1, 0.5, 1.0}) {
    const auto subset = selectSubset(source, subsetOf(fraction, 2), 11);
    QVERIFY(isSubset(before, subset));
    QVERIFY(subset.size() > before.size());
    before = subset;
  }
  const auto few = selectSubset(source, subsetOf(1, 0, 10), 11);
  const auto more = selectSubset(source, subsetOf(1, 0, 100), 11);
  QCOMPARE(few.size(), std::size_t(10));
  QCOMPARE(more.size(), std::size_t(100));
  QVERIFY(isSubset(few, more));
}

void TestSubset::changesWithTheSeed() {
  const CountingSource source(120, "p", 0);
  const auto one = selectSubset(source, subsetOf(0.2, 1), 1);
  QCOMPARE(one, selectSubset(source, subsetOf(0.2, 1), 1));
  QVERIFY(one != selectSubset(source, subsetOf(0.2, 1), 2));
}

void TestSubset::takesThePrefixOfTheIndex() {
  const CountingSource source(10, "p", 0);  // 3 4 5 6 7 3 4 5 6 7 = 50 images
  SubsetSpec spec = subsetOf(0.1, 0);
  spec.selection = "prefix";
  QCOMPARE(selectSubset(source, spec, 5), (std::vector<std::int64_t>{0, 1, 2, 3, 4}));
  spec.shots = 1;
  QCOMPARE(selectSubset(source, spec, 5), (std::vector<std::int64_t>{0, 3}));
  spec.images = 1;
  QCOMPARE(selectSubset(source, spec, 5), (std::vector<std::int64_t>{0}));
}

void TestSubset::refusesUnknownSelection() {
  const CountingSource source(10, "p", 0);
  SubsetSpec spec = subsetOf(0.1, 0);
  spec.selection = "sorted";
  QVERIFY_EXCEPTION_THROWN(selectSubset(source, spec, 0), UserError);
}

void TestSubset::reportsOverlap() {
  const auto people = std::make_shared<CountingSource>(6, "p", 0);      // 28 images, grey 0 … 27
  const auto strangers = std::make_shared<CountingSource>(3, "q", 25);  // 12 images, 25 … 36
  const DataPart a{"pretrain", people, {0, 1, 2, 3, 25, 26, 27}};       // labels 0, 1, 5
  const DataPart b{"finetune", people, {1, 4, 5}};                      // labels 0, 1
  const DataPart c{"test", strangers, {0, 1, 2, 3}};                    // grey 25 … 28
  const Json report = overlapReport({a, b, c});
  QCOMPARE(report.size(), std::size_t(3));
  QCOMPARE(report[0]["sharedIdentities"].get<int>(), 2);
  QCOMPARE(report[0]["sharedImages"].get<int>(), 1);
  QVERIFY(report[0]["identityNames"] == Json::array({"p0", "p1"}));
  QCOMPARE(report[1]["first"].get<std::string>(), std::string("pretrain"));
  QCOMPARE(report[1]["second"].get<std::string>(), std::string("test"));
  QCOMPARE(report[1]["sharedIdentities"].get<int>(), 0);
  QCOMPARE(report[1]["sharedImages"].get<int>(), 3);
  QVERIFY(report[1]["imagePairs"][0] == Json::array({"pimage25", "qimage0"}));
  QCOMPARE(report[2]["sharedImages"].get<int>(), 0);
  QVERIFY(report[2]["complete"].get<bool>());
  QVERIFY(!overlapReport({a, b}, 2)[0]["complete"].get<bool>());
}

QTEST_GUILESS_MAIN(TestSubset)
#include "test_subset.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/subset_plan.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <map>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/data/subset_index.h"

using namespace lafs;

namespace {

/// Identity k has k % 6 + 1 pictures; names are "k/j".
class CountedSource : public FaceSource {
 public:
  CountedSource() {
    for (std::int64_t k = 0; k < 200; ++k) {
      for (std::int64_t j = 0; j <= k % 6; ++j) {
        labels_.push_back(k);
        names_.push_back(std::to_string(k) + "/" + std::to_string(j));
      }
    }
  }
  std::int64_t size() const override { return static_cast<std::int64_t>(labels_.size()); }
  std::int64_t identities() const override { return 200; }
  std::int64_t label(std::int64_t index) const override { return labels_.at(index); }
  std::string identityName(std::int64_t label) const override { return std::to_string(label); }
  std::string imageName(std::int64_t index) const override { return names_.at(index); }
  Image image(std::int64_t) const override { return Image(1, 1); }
  std::string fingerprint() const override { return "counted"; }

 private:
  std::vector<std::int64_t> labels_;
  std::vector<std::string> names_;
};

const PlannedSubset& named(const std::vector<PlannedSubset>& subsets, const std::string& file) {
  const auto found = std::find_if(subsets.begin(), subsets.end(),
                                  [&](const PlannedSubset& s) { return s.file == file; });
  if (found == subsets.end()) throw std::runtime_error("no subset " + file);
  return *found;
}

std::map<std::int64_t, std::int64_t> shotsOf(const FaceSource& source,
                                             const std::vector<std::int64_t>& images) {
  std::map<std::int64_t, std::int64_t> shots;
  for (const std::int64_t image : images) ++shots[source.label(image)];
  return shots;
}

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TestSubsetPlan : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void writesThePapersFewShotSets();
  void pretrainingSetsHaveEqualSize();
  void saysWhichPretrainingSetNobodyCanFill();
  void saysWhichPretrainingSetIsTooSmallForOne();
  void prefixTakesTheFirst();
  void indexFilesReadBack();
  void refusesAnIndexOfOtherData();
  void readsTheReleasedCaches();
  void specsUseAnIndex();

 private:
  CountedSource source_;
};

void TestSubsetPlan::writesThePapersFewShotSets() {
  const auto subsets = planSubsets(source_, {}).subsets;
  QCOMPARE(subsets.size(), std::size_t{3 * 5 + 2 + 1});
  for (const std::string fraction : {"1pct", "10pct", "100pct"}) {
    const std::size_t people = fraction == "1pct" ? 2 : fraction == "10pct" ? 20 : 200;
    std::vector<std::int64_t> smaller;
    for (const std::string shots : {"1shot", "2shot", "4shot", "10shot", "allshot"}) {
      const PlannedSubset& subset = named(subsets, "fewshot-" + fraction + "-" + shots + ".lst");
      const auto counts = shotsOf(source_, subset.images);
      QCOMPARE(counts.size(), people);
      for (const auto& [label, count] : counts) {
        const std::int64_t all = label % 6 + 1;
        QCOMPARE(count, subset.shots == 0 ? all : std::min(all, subset.shots));
      }
      QVERIFY(std::includes(subset.images.begin(), subset.images.end(), smaller.begin(),
                            smaller.end()));
      smaller = subset.images;
    }
  }
}

void TestSubsetPlan::pretrainingSetsHaveEqualSize() {
  const auto subsets = planSubsets(source_, {}).subsets;
  const PlannedSubset& one = named(subsets, "pretrain-1shot.lst");
  const PlannedSubset& four = named(subsets, "pretrain-4shot.lst");
  QCOMPARE(one.images.size(), std::size_t{100});
  QCOMPARE(four.images.size(), std::size_t{100});
  for (const auto& [label, count] : shotsOf(source_, one.images)) {
    QVERIFY(label < 100);
    QCOMPARE(count, std::int64_t{1});
  }
  const auto counts = shotsOf(source_, four.images);
  QCOMPARE(counts.size(), std::size_t{25});
  for (const auto& [label, count] : counts) {
    QVERIFY(label < 100 && label % 6 + 1 >= 4);
    QCOMPARE(count, std::int64_t{4});
  }
  // An identity's one shot is among its four.
  for (const std::int64_t image : one.images) {
    if (counts.count(source_.label(image)) == 0) continue;
    QVERIFY(std::binary_search(four.images.begin(), four.images.end(), image));
  }
}

void TestSubsetPlan::saysWhichPretrainingSetNobodyCanFill() {
  const CountedSource source;  // six pictures at most
  SubsetPlanOptions options;
  options.pretrainShots = {1, 7};
  const auto whole =
      shotsOf(source, named(planSubsets(source, options).subsets, "pretrain-1shot.lst").images);
  QCOMPARE(whole.size(), std::size_t(100));  // as many as without the other: half of 200
  const QTemporaryDir folder;
  const Json manifest =
      writeSubsets(source, "counted", options, folder.filePath("out").toStdString());
  QCOMPARE(manifest.at("left_out").size(), std::size_t(1));
  const auto sentence = manifest.at("left_out")[0].get<std::string>();
  QVERIFY2(sentence.find("pretrain-7shot.lst") == 0, sentence.c_str());
  QVERIFY(sentence.find("7 images") != std::string::npos);
  QVERIFY(!QFile::exists(folder.filePath("out/pretrain-7shot.lst")));
}

void TestSubsetPlan::saysWhichPretrainingSetIsTooSmallForOne() {
  SubsetPlanOptions options;
  options.pretrainImages = 3;
  const SubsetPlan plan = planSubsets(source_, options);
  QCOMPARE(named(plan.subsets, "pretrain-1shot.lst").images.size(), std::size_t(3));
  QCOMPARE(plan.leftOut.size(), std::size_t(1));
  QCOMPARE(plan.leftOut[0],
           std::string("pretrain-4shot.lst: one identity's 4 images are more than the 3 of every "
                       "pretraining set"));
}

void TestSubsetPlan::prefixTakesTheFirst() {
  SubsetPlanOptions options;
  options.selection = "prefix";
  options.randomImages = 7;
  const auto subsets = planSubsets(source_, options).subsets;
  const auto& tenth = named(subsets, "fewshot-10pct-allshot.lst").images;
  QCOMPARE(tenth.size(), static_cast<std::size_t>(source_.size() / 10));
  for (std::size_t k = 0; k < tenth.size(); ++k) QCOMPARE(tenth[k], static_cast<std::int64_t>(k));
  const auto& one = named(subsets, "pretrain-1shot.lst").images;
  QCOMPARE(one[0], std::int64_t{0});
  QCOMPARE(source_.imageName(one[5]), std::string("5/0"));
  QCOMPARE(named(subsets, "random-7.lst").images.back(), std::int64_t{6});
}

void TestSubsetPlan::indexFilesReadBack() {
  QTemporaryDir folder;
  const QString out = folder.filePath("subsets");
  const Json manifest = writeSubsets(source_, "folder:faces", {}, out.toStdString());
  const QByteArray written = contentOf(out + "/manifest.json");
  QCOMPARE(manifest.at("manifest_sha256").get<std::string>(), sha256Hex(written.toStdString()));
  QVERIFY(contentOf(out + "/manifest.sha256")
              .startsWith(QByteArray::fromStdString(sha256Hex(written.toStdString()))));
  const auto planned = planSubsets(source_, {}).subsets;
  for (const Json& subset : manifest.at("subsets")) {
    const std::string file = subset.at("file").get<std::string>();
    const QString path = out + "/" + QString::fromStdString(file);
    QCOMPARE(sha256Hex(contentOf(path).toStdString()), subset.at("sha256").get<std::string>());
    QCOMPARE(readSubsetIndex(path.toStdString(), source_), named(planned, file).images);
  }
  const Json& whole = manifest.at("subsets").at(14);
  QCOMPARE(whole.at("file").get<std::string>(), std::string("fewshot-100pct-allshot.lst"));
  QCOMPARE(whole.at("contains").size(), manifest.at("subsets").size() - 1);
}

void TestSubsetPlan::refusesAnIndexOfOtherData() {
  // Positions that have moved are found by name; names that are not there are named with the line.
  QCOMPARE(parseSubsetIndex("0\t3\t1/1\n", "i", source_), (std::vector<std::int64_t>{2}));
  try {
    parseSubsetIndex("0\t0\t0/0\n1\t0\tnobody/7\n0\t0\t0/0\n", "i.lst", source_);
    QFAIL("was taken");
  } catch (const UserError& error) {
    QCOMPARE(error.problems().size(), std::size_t{2});
    QCOMPARE(error.problems()[0].where, std::string("i.lst:2"));
    QCOMPARE(error.problems()[1].where, std::string("i.lst:3"));
  }
  QVERIFY_EXCEPTION_THROWN(parseSubsetIndex("", "i", source_), UserError);
}

void TestSubsetPlan::readsTheReleasedCaches() {
  QCOMPARE(parseSubsetIndex("{\"index\": [4.0, 2, 0.0]}", "i", source_),
           (std::vector<std::int64_t>{0, 2, 4}));
  QVERIFY_EXCEPTION_THROWN(parseSubsetIndex("{\"index\": [1e9]}", "i", source_), UserError);
  QVERIFY_EXCEPTION_THROWN(parseSubsetIndex("{\"index\": [0.5]}", "i", source_), UserError);
  QVERIFY_EXCEPTION_THROWN(parseSubsetIndex("{\"index\": [", "i", source_), UserError);
}

void TestSubsetPlan::specsUseAnIndex() {
  QTemporaryDir folder;
  writeSubsets(source_, "", {}, folder.path().toStdString());
  SubsetSpec spec;
  spec.index = folder.filePath("fewshot-10pct-4shot.lst").toStdString();
  const auto all = selectSubset(source_, spec, 0);
  QCOMPARE(all, readSubsetIndex(spec.index, source_));
  spec.shots = 1;
  QCOMPARE(selectSubset(source_, spec, 0).size(), std::size_t{20});
  spec.shots = 0;
  spec.identityFraction = 0.5;
  QCOMPARE(shotsOf(source_, selectSubset(source_, spec, 0)).size(), std::size_t{10});
}

QTEST_APPLESS_MAIN(TestSubsetPlan)
#include "test_subset_plan.moc"

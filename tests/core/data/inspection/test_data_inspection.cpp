// SPDX-License-Identifier: GPL-3.0-or-later
// Sets with planted copies, damage and shared people, against what was planted.
#include "core/data/inspection/data_inspection.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <numeric>

#include "core/config/source_text.h"
#include "core/image/codec.h"

using namespace lafs;

namespace {

void write(const QString& path, const std::vector<std::uint8_t>& bytes) {
  QDir().mkpath(QFileInfo(path).path());
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size()));
}

}  // namespace

class TestDataInspection : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void countsAndShots();
  void listsDamagedFiles();
  void findsPlantedDuplicates();
  void findsPlantedLeakage();
  void knowsNestedSubsets();
  void looksAtSomeOnly();

 private:
  InspectedSet set(const char* name) const;
  Json inspect(const std::vector<InspectedSet>& sets, std::int64_t most = 0) const;
  QTemporaryDir folder_;
};

void TestDataInspection::initTestCase() {
  const auto faces =
      openSource(sourceFromText("synthetic:?identities=8&images_per_identity=3"), Pool::Labelled);
  for (std::int64_t i = 0; i < faces->size(); ++i) {
    const std::string person = "p" + std::to_string(faces->label(i));
    const QString where =
        QString("%1/%2/%3.png").arg(i < 15 ? "train" : "test").arg(person.c_str());
    write(folder_.filePath(where.arg(i)), encodePng(faces->image(i)));
  }
  // Planted: an exact copy under another person, a re-encoded one under the same, damage, and two
  // pictures of the training set in the test set: one exact under a new name, one re-encoded.
  write(folder_.filePath("train/p3/copy.png"), encodePng(faces->image(0)));
  write(folder_.filePath("train/p1/again.jpg"), encodeJpeg(faces->image(3), 80));
  write(folder_.filePath("train/p2/bad.jpg"), {0xff, 0xd8, 0xff, 0xe0, 1, 2, 3});
  write(folder_.filePath("test/x9/a.png"), encodePng(faces->image(6)));
  write(folder_.filePath("test/x9/b.jpg"), encodeJpeg(faces->image(9), 85));
}

InspectedSet TestDataInspection::set(const char* name) const {
  InspectedSet made;
  made.name = name;
  made.origin = folder_.filePath(name).toStdString();
  made.source = openSource(sourceFromText(made.origin), Pool::Labelled);
  made.images.resize(made.source->size());
  std::iota(made.images.begin(), made.images.end(), std::int64_t{0});
  return made;
}

Json TestDataInspection::inspect(const std::vector<InspectedSet>& sets, std::int64_t most) const {
  InspectOptions options;
  options.survey.most = most;
  options.survey.threads = 2;
  return inspectSets(sets, options, {});
}

void TestDataInspection::countsAndShots() {
  const Json report = inspect({set("train")}).at("sets").at(0);
  QCOMPARE(report.at("images").get<int>(), 17);
  QCOMPARE(report.at("identities").get<int>(), 5);
  const Json& shots = report.at("shots");
  QCOMPARE(shots.at("min").get<int>(), 3);
  QCOMPARE(shots.at("max").get<int>(), 4);
  QCOMPARE(shots.at("median").get<int>(), 3);
  QCOMPARE(shots.at("histogram").dump(),
           std::string("[{\"shots\":3,\"identities\":3},{\"shots\":4,\"identities\":2}]"));
  QCOMPARE(report.at("sizes").size(), std::size_t{1});
  QCOMPARE(report.at("sizes").at(0).at("images").get<int>(), 17);
  QCOMPARE(report.at("probes").at("colour").at("verdict").get<std::string>(), std::string("rgb"));
}

void TestDataInspection::listsDamagedFiles() {
  // The folder leaves damaged files out when it is opened, and says so; a list of many would not.
  const Json report = inspect({set("train")}).at("sets").at(0);
  QVERIFY(QString::fromStdString(report.at("warnings").dump()).contains("bad.jpg"));
}

void TestDataInspection::findsPlantedDuplicates() {
  const Json duplicates = inspect({set("train")}).at("sets").at(0).at("duplicates");
  const Json& exact = duplicates.at("exact");
  QCOMPARE(exact.at("groups").get<int>(), 1);
  QCOMPARE(exact.at("across_identities").get<int>(), 1);
  QCOMPARE(exact.at("listed").at(0).size(), std::size_t{2});
  const Json& near = duplicates.at("near");
  QCOMPARE(near.at("groups").get<int>(), 1);
  QCOMPARE(near.at("across_identities").get<int>(), 0);
  QCOMPARE(near.at("listed").at(0).at(0).at("identity").get<std::string>(), std::string("p1"));
}

void TestDataInspection::findsPlantedLeakage() {
  const Json report = inspect({set("train"), set("test")});
  const Json& overlap = report.at("overlaps").at(0);
  QCOMPARE(overlap.at("names_compared").get<bool>(), true);
  QCOMPARE(overlap.at("shared_names").get<int>(), 0);
  QCOMPARE(overlap.at("exact").at("pairs").get<int>(), 1);
  QCOMPARE(overlap.at("near").at("pairs").get<int>(), 1);
  QCOMPARE(overlap.at("linked_identities").get<int>(), 2);
  QCOMPARE(overlap.at("same_source").get<bool>(), false);
  QVERIFY(!report.at("warnings").empty());
}

void TestDataInspection::knowsNestedSubsets() {
  const InspectedSet whole = set("train");
  InspectedSet part = whole;
  part.name = "part";
  part.images = {0, 3, 5};
  const Json overlap = inspect({part, whole}).at("overlaps").at(0);
  QCOMPARE(overlap.at("same_source").get<bool>(), true);
  QCOMPARE(overlap.at("shared_files").get<int>(), 3);
  QCOMPARE(overlap.at("first_in_second").get<bool>(), true);
  QCOMPARE(overlap.at("second_in_first").get<bool>(), false);
}

void TestDataInspection::looksAtSomeOnly() {
  const Json checked = inspect({set("train")}, 5).at("sets").at(0).at("checked");
  QCOMPARE(checked.at("images").get<int>(), 5);
  QCOMPARE(checked.at("complete").get<bool>(), false);
}

QTEST_APPLESS_MAIN(TestDataInspection)
#include "test_data_inspection.moc"

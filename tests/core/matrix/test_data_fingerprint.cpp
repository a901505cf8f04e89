// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

#include "core/matrix/data_fingerprint.h"

using lafs::DataFingerprints;
using lafs::ExperimentSpec;
using lafs::StageKind;

class TestDataFingerprint : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void dependsOnTheImages_data();
  void dependsOnTheImages();
  void remembersLargeFolders();
  void readsPairsFiles();
  void followsRecordsListsAndUnions();
  void followsTheSubsetsIndex();
  void saysWhatIsMissing();

 private:
  void write(const QString& name, const QByteArray& bytes);
  std::string fingerprint(std::int64_t rememberedFrom = 1000);

  std::unique_ptr<QTemporaryDir> folder_;
  QString faces_;
};

void TestDataFingerprint::init() {
  folder_ = std::make_unique<QTemporaryDir>();
  faces_ = folder_->filePath("faces");
  for (int identity = 0; identity < 5; ++identity) {
    for (int image = 0; image < 4; ++image) {
      write(QString("s%1/%2.pgm").arg(identity).arg(image),
            QByteArray(10000, static_cast<char>('a' + identity * 4 + image)));
    }
  }
}

void TestDataFingerprint::write(const QString& name, const QByteArray& bytes) {
  const QString path = faces_ + '/' + name;
  QVERIFY(QDir().mkpath(QFileInfo(path).path()));
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(file.write(bytes), bytes.size());
}

std::string TestDataFingerprint::fingerprint(std::int64_t rememberedFrom) {
  DataFingerprints fingerprints(folder_->filePath("cache.json").toStdString(), rememberedFrom);
  ExperimentSpec spec;
  spec.data.source = "folder";
  spec.data.root = faces_.toStdString();
  std::vector<lafs::Problem> problems;
  const lafs::Json json = fingerprints.of(spec, StageKind::Pretrain, problems);
  return problems.empty() ? json.at("images").at("fingerprint").get<std::string>() : "missing";
}

void TestDataFingerprint::dependsOnTheImages_data() {
  QTest::addColumn<int>("change");
  QTest::addColumn<bool>("differs");
  QTest::newRow("nothing") << 0 << false;
  QTest::newRow("image added") << 1 << true;
  QTest::newRow("image removed") << 2 << true;
  QTest::newRow("image renamed") << 3 << true;
  QTest::newRow("size changed") << 4 << true;
  QTest::newRow("first bytes changed") << 5 << true;
  QTest::newRow("last bytes changed") << 6 << true;
  QTest::newRow("a text file added") << 7 << false;
  QTest::newRow("folder moved") << 8 << false;
}

void TestDataFingerprint::dependsOnTheImages() {
  QFETCH(int, change);
  QFETCH(bool, differs);
  const std::string before = fingerprint();
  QCOMPARE(before.size(), std::size_t{16});
  QByteArray bytes(10000, 'a');
  if (change == 1) write("s0/9.pgm", "x");
  if (change == 2) QVERIFY(QFile::remove(faces_ + "/s0/0.pgm"));
  if (change == 3) QVERIFY(QFile::rename(faces_ + "/s0/0.pgm", faces_ + "/s0/7.pgm"));
  if (change == 4) write("s0/0.pgm", bytes + 'a');
  if (change == 5) write("s0/0.pgm", 'b' + bytes.mid(1));
  if (change == 6) write("s0/0.pgm", bytes.chopped(1) + 'b');
  if (change == 7) write("README.txt", "hello");
  if (change == 8) {
    QVERIFY(QDir().rename(faces_, folder_->filePath("moved")));
    faces_ = folder_->filePath("moved");
  }
  QCOMPARE(fingerprint() != before, differs);
}

void TestDataFingerprint::remembersLargeFolders() {
  const QString cache = folder_->filePath("cache.json");
  const std::string small = fingerprint();
  QVERIFY(!QFile::exists(cache));  // few files are simply looked at again
  QCOMPARE(fingerprint(10), small);
  QFile file(cache);
  QVERIFY(file.open(QIODevice::ReadOnly));
  lafs::Json json = lafs::Json::parse(file.readAll().toStdString());
  file.close();
  QCOMPARE(json.size(), std::size_t{1});
  // A mark in the cache shows that it is what answers.
  json.begin().value()["data"]["fingerprint"] = "from the cache";
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(QByteArray::fromStdString(json.dump()));
  file.close();
  QCOMPARE(fingerprint(10), "from the cache");
  QTest::qWait(20);  // modification times have a grain
  write("s3/9.pgm", "x");
  QVERIFY(fingerprint(10) != "from the cache");
  QVERIFY(fingerprint(10) != small);
}

void TestDataFingerprint::readsPairsFiles() {
  write("../pairs.txt", "1 2\n");
  DataFingerprints fingerprints(folder_->filePath("cache.json").toStdString());
  ExperimentSpec spec;
  const std::string path = folder_->filePath("pairs.txt").toStdString();
  spec.evaluate.protocols = {"frontal", "pairs:" + path};
  std::vector<lafs::Problem> problems;
  const lafs::Json before = fingerprints.of(spec, StageKind::Evaluate, problems);
  QVERIFY(problems.empty());
  QCOMPARE(before.at("renderer").get<int>(), lafs::kSyntheticRendererVersion);
  QCOMPARE(before.at("pairs").size(), std::size_t{1});
  write("../pairs.txt", "1 3\n");
  QVERIFY(fingerprints.of(spec, StageKind::Evaluate, problems).dump() != before.dump());
  QVERIFY(!fingerprints.of(spec, StageKind::Pretrain, problems).contains("pairs"));
}

void TestDataFingerprint::saysWhatIsMissing() {
  QVERIFY(QDir(faces_).removeRecursively());
  QCOMPARE(fingerprint(), "missing");
  QVERIFY(QDir().mkpath(faces_));
  QCOMPARE(fingerprint(), "missing");  // a folder without images is no data
}

void TestDataFingerprint::followsRecordsListsAndUnions() {
  const auto of = [this](const lafs::DataSpec& data) {
    DataFingerprints fingerprints(folder_->filePath("cache.json").toStdString());
    ExperimentSpec spec;
    spec.data = data;
    std::vector<lafs::Problem> problems;
    const lafs::Json json = fingerprints.of(spec, StageKind::Finetune, problems);
    return problems.empty() ? json.dump() : "problem: " + problems.front().text();
  };
  write("train.rec", QByteArray(300000, 'r'));
  write("train.idx", "0\t0\n");
  write("list.csv", "s0/0.pgm,x\ns1/1.pgm,y\n");
  lafs::DataSpec record, list, both;
  record.source = "recordio";
  record.root = (faces_ + "/train.rec").toStdString();
  list.source = "list";
  list.list = (faces_ + "/list.csv").toStdString();
  both.source = "union";
  both.parts = {"recordio:" + record.root, "list:" + list.list};
  const std::string first[] = {of(record), of(list), of(both)};
  for (const std::string& text : first)
    QVERIFY2(text.find("fingerprint") != text.npos, text.c_str());
  // The folder of a record is the record.
  lafs::DataSpec folder = record;
  folder.root = faces_.toStdString();
  QCOMPARE(of(folder), first[0]);

  write("s1/1.pgm", QByteArray(10000, 'z'));  // the list is the same, the picture is not
  QVERIFY(of(list) != first[1]);
  QVERIFY(of(both) != first[2]);
  const std::string second = of(both);
  write("train.idx", "0\t0\n1\t4\n");
  QVERIFY(of(record) != first[0]);
  QVERIFY(of(both) != second);
  const std::string third = of(both);
  both.parts[0] += "?colour=bgr";
  QVERIFY(of(both) != third);
  record.root += ".none";
  QVERIFY(of(record).rfind("problem: ", 0) == 0);
}

void TestDataFingerprint::followsTheSubsetsIndex() {
  const QString path = folder_->filePath("index.lst");
  const auto of = [&](StageKind stage) {
    DataFingerprints fingerprints(folder_->filePath("cache.json").toStdString());
    ExperimentSpec spec;
    spec.pretrain.subset.index = path.toStdString();
    std::vector<lafs::Problem> problems;
    return fingerprints.of(spec, stage, problems).dump();
  };
  const auto writeIndex = [&](const QByteArray& text) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
  };
  writeIndex("0\t0\ta\n");
  const std::string before = of(StageKind::Pretrain), other = of(StageKind::Finetune);
  writeIndex("1\t0\tb\n");
  QVERIFY(of(StageKind::Pretrain) != before);
  QCOMPARE(of(StageKind::Finetune), other);
}

QTEST_GUILESS_MAIN(TestDataFingerprint)
#include "test_data_fingerprint.moc"

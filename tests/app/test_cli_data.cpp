// SPDX-License-Identifier: GPL-3.0-or-later
// The verb `data` as a user types it: both programs, one small folder of synthetic faces.
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/json.h"
#include "core/config/source_text.h"
#include "core/data/face_source.h"
#include "core/image/codec.h"

using namespace lafs;

class TestCliData : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void packsAndUnpacks();
  void writesSubsets();
  void alignsWholePictures();
  void inspects();
  void saysWhatIsWrong();

 private:
  Json run(const QStringList& words, int code = 0);
  QString path(const char* name) const { return folder_.filePath(name); }
  QTemporaryDir folder_;
  QByteArray said_;
};

void TestCliData::initTestCase() {
  const auto faces =
      openSource(sourceFromText("synthetic:?identities=6&images_per_identity=4"), Pool::Labelled);
  for (std::int64_t i = 0; i < faces->size(); ++i) {
    const auto bytes = encodeJpeg(faces->image(i), 92);
    const QString name = QString("faces/p%1/%2.jpg").arg(faces->label(i)).arg(i);
    QDir().mkpath(QFileInfo(folder_.filePath(name)).path());
    QFile file(folder_.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size()));
  }
}

Json TestCliData::run(const QStringList& words, int code) {
  QProcess process;
  process.setWorkingDirectory(folder_.path());
  process.start(LAFS_WORKBENCH_PROGRAM,
                QStringList{"--batch", "data"} + words + QStringList{"--json"});
  if (!process.waitForFinished(120000)) qFatal("data does not end");
  said_ = process.readAllStandardError();
  const QByteArray out = process.readAllStandardOutput();
  if (process.exitCode() != code) qWarning("%s%s", said_.constData(), out.constData());
  return process.exitCode() == code ? Json::parse(out.toStdString(), nullptr, false)
                                    : Json(Json::value_t::discarded);
}

void TestCliData::packsAndUnpacks() {
  const Json packed = run({"pack", "faces", "-o", "faces.rec"});
  QVERIFY(packed.is_object());
  QCOMPARE(packed.at("images").get<int>(), 24);
  QCOMPARE(packed.at("copied").get<int>(), 24);
  const Json unpacked = run({"pack", "faces.rec", "-o", "back"});
  QVERIFY(unpacked.is_object());
  QCOMPARE(unpacked.at("identities").get<int>(), 6);
  QFile before(path("faces/p3/13.jpg")), after(path("back/p3/13.jpg"));
  QVERIFY(before.open(QIODevice::ReadOnly) && after.open(QIODevice::ReadOnly));
  QCOMPARE(after.readAll(), before.readAll());
}

void TestCliData::writesSubsets() {
  const Json manifest =
      run({"subset", "faces", "-o", "subsets", "--fractions", "0.5,1", "--shots", "1,2,all",
           "--pretrain-shots", "1,4", "--pretrain-from", "1", "--random", "10"});
  QVERIFY(manifest.is_object());
  QCOMPARE(manifest.at("subsets").size(), std::size_t{6 + 2 + 1});
  QVERIFY(QFile::exists(path("subsets/fewshot-50pct-2shot.lst")));
  QVERIFY(QFile::exists(path("subsets/manifest.sha256")));
}

void TestCliData::alignsWholePictures() {
  const Json result = run({"align", "faces", "-o", "aligned", "--whole", "--size", "56"});
  QVERIFY(result.is_object());
  QCOMPARE(result.at("aligned").get<int>(), 24);
  QVERIFY(QFile::exists(path("aligned/p0/0.png")));
  QCOMPARE(
      run({"align", "faces", "-o", "aligned", "--whole", "--size", "56"}).at("reused").get<int>(),
      24);
}

void TestCliData::inspects() {
  QVERIFY(run({"pack", "faces", "-o", "again.rec", "--layout", "plain"}).is_object());
  QVERIFY(run({"subset", "faces", "-o", "few", "--fractions", "1", "--shots", "1,2", "--random",
               "0", "--pretrain-shots", "none"})
              .is_object());
  const Json report =
      run({"inspect", "faces", "again.rec", "--index", "few/fewshot-100pct-1shot.lst", "--index",
           "few/fewshot-100pct-2shot.lst"});
  QVERIFY(report.is_object());
  QCOMPARE(report.at("sets").size(), std::size_t{4});
  QCOMPARE(report.at("sets").at(0).at("images").get<int>(), 24);
  QCOMPARE(report.at("overlaps").size(), std::size_t{6});
  const Json& record = report.at("overlaps").at(0);
  QCOMPARE(record.at("exact").at("first_images").get<int>(), 24);
  QCOMPARE(record.at("linked_identities").get<int>(), 6);
  QVERIFY(record.at("shared_names").is_null());  // a record only numbers its people
  const Json& shots = report.at("overlaps").at(5);
  QCOMPARE(shots.at("first_in_second").get<bool>(), true);
  QCOMPARE(shots.at("second_in_first").get<bool>(), false);
}

void TestCliData::saysWhatIsWrong() {
  QVERIFY(run({"inspekt", "faces"}, 2).contains("problems"));
  QVERIFY(said_.contains("did you mean inspect?"));
  run({"inspect", "nowhere"}, 2);
  QVERIFY2(said_.contains("nowhere"), said_.constData());
  run({"pack", "faces", "-o", "faces"}, 2);
  QVERIFY(said_.contains(".rec"));
  run({"align", "faces", "-o", "x"}, 2);
  QVERIFY(said_.contains("--detector"));
  run({"subset", "faces", "-o", "x", "--fractions", "2"}, 2);
  QVERIFY(said_.contains("--fractions"));
}

QTEST_GUILESS_MAIN(TestCliData)
#include "test_cli_data.moc"

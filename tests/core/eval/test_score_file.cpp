// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/score_file.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/formats/safetensors.h"

using namespace lafs;

namespace {

ScoreFile example() {
  ScoreFile scores;
  scores.protocol = "pairs:lfw_pairs.txt";
  scores.unitKind = "identity";
  scores.score = {0.5, -0.25, 0.75};
  scores.same = {true, false, true};
  scores.first = {0, 1, 2};
  scores.second = {1, 2, 2};
  scores.items = {{"Ann/1", "/faces/Ann/1.jpg", 0}, {"Ann/2", "", 0}, {"Björk/1", "b.png", 1}};
  scores.units = 2;
  return scores;
}

}  // namespace

class TestScoreFile : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void whatIsWrittenIsRead() {
    QTemporaryDir folder;
    const std::string path = folder.filePath("scores.safetensors").toStdString();
    ScoreFile scores = example();
    scores.unlistedImpostors = {7, 0};
    writeScoreFile(path, scores);
    const ScoreFile read = readScoreFile(path);
    QCOMPARE(read.protocol, scores.protocol);
    QCOMPARE(read.unitKind, scores.unitKind);
    QCOMPARE(read.score, scores.score);
    QCOMPARE(read.same, scores.same);
    QCOMPARE(read.first, scores.first);
    QCOMPARE(read.second, scores.second);
    QCOMPARE(read.units, scores.units);
    QCOMPARE(read.unlistedImpostors, scores.unlistedImpostors);
    QCOMPARE(read.items.size(), scores.items.size());
    for (std::size_t i = 0; i < read.items.size(); ++i) {
      QCOMPARE(read.items[i].name, scores.items[i].name);
      QCOMPARE(read.items[i].picture, scores.items[i].picture);
      QCOMPARE(read.items[i].unit, scores.items[i].unit);
    }
    const PairScores pairs = read.pairScores();
    QCOMPARE(pairs.first, (std::vector<std::uint32_t>{0, 0, 1}));
    QCOMPARE(pairs.second, (std::vector<std::uint32_t>{0, 1, 1}));
    QCOMPARE(pairs.unlistedImpostors, scores.unlistedImpostors);
  }

  void scoresKeepEveryBit() {
    QTemporaryDir folder;
    const std::string path = folder.filePath("scores.safetensors").toStdString();
    ScoreFile scores = example();
    writeScoreFile(path, scores);
    QVERIFY(SafetensorsFile::open(path).view("score").dtype == Dtype::F32);
    scores.score[1] = 0.1;  // no float32 number
    writeScoreFile(path, scores);
    QVERIFY(SafetensorsFile::open(path).view("score").dtype == Dtype::F64);
    QCOMPARE(readScoreFile(path).score, scores.score);
  }

  void otherFilesAreRefused_data() {
    QTest::addColumn<QString>("what");
    for (const char* what : {"no metadata", "item out of range", "unit out of range",
                             "labels too short", "items without tab"}) {
      QTest::newRow(what) << what;
    }
  }

  void otherFilesAreRefused() {
    QFETCH(QString, what);
    QTemporaryDir folder;
    const std::string path = folder.filePath("scores.safetensors").toStdString();
    const std::vector<float> score = {0.5f, 0.25f};
    const std::vector<std::int32_t> first = {0, what == "item out of range" ? 1 : 0};
    const std::vector<std::int32_t> unit = {what == "unit out of range" ? 3 : 0};
    const std::vector<std::uint8_t> same = {1, 0};
    const std::string items = what == "items without tab" ? "a\n" : "a\t\n";
    const std::int64_t labels = what == "labels too short" ? 1 : 2;
    const auto bytes = static_cast<std::int64_t>(items.size());
    std::map<std::string, std::string> metadata = {
        {"format", "lafs-scores"}, {"version", "1"}, {"units", "1"}};
    if (what == "no metadata") metadata.clear();
    writeSafetensors(path,
                     {{"score", Dtype::F32, {2}, score.data()},
                      {"first", Dtype::I32, {2}, first.data()},
                      {"second", Dtype::I32, {2}, first.data()},
                      {"unit", Dtype::I32, {1}, unit.data()},
                      {"same", Dtype::U8, {labels}, same.data()},
                      {"items", Dtype::U8, {bytes}, items.data()}},
                     metadata);
    QVERIFY_EXCEPTION_THROWN(readScoreFile(path), UserError);
  }
};

QTEST_GUILESS_MAIN(TestScoreFile)
#include "test_score_file.moc"

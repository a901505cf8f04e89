// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/json.h"
#include "core/base/random_stream.h"
#include "core/eval/score_file.h"

using namespace lafs;

/// `compare` and what `evaluate` refuses, through the real program.
class TestCliCompare : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    writeRun("a", 0.0, 400);
    writeRun("b", 0.6, 400);
    writeRun("short", 0.0, 200);
  }

  void saysWhatChanged() {
    const Outcome outcome = batch({"compare", path("a"), path("b"), "--json", "--list", "3"});
    QCOMPARE(outcome.code, 0);
    const Json json = Json::parse(outcome.out.toStdString());
    QCOMPARE(json["pairs"].get<int>(), 400);
    QCOMPARE(json["measures"].size(), std::size_t{3});
    const Json& accuracy = json["measures"][0];
    QVERIFY(accuracy["difference"].get<double>() < 0);
    QVERIFY(accuracy["p_mcnemar"].get<double>() < 0.01);
    QCOMPARE(accuracy["broken_pairs"].size(), std::size_t{3});
    // 200 impostor pairs cannot tell a FAR of 0.01.
    QVERIFY(json["measures"][1]["below_floor"].get<bool>());
    QVERIFY(json["measures"][1]["interval"].is_null());
    QVERIFY(json["measures"][1]["p_mcnemar"].is_null());
    QVERIFY(!json["measures"][2]["below_floor"].get<bool>());
  }

  void printsATable() {
    const Outcome outcome = batch({"compare", path("a"), path("b"), "--protocol", "made.txt"});
    QCOMPARE(outcome.code, 0);
    for (const char* word :
         {"accuracy %", "p McNemar", "broken by B", "person 3/1", "no verdict"}) {
      QVERIFY2(outcome.out.contains(word), qPrintable(outcome.out));
    }
  }

  void refusesWhatCannotBeCompared_data() {
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("message");
    QTest::newRow("one run") << QStringList{"compare", path("a")} << "two runs";
    QTest::newRow("other pairs") << QStringList{"compare", path("a"), path("short")}
                                 << "same pairs";
    QTest::newRow("no such protocol")
        << QStringList{"compare", path("a"), path("b"), "--protocol", "lfw"} << "made.txt";
    QTest::newRow("no rate") << QStringList{"compare", path("a"), path("b"), "--far", "2"}
                             << "at most 1";
    QTest::newRow("checkpoint and scores")
        << QStringList{"evaluate", path("a"), "--scores", path("b"), "--protocol", "frontal"}
        << "needs one CHECKPOINT";
    QTest::newRow("unknown protocol")
        << QStringList{"validate", path("wrong.yaml")} << "expected frontal";
  }

  void refusesWhatCannotBeCompared() {
    QFETCH(QStringList, words);
    QFETCH(QString, message);
    writeFileAtomically(path("wrong.yaml").toStdString(), "evaluate: {protocols: [ijbd]}\n");
    const Outcome outcome = batch(words);
    QCOMPARE(outcome.code, 2);
    QVERIFY2((outcome.out + outcome.err).contains(message), qPrintable(outcome.out + outcome.err));
  }

 private:
  struct Outcome {
    int code = -1;
    QString out, err;
  };

  Outcome batch(QStringList words) const {
    words.prepend("--batch");
    QProcess process;
    process.start(LAFS_WORKBENCH_BINARY, words);
    if (!process.waitForFinished(30000)) return {};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
  }

  QString path(const char* name) const { return folder_.filePath(name); }

  /// Results of an evaluation: metrics.json and the scores.
  void writeRun(const char* name, double noise, std::uint32_t pairs) {
    QDir().mkpath(path(name));
    RandomStream shared({1}), own({2});
    ScoreFile file;
    file.protocol = "pairs:/data/made.txt";
    file.unitKind = "identity";
    file.units = 100;
    for (std::uint32_t item = 0; item < 200; ++item) {
      file.items.push_back(
          {"person " + std::to_string(item / 2) + '/' + std::to_string(item % 2 + 1), "",
           item / 2});
    }
    for (std::uint32_t k = 0; k < pairs; ++k) {
      const bool same = k % 2 == 0;
      const std::uint32_t person = k / 2 % 100;
      file.same.push_back(same);
      file.first.push_back(2 * person);
      file.second.push_back(same ? 2 * person + 1 : (2 * person + 3) % 200);
      file.score.push_back((same ? 0.5 : 0.1) + 0.15 * shared.normal() + noise * own.normal());
    }
    const std::string folder = path(name).toStdString();
    writeScoreFile(folder + "/scores-made.safetensors", file);
    const Json metrics{{"protocols",
                        {{{"name", file.protocol},
                          {"folds", 10},
                          {"tar_rule", "floor"},
                          {"scores", "scores-made.safetensors"},
                          {"tar_at_far", {{{"far", 0.01}}, {{"far", 0.1}}}}}}}};
    writeFileAtomically(folder + "/metrics.json", metrics.dump());
  }

  QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestCliCompare)
#include "test_cli_compare.moc"

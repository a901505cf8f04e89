// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/run/run_paths.h"

using lafs::parseRunFile;
using lafs::RunFileKind;
using lafs::RunPaths;
using lafs::RunsFolder;

class TestRunPaths : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void buildsAndParsesBack();
  void refusesOtherNames_data();
  void refusesOtherNames();
  void namesRuns();
  void refusesOtherRunNames_data();
  void refusesOtherRunNames();
  void namesPlans();
};

namespace {

/// The part of `path` behind the run directory.
std::string inside(const std::string& path) {
  return path.substr(std::string("/r/run/").size());
}

}  // namespace

void TestRunPaths::buildsAndParsesBack() {
  const RunPaths paths("/r/run");
  const std::pair<std::string, RunFileKind> files[] = {
      {paths.spec(), RunFileKind::Spec},
      {paths.stage(), RunFileKind::Stage},
      {paths.job(), RunFileKind::Job},
      {paths.provenance(), RunFileKind::Provenance},
      {paths.status(), RunFileKind::Status},
      {paths.metrics(), RunFileKind::Metrics},
      {paths.log(), RunFileKind::Log},
      {paths.workerLog(), RunFileKind::WorkerLog},
      {paths.result("metrics.json"), RunFileKind::Result},
      {paths.request("stop"), RunFileKind::Request},
      {paths.request("preview"), RunFileKind::Request},
  };
  for (const auto& [path, kind] : files) {
    const auto parsed = parseRunFile(inside(path));
    QVERIFY2(parsed.has_value(), path.c_str());
    QVERIFY2(parsed->kind == kind, path.c_str());
  }
  for (const std::int64_t number : {1ll, 42ll, 99999999ll, 100000000ll, 123456789012ll}) {
    const auto claim = parseRunFile(inside(paths.claim(number)));
    QVERIFY(claim && claim->kind == RunFileKind::Claim);
    QCOMPARE(claim->number, number);
    const auto checkpoint = parseRunFile(inside(paths.checkpoint(number)));
    QVERIFY(checkpoint && checkpoint->kind == RunFileKind::Checkpoint);
    QCOMPARE(checkpoint->number, number);
    const auto rankLog = parseRunFile(inside(paths.rankLog(number)));
    QVERIFY(rankLog && rankLog->kind == RunFileKind::RankLog);
    QCOMPARE(rankLog->number, number);
  }
  QCOMPARE(inside(paths.checkpointMark(120)), "checkpoints/step-00000120/complete.json");
  const auto preview = parseRunFile("previews/step-00000120_faces.png");
  QVERIFY(preview && preview->kind == RunFileKind::Preview);
  QCOMPARE(preview->number, 120);
}

void TestRunPaths::refusesOtherNames_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"",
                           ".",
                           "..",
                           "/",
                           "spec",
                           "Spec.yaml",
                           "spec.yaml~",
                           "rank-00.log",
                           "rank-1.log",
                           "rank-.log",
                           "rank-001.log",
                           "spec.yml",
                           " spec.yaml",
                           ".spec.yaml.12.0.tmp",
                           "status.json.tmp",
                           "metrics.json",
                           "log",
                           "claims",
                           "claims/",
                           "claims/1.json",
                           "claims/000000.json",
                           "claims/000001",
                           "claims/000001.json.tmp",
                           "claims/-00001.json",
                           "claims/0000001.json",
                           "claims/00000a.json",
                           "claims/+00001.json",
                           "claims/.000001.json.7.0.tmp",
                           "checkpoints/step-120",
                           "checkpoints/step-0000012a",
                           "checkpoints/step-000000120",
                           "checkpoints/step-",
                           "checkpoints/Step-00000120",
                           "checkpoints/step--0000120",
                           "checkpoints/step-00000120/",
                           "checkpoints/step-00000120/x",
                           "checkpoints/.step-00000120",
                           "checkpoints/step-99999999999999999999",
                           "previews/x.png",
                           "previews/step-00000120",
                           "previews/.step-00000120.png",
                           "results/",
                           "results/.metrics.json",
                           "results/a/b",
                           "results/../spec.yaml",
                           "control/",
                           "control/Stop",
                           "control/stop.json",
                           "control/halt",
                           "other/spec.yaml",
                           "./spec.yaml",
                           "/spec.yaml"}) {
    QTest::newRow(*name ? name : "empty") << QString(name);
  }
}

void TestRunPaths::refusesOtherNames() {
  QFETCH(QString, name);
  QVERIFY(!parseRunFile(name.toStdString()));
}

void TestRunPaths::namesRuns() {
  const std::string key = "0123456789abcdef";
  for (const lafs::StageKind stage : {lafs::StageKind::Landmark, lafs::StageKind::Pretrain,
                                      lafs::StageKind::Finetune, lafs::StageKind::Evaluate}) {
    const auto parsed = lafs::parseRunName(lafs::runName(stage, key));
    QVERIFY(parsed);
    QVERIFY(parsed->stage == stage);
    QCOMPARE(parsed->key, key);
  }
  QCOMPARE(lafs::runName(lafs::StageKind::Pretrain, key), "pretrain-0123456789abcdef");
}

void TestRunPaths::refusesOtherRunNames_data() {
  QTest::addColumn<QString>("name");
  for (const char* name :
       {"", "pretrain", "pretrain-", "pretrain-0123456789abcde", "pretrain-0123456789abcdef0",
        "pretrain-0123456789ABCDEF", "Pretrain-0123456789abcdef", "pretrain_0123456789abcdef",
        "pretrain-0123456789abcdeg", "train-0123456789abcdef", "pretrain--123456789abcdef",
        ".pretrain-0123456789abcdef", "pretrain-0123456789abcdef/",
        "pretrain-0123456789abcdef.old"}) {
    QTest::newRow(*name ? name : "empty") << QString(name);
  }
}

void TestRunPaths::refusesOtherRunNames() {
  QFETCH(QString, name);
  QVERIFY(!lafs::parseRunName(name.toStdString()));
}

void TestRunPaths::namesPlans() {
  const RunsFolder runs("runs/");
  QCOMPARE(runs.plan("quick start/ä", 12), "runs/.plans/quick_start___-12.json");
  QCOMPARE(runs.plan("", 7), "runs/.plans/experiment-7.json");
  QVERIFY(lafs::isPlanName("quickstart-12.json"));
  QVERIFY(!lafs::isPlanName("quickstart-12.json.stop"));
  QVERIFY(!lafs::isPlanName(RunsFolder::orderRequestOf("quickstart-12.json")));
  QVERIFY(!lafs::isPlanName(".quickstart-12.json.7.0.tmp"));
}

QTEST_GUILESS_MAIN(TestRunPaths)
#include "test_run_paths.moc"

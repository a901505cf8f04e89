// SPDX-License-Identifier: GPL-3.0-or-later
// The quickstart's graph at a size of seconds, through the real programs: every stage runs, results
// are in the document, and asking again reuses all of them.
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/json.h"
#include "tests/support/test_paths.h"

using lafs::Json;

namespace {

/// The quickstart with hardly any data: the code paths of the method, not its quality.
QStringList smallQuickstart(const QString& runs) {
  const QString file =
      QString::fromStdString(lafs::test::sourceDir()) + "/experiments/quickstart.yaml";
  QStringList arguments = {"--batch", "run", file, "--runs", runs, "--json"};
  for (const char* setting :
       {"data.identities=8", "data.images_per_identity=4", "pretrain.data.identities=24",
        "pretrain.epochs=2", "pretrain.batch_size=8", "pretrain.head_outputs=64",
        "landmark.train.epochs=2", "landmark.train.batch_size=8", "finetune.train.epochs=2",
        "finetune.train.warmup_epochs=1", "finetune.train.batch_size=8",
        "evaluate.data.identities=20", "evaluate.data.images_per_identity=3",
        "runtime.threads=1"}) {
    arguments << "--set" << setting;
  }
  return arguments;
}

struct Answer {
  int exitCode = -1;
  Json document;
  QByteArray errors;
  qint64 milliseconds = 0;
};

Answer ask(const QStringList& arguments) {
  QElapsedTimer timer;
  timer.start();
  QProcess program;
  program.start(LAFS_WORKBENCH_PROGRAM, arguments);
  Answer answer;
  if (!program.waitForFinished(500 * 1000)) return answer;
  answer.milliseconds = timer.elapsed();
  answer.exitCode = program.exitCode();
  answer.errors = program.readAllStandardError();
  answer.document = Json::parse(program.readAllStandardOutput().toStdString(), nullptr, false);
  return answer;
}

}  // namespace

class TestWholeMethod : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyStageRunsOnceAndIsReused() {
    QTemporaryDir runs;
    const Answer first = ask(smallQuickstart(runs.path()));
    QVERIFY2(first.exitCode == 0, first.errors.constData());
    QVERIFY(!first.document.is_discarded());
    QStringList kinds;
    for (const Json& stage : first.document["stages"]) {
      QCOMPARE(stage["state"].get<std::string>(), std::string("done"));
      QVERIFY(!stage["reused"].get<bool>());
      kinds << QString::fromStdString(stage["stage"].get<std::string>());
    }
    // Three cells share the landmark stage and one pretraining.
    QCOMPARE(kinds.count("landmark"), 1);
    QCOMPARE(kinds.count("pretrain"), 1);
    QCOMPARE(kinds.count("finetune"), 3);
    QVERIFY(first.document["results"].size() >= 3);
    for (const Json& result : first.document["results"]) {
      for (const Json& protocol : result["metrics"]["protocols"]) {
        const double accuracy = protocol["accuracy"].get<double>();
        QVERIFY(accuracy >= 0.2 && accuracy <= 1);
      }
    }

    const Answer second = ask(smallQuickstart(runs.path()));
    QCOMPARE(second.exitCode, 0);
    for (const Json& stage : second.document["stages"]) QVERIFY(stage["reused"].get<bool>());
    QCOMPARE(second.document["results"].dump(), first.document["results"].dump());
  }
};

QTEST_GUILESS_MAIN(TestWholeMethod)
#include "test_whole_method.moc"

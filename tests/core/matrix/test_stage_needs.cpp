// SPDX-License-Identifier: GPL-3.0-or-later
#include <QStringList>
#include <QTest>

#include "core/matrix/stage_needs.h"

using lafs::ExperimentSpec;

class TestStageNeeds : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void choosesStages_data();
  void choosesStages();
};

namespace {

/// "landmark", "pretrain<landmark", "evaluate:finetune<finetune".
QStringList described(const ExperimentSpec& spec) {
  QStringList all;
  for (const lafs::NeededStage& needed : lafs::neededStages(spec)) {
    QString text = lafs::stageName(needed.stage);
    if (!needed.subject.empty()) text += ':' + QString::fromStdString(needed.subject);
    QStringList inputs;
    for (const lafs::StageKind input : needed.inputs) inputs << lafs::stageName(input);
    if (!inputs.isEmpty()) text += '<' + inputs.join('+');
    all << text;
  }
  return all;
}

}  // namespace

void TestStageNeeds::choosesStages_data() {
  QTest::addColumn<QString>("preset");
  QTest::addColumn<QString>("method");
  QTest::addColumn<QString>("start");
  QTest::addColumn<QString>("source");
  QTest::addColumn<QString>("loss");
  QTest::addColumn<QStringList>("evaluated");
  QTest::addColumn<QStringList>("expected");
  const auto row = [](const char* name, const char* preset, const char* method, const char* start,
                      const char* source, const char* loss, const QStringList& evaluated,
                      const QStringList& expected) {
    QTest::newRow(name) << QString(preset) << QString(method) << QString(start) << QString(source)
                        << QString(loss) << evaluated << expected;
  };
  row("whole method", "mini", "lafs", "pretrain", "landmark", "cosface", {"finetune"},
      {"landmark", "pretrain<landmark", "finetune<landmark+pretrain",
       "evaluate:finetune<finetune"});
  row("every stage evaluated", "mini", "lafs", "pretrain", "landmark", "cosface",
      {"landmark", "pretrain", "finetune"},
      {"landmark", "pretrain<landmark", "finetune<landmark+pretrain", "evaluate:landmark<landmark",
       "evaluate:pretrain<pretrain", "evaluate:finetune<finetune"});
  row("no fine-tuning: the teacher itself", "mini", "lafs", "pretrain", "landmark", "none",
      {"finetune"}, {"landmark", "pretrain<landmark", "evaluate:pretrain<pretrain"});
  row("the teacher, once", "mini", "lafs", "pretrain", "landmark", "none", {"pretrain", "finetune"},
      {"landmark", "pretrain<landmark", "evaluate:pretrain<pretrain"});
  row("all random", "mini", "lafs", "scratch", "scratch", "cosface", {"finetune"},
      {"finetune", "evaluate:finetune<finetune"});
  row("random but for the landmark CNN", "mini", "lafs", "scratch", "landmark", "cosface",
      {"finetune"}, {"landmark", "finetune<landmark", "evaluate:finetune<finetune"});
  row("scratch has no pretraining to evaluate", "mini", "lafs", "scratch", "scratch", "cosface",
      {"landmark", "pretrain", "finetune"},
      {"landmark", "finetune", "evaluate:landmark<landmark", "evaluate:finetune<finetune"});
  row("no pretraining", "mini", "none", "pretrain", "landmark", "cosface", {"finetune"},
      {"landmark", "finetune<landmark", "evaluate:finetune<finetune"});
  row("DINO on Part fViT", "mini", "dino", "pretrain", "scratch", "cosface", {"finetune"},
      {"landmark", "pretrain<landmark", "finetune<pretrain", "evaluate:finetune<finetune"});
  row("DINO on fViT", "fvit-mini", "dino", "pretrain", "landmark", "cosface",
      {"landmark", "finetune"}, {"pretrain", "finetune<pretrain", "evaluate:finetune<finetune"});
  row("IResNet from scratch", "iresnet-18", "none", "pretrain", "landmark", "arcface", {"finetune"},
      {"finetune", "evaluate:finetune<finetune"});
  row("nothing evaluated", "fvit-mini", "none", "scratch", "scratch", "cosface", {}, {"finetune"});
}

void TestStageNeeds::choosesStages() {
  QFETCH(QString, preset);
  QFETCH(QString, method);
  QFETCH(QString, start);
  QFETCH(QString, source);
  QFETCH(QString, loss);
  QFETCH(QStringList, evaluated);
  QFETCH(QStringList, expected);
  ExperimentSpec spec;
  spec.model.preset = preset.toStdString();
  spec.pretrain.method = method.toStdString();
  spec.finetune.start = start.toStdString();
  spec.finetune.landmarkSource = source.toStdString();
  spec.finetune.train.loss = loss.toStdString();
  spec.evaluate.stages.clear();
  for (const QString& stage : evaluated) spec.evaluate.stages.push_back(stage.toStdString());
  QCOMPARE(described(spec), expected);
}

QTEST_GUILESS_MAIN(TestStageNeeds)
#include "test_stage_needs.moc"

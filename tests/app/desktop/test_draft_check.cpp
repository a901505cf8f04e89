// SPDX-License-Identifier: GPL-3.0-or-later
// What the new-run screen says of a draft: places of problems, plan, costs against plain sums.
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "app/desktop/draft_check.h"
#include "app/desktop/draft_presets.h"
#include "app/desktop/failure_causes.h"
#include "core/config/model_shape.h"
#include "tests/support/test_paths.h"

using namespace lafs;

class TestDraftCheck : public QObject {
  Q_OBJECT

 private:
  DraftCheck check(const std::string& text) {
    return checkDraft(text, folder_.filePath("drafts/draft.yaml").toStdString(),
                      folder_.filePath("runs").toStdString(), {});
  }
  QTemporaryDir folder_;

 private Q_SLOTS:
  void problemsNameTheirPlaceInTheDraft() {
    const DraftCheck found = check("name: x\nfinetune:\n  train:\n    epochs: many\n    lose: 1\n");
    QVERIFY(!found.resolved);
    QCOMPARE(found.problems.size(), std::size_t(2));
    QCOMPARE(found.problems[0].where, std::string("draft:4:13"));
    QVERIFY(found.problems[1].where.rfind("draft:5", 0) == 0);
  }

  void theDraftIsKept() {
    check("name: kept\n");
    QFile draft(folder_.filePath("drafts/draft.yaml"));
    QVERIFY(draft.open(QIODevice::ReadOnly));
    QCOMPARE(draft.readAll(), QByteArray("name: kept\n"));
  }

  void everyPresetOfTheTreeResolves() {
    const auto presets = draftPresets(QString::fromStdString(test::sourceDir()) + "/experiments");
    QVERIFY(presets.size() >= 5);
    QCOMPARE(presets.front().title, QString("quickstart"));
    for (const DraftPreset& preset : presets) {
      const DraftCheck found = check(preset.text.toStdString());
      QVERIFY2(found.resolved,
               qPrintable(preset.title + ": " +
                          QString::fromStdString(
                              found.problems.empty() ? std::string() : found.problems[0].text())));
    }
  }

  void theQuickstartIsPlannedWithCosts() {
    const auto presets = draftPresets(QString::fromStdString(test::sourceDir()) + "/experiments");
    const DraftCheck found = check(presets.front().text.toStdString());
    QVERIFY(found.problems.empty());
    QVERIFY(found.stages.size() >= 6);
    for (const DraftStage& stage : found.stages) {
      QVERIFY(!stage.reused);
      QVERIFY(!stage.reason.empty());
      QVERIFY(!stage.seconds);  // nothing was measured here
      QVERIFY(stage.costs.parameters > 0);
    }
  }

  void theClassHeadIsCountedExactly() {
    ExperimentSpec spec;
    spec.finetune.classCount = "fixed";
    spec.finetune.fixedClasses = 205990;
    const ModelShape shape = resolveModel(spec.model);
    std::int64_t network = 0;
    for (const LayerCost& layer : layerCosts(shape)) network += layer.parameters;
    const StageCosts costs = stageCosts(spec, StageKind::Finetune);
    QCOMPARE(costs.headParameters, 205990 * shape.dim);
    QCOMPARE(costs.parameters, network + 205990 * shape.dim);
    // weight, gradient and two AdamW moments of 4 bytes, logits and their gradient
    const double head = 205990.0 * static_cast<double>(shape.dim) * 16;
    const double logits = 2.0 * static_cast<double>(spec.finetune.train.batchSize) * 205990 * 4;
    QCOMPARE(costs.headBytes, head + logits);
    QVERIFY(costs.memoryBytes > costs.headBytes + static_cast<double>(network) * 16);
  }

  void timesFollowMeasuredRates() {
    ExperimentSpec spec;
    spec.data.identities = 100;
    spec.data.imagesPerIdentity = 4;
    const StageCosts costs = stageCosts(spec, StageKind::Finetune);
    auto row = std::make_shared<RunRow>();
    row->name = runName(StageKind::Finetune, "0123456789abcdef");
    row->identity = parseRunName(row->name);
    row->spec = std::make_shared<const SpecValues>(SpecValues{{"data.source", "synthetic"},
                                                              {"data.identities", "100"},
                                                              {"data.images_per_identity", "4"}});
    row->progress.step = 200;
    row->progress.steps = 400;
    row->seconds = 1000;  // for the first half
    const DraftCheck found = checkDraft(
        "data: {source: synthetic, identities: 200, images_per_identity: 4}\n"
        "pretrain: {method: none}\nfinetune: {start: scratch, landmark_source: scratch, "
        "landmark_mode: trainable}\n",
        folder_.filePath("drafts/draft.yaml").toStdString(), folder_.filePath("runs").toStdString(),
        {row});
    QVERIFY2(found.problems.empty(),
             found.problems.empty() ? "" : found.problems[0].text().c_str());
    bool seen = false;
    for (const DraftStage& stage : found.stages) {
      if (stage.kind != StageKind::Finetune) continue;
      seen = true;
      QVERIFY(stage.seconds.has_value());
      // Twice the images of a run that takes 2000 s; the head of twice the classes adds a little.
      const double ratio = stage.costs.trainMultiplyAdds / costs.trainMultiplyAdds;
      QVERIFY(stage.seconds->least < 4000 * ratio && 4000 * ratio < stage.seconds->most);
    }
    QVERIFY(seen);
  }

  void knowsTheUsualFailures() {
    QVERIFY(failureCause("DefaultCPUAllocator: can't allocate memory").next.find("halve") !=
            std::string::npos);
    QVERIFY(failureCause("loss is nan at step 3").next.find("learning rate") != std::string::npos);
    QVERIFY(failureCause("write: No space left on device").next.find("space") != std::string::npos);
    QVERIFY(failureCause("something else").cause.empty());
  }
};

QTEST_GUILESS_MAIN(TestDraftCheck)
#include "test_draft_check.moc"

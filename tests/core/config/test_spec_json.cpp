// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/base/error.h"
#include "core/config/preset.h"
#include "core/config/spec_json.h"

using namespace lafs;

class TestSpecJson : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void survivesYamlWithAnyText();
  void partialSpecsKeepDefaults();
  void refusesWhatIsNotASpec();
  void numbersLeaveOutWhatCannotMatter();
  void numbersResolveInheritedData();
  void numbersLookAtResolvedSizes();
  void numbersFollowTheDecidingField();
};

void TestSpecJson::survivesYamlWithAnyText() {
  for (const char* text : {"plain", "", "true", "1e3", "no", "a: b # c", "quote\" and \\", "-x",
                           "gesichter/übung", "two\nlines", "*star", "[x]", "Full", "null"}) {
    ExperimentSpec spec;
    spec.name = text;
    spec.evaluate.protocols = {"all-pairs", std::string("pairs:") + text};
    spec.pretrain.perturbationAlpha = 0.1 + 0.2;
    const ExperimentSpec back = specFromYaml(toYaml(spec), "spec.yaml");
    QVERIFY2(toJson(back) == toJson(spec), toYaml(spec).c_str());
    QVERIFY(back.pretrain.perturbationAlpha == spec.pretrain.perturbationAlpha);
  }
}

void TestSpecJson::partialSpecsKeepDefaults() {
  const ExperimentSpec spec =
      specFromJson({{"preset", "release"}, {"pretrain", {{"epochs", 12}}}}, "job");
  QCOMPARE(spec.pretrain.epochs, std::int64_t{12});
  QCOMPARE(spec.pretrain.perturbationAlpha, 5.0);
  QCOMPARE(spec.finetune.train.layerDecay, 1.0);
}

void TestSpecJson::refusesWhatIsNotASpec() {
  const auto message = [](auto load) {
    try {
      load();
    } catch (const UserError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  QVERIFY(message([] { specFromJson(Json::array(), "job"); }).rfind("job: expected", 0) == 0);
  QVERIFY(message([] { specFromJson({{"seed", "x"}}, "job"); }).rfind("job: seed", 0) == 0);
  QVERIFY(message([] {
            specFromYaml("matrix: {}\n", "s.yaml");
          }).rfind("s.yaml:1:1: a single spec has no 'matrix'", 0) == 0);
  QVERIFY(message([] {
            specFromYaml("seed: 1\nruntime: {device: x}\n", "s.yaml");
          }).rfind("s.yaml:2:19: runtime.device", 0) == 0);
}

void TestSpecJson::numbersLeaveOutWhatCannotMatter() {
  ExperimentSpec a, b;
  b.name = "other";
  b.runtime.device = "cpu";
  b.runtime.threads = 3;
  b.runtime.logSteps = 9;
  b.data.root = "/somewhere";
  b.evaluate.stages = {"pretrain"};
  for (const char* section : {"data", "model", "landmark", "pretrain", "finetune", "evaluate"}) {
    QVERIFY2(numbersOf(a, section) == numbersOf(b, section), section);
    QVERIFY2(!numbersOf(a, section).empty(), section);
  }
  b.pretrain.perturbationAlpha = 5;
  QVERIFY(numbersOf(a, StageKind::Pretrain) != numbersOf(b, StageKind::Pretrain));
  QVERIFY(numbersOf(a, StageKind::Finetune) == numbersOf(b, StageKind::Finetune));
}

void TestSpecJson::numbersResolveInheritedData() {
  ExperimentSpec spec;
  spec.data.identities = 77;
  QCOMPARE(numbersOf(spec, "pretrain").at("data").at("identities").get<int>(), 77);
  QCOMPARE(numbersOf(spec, "pretrain").at("data").at("source").get<std::string>(),
           std::string("synthetic"));
  ExperimentSpec explicitly = spec;
  explicitly.pretrain.data = spec.data;
  QVERIFY(numbersOf(spec, "pretrain") == numbersOf(explicitly, "pretrain"));
  spec.data.source = "folder";
  QVERIFY(!numbersOf(spec, "finetune").at("data").contains("identities"));
}

void TestSpecJson::numbersLookAtResolvedSizes() {
  ExperimentSpec preset, spelled;
  spelled.model.preset = "part-fvit-b";
  spelled.model.dim = 512;
  spelled.model.depth = 3;
  spelled.model.mlpDim = 2560;
  QVERIFY(numbersOf(preset, "model") == numbersOf(spelled, "model"));
  spelled.model.resnetHead = "avgpool";  // no ResNet here
  QVERIFY(numbersOf(preset, "model") == numbersOf(spelled, "model"));
  preset.model.preset = spelled.model.preset = "iresnet-18";
  spelled.model.dim = spelled.model.depth = spelled.model.mlpDim = 0;
  QVERIFY(numbersOf(preset, "model") != numbersOf(spelled, "model"));
}

void TestSpecJson::numbersFollowTheDecidingField() {
  ExperimentSpec a, b;
  b.finetune.train.momentum = 0.5;
  b.finetune.fixedClasses = 10;
  QVERIFY(numbersOf(a, "finetune") == numbersOf(b, "finetune"));
  a.finetune.train.optimizer = b.finetune.train.optimizer = "sgd";
  QVERIFY(numbersOf(a, "finetune") != numbersOf(b, "finetune"));
}

QTEST_GUILESS_MAIN(TestSpecJson)
#include "test_spec_json.moc"

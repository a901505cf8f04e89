// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/config/spec_json.h"
#include "tests/core/config/experiment_text.h"
#include "tests/support/test_paths.h"

using Lines = std::vector<std::string>;

class TestSpecRules : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void refusesContradictions_data();
  void refusesContradictions();
  void acceptsWhatBelongsTogether_data();
  void acceptsWhatBelongsTogether();
  void settlesDefaultsThatFollow();
  void saysInWhichCells();
  void aResolvedSpecIsAnExperiment();

 private:
  lafs::test::ExperimentFolder folder_;
};

/// What a run keeps as its spec.yaml names every field, and can be run again.
void TestSpecRules::aResolvedSpecIsAnExperiment() {
  const std::string quickstart = lafs::test::sourceDir() + "/experiments/quickstart.yaml";
  for (const lafs::Cell& cell : lafs::loadExperiment(quickstart).cells) {
    QCOMPARE(folder_.problems(lafs::toYaml(cell.spec)), Lines());
  }
}

void TestSpecRules::refusesContradictions_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("start");  // place and field of the one problem
  const auto row = [](const char* name, const char* text, const char* start) {
    QTest::newRow(name) << text << start;
  };
  row("record without a file", "data: {source: recordio}\nevaluate: {protocols: [all-pairs]}\n",
      "e.yaml:1:7: data.root: the source is a RecordIO file, but none is named");
  row("list without a file", "data: {source: list}\nevaluate: {protocols: [all-pairs]}\n",
      "e.yaml:1:7: data.list: the source is a list, but none is named");
  row("union of nothing", "data: {source: union}\nevaluate: {protocols: [all-pairs]}\n",
      "e.yaml:1:7: data.parts: a union needs sources to put together");
  row("union of what is no source",
      "data:\n  source: union\n  parts: ['foldr:/faces']\nevaluate: {protocols: [all-pairs]}\n",
      "e.yaml:3:10: data.parts: foldr:/faces: 'foldr' is no source");
  row("positions over a split",
      "data: {source: folder, root: f}\npretrain: {subset: {index: a.json}}\n"
      "evaluate: {protocols: [all-pairs]}\n",
      "e.yaml:2:28: pretrain.subset.index: a JSON index counts the whole source");
  row("lafs without landmarks", "model: {preset: fvit-tiny}\npretrain:\n  method: lafs\n",
      "e.yaml:3:11: pretrain.method: lafs needs a transformer with a landmark CNN");
  row("lafs on a ResNet by default", "model: {preset: iresnet-18}\n",
      "e.yaml: pretrain.method: lafs needs");
  row("subset too large", "model: {preset: mini}\npretrain: {subset_landmarks: 50}\n",
      "e.yaml:2:30: pretrain.subset_landmarks: 50 is more than the model's 49");
  row("sizes", "model: {preset: fvit-tiny, patch_size: 10}\npretrain: {method: none}\n",
      "e.yaml:1:40: model.patch_size: 10 does not divide the image side 112");
  row("local crop", "model: {preset: fvit-tiny}\npretrain: {method: dino, local_size: 50}\n",
      "e.yaml:2:38: pretrain.local_size: 50 is no multiple of the patch side 8");
  row("local crop too large",
      "model: {preset: iresnet-18}\npretrain: {method: dino, local_size: 120}\n",
      "e.yaml:2:38: pretrain.local_size: 120 is larger than");
  row("scale upside down", "pretrain: {global_scale: [1, 0.4]}\n",
      "e.yaml:1:26: pretrain.global_scale: runs from 1 down to 0.4");
  row("warm-up too long", "pretrain: {epochs: 5}\n",
      "e.yaml:1:11: pretrain.warmup_epochs: 10 is more than the 5 epochs");
  row("warm-up of fine-tuning", "finetune:\n  train: {epochs: 3, warmup_epochs: 3.5}\n",
      "e.yaml:2:37: finetune.train.warmup_epochs: 3.5 is more");
  row("rate rises", "landmark: {train: {final_learning_rate: 0.01}}\n",
      "e.yaml:1:41: landmark.train.final_learning_rate: 0.01 is above the peak 1e-4");
  row("float16 on a CPU", "runtime: {device: cpu}\nfinetune: {train: {precision: float16}}\n",
      "e.yaml:2:31: finetune.train.precision: float16 needs a GPU");
  row("evaluation too", "runtime: {device: cpu}\nevaluate: {precision: float16}\n",
      "e.yaml:2:23: evaluate.precision: float16 needs a GPU");
  row("teacher's grid", "model: {landmarks: 100}\npretrain: {teacher_views: mixed}\n",
      "e.yaml:2:27: pretrain.teacher_views: mixed views of the teacher need a plain grid");
  row("grid fine-tuning", "model: {landmarks: 100}\nfinetune: {landmark_mode: grid}\n",
      "e.yaml:2:27: finetune.landmark_mode: grid patches need a plain grid");
  row("dino without pretraining", "pretrain: {method: none}\nfinetune: {train: {loss: dino}}\n",
      "e.yaml:2:26: finetune.train.loss: dino continues a pretraining");
  row("nothing to train", "pretrain: {method: none}\nfinetune: {train: {loss: none}}\n",
      "e.yaml:2:26: finetune.train.loss: none, and no pretraining either");
  row("start of nothing", "pretrain: {method: none}\nfinetune: {start: pretrain}\n",
      "e.yaml:2:19: finetune.start: pretrain, but pretrain.method is none");
  row("sampled classes of no classes", "finetune: {train: {loss: dino, sampled_classes: 0.5}}\n",
      "e.yaml:1:49: finetune.train.sampled_classes: loss dino has no classes");
  row("fixed random CNN", "finetune: {landmark_source: scratch, landmark_mode: fixed}\n",
      "e.yaml:1:53: finetune.landmark_mode: fixed keeps a trained landmark CNN");
  row("folder without a root", "data:\n  source: folder\nevaluate: {protocols: [all-pairs]}\n",
      "e.yaml:2:3: data.root: the source is a folder, but none is named");
  row("root of nothing", "data: {root: faces}\n",
      "e.yaml:1:14: data.root: synthetic faces come from no folder");
  row("data that is not used", "pretrain: {data: {identities: 5}}\n",
      "e.yaml:1:31: pretrain.data.identities: has no effect, because pretrain.data.source is");
  row("stage twice", "evaluate: {stages: [finetune, finetune]}\n",
      "e.yaml:1:20: evaluate.stages: names finetune twice");
  row("no stage to evaluate", "pretrain: {method: none}\nevaluate: {stages: [pretrain]}\n",
      "e.yaml:2:20: evaluate.stages: names no stage that is trained here");
  row("protocol", "evaluate: {protocols: [frontal, profil]}\n",
      "e.yaml:1:23: evaluate.protocols: 'profil' is no protocol");
  row("protocol of other data",
      "data: {source: folder, root: x}\nevaluate: {protocols: [frontal]}\n",
      "e.yaml:2:23: evaluate.protocols: frontal is made of synthetic faces");
  row("device", "runtime: {device: gpu}\n",
      "e.yaml:1:19: runtime.device: found 'gpu', expected auto, cpu, cuda or cuda:N");
  row("device number", "runtime: {device: 'cuda:'}\n",
      "e.yaml:1:19: runtime.device: found 'cuda:'");
}

void TestSpecRules::refusesContradictions() {
  QFETCH(QString, text);
  QFETCH(QString, start);
  const Lines lines = folder_.problems(text.toStdString());
  QCOMPARE(lines.size(), std::size_t{1});
  QVERIFY2(lines[0].rfind(start.toStdString(), 0) == 0, lines[0].c_str());
}

void TestSpecRules::acceptsWhatBelongsTogether_data() {
  QTest::addColumn<QString>("text");
  QTest::newRow("nothing said") << "";
  QTest::newRow("every preset's defaults") << "preset: release\n";
  QTest::newRow("dino on a ResNet") << "model: {preset: iresnet-18}\npretrain: {method: dino}\n";
  QTest::newRow("dino on a Part fViT") << "pretrain: {method: dino, local_size: 50}\n";
  QTest::newRow("no fine-tuning") << "finetune: {train: {loss: none}}\n";
  QTest::newRow("float16 somewhere") << "pretrain: {precision: float16}\n";
  QTest::newRow("pairs file") << "evaluate: {protocols: ['pairs:lfw.txt', lists/p.txt]}\n";
  QTest::newRow("numbered GPU") << "runtime: {device: 'cuda:1'}\n";
  QTest::newRow("mixup with ArcFace") << "finetune: {train: {loss: arcface, margin: 0.5}}\n";
  QTest::newRow("one of the stages exists")
      << "pretrain: {method: none}\nevaluate: {stages: [pretrain, finetune]}\n";
}

void TestSpecRules::acceptsWhatBelongsTogether() {
  QFETCH(QString, text);
  QCOMPARE(folder_.problems(text.toStdString()), Lines{});
}

void TestSpecRules::settlesDefaultsThatFollow() {
  const auto spec = [&](const char* text) { return folder_.load(text).cells.at(0).spec; };
  QCOMPARE(spec("pretrain: {method: none}\n").finetune.start, std::string("scratch"));
  QCOMPARE(spec("finetune: {landmark_source: scratch}\n").finetune.landmarkMode,
           std::string("trainable"));
  QCOMPARE(spec("").finetune.landmarkMode, std::string("supervised"));
  QCOMPARE(spec("pretrain: {method: dino}\n").pretrain.perturbationAlpha, 0.0);
  QCOMPARE(spec("pretrain: {method: dino}\n").pretrain.shuffle, std::string("off"));
  QCOMPARE(spec("pretrain: {method: dino, perturbation_alpha: 2}\n").pretrain.perturbationAlpha,
           2.0);
  QCOMPARE(spec("").pretrain.perturbationAlpha, 2.0);
}

void TestSpecRules::saysInWhichCells() {
  const Lines some = folder_.problems(
      "pretrain: {warmup_epochs: 3}\nmatrix: {axes: {pretrain.epochs: [1, 2, 3]}}\n");
  QCOMPARE(some.size(), std::size_t{2});
  QVERIFY2(some[0].find("[cell pretrain.epochs=1]") != std::string::npos, some[0].c_str());
  const Lines all =
      folder_.problems("runtime: {device: gpu}\nmatrix: {axes: {alpha: [1, 2, 3]}}\n");
  QCOMPARE(all.size(), std::size_t{1});
  QVERIFY2(all[0].find("[cell") == std::string::npos, all[0].c_str());
}

QTEST_GUILESS_MAIN(TestSpecRules)
#include "test_spec_rules.moc"

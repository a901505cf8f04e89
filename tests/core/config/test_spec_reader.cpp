// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/config/experiment_text.h"

using Lines = std::vector<std::string>;

class TestSpecReader : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void saysWhatIsWrongAndWhere_data();
  void saysWhatIsWrongAndWhere();
  void saysAllInOneGo();
  void acceptsWordsForZero();

 private:
  lafs::test::ExperimentFolder folder_;
};

void TestSpecReader::saysWhatIsWrongAndWhere_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("problem");
  const auto row = [](const char* name, const char* text, const char* problem) {
    QTest::newRow(name) << text << problem;
  };
  row("unknown key", "pretrain:\n  epoch: 3\n",
      "e.yaml:2:3: unknown key 'epoch' in pretrain (did you mean epochs?)");
  row("unknown section", "pretraining: {}\n",
      "e.yaml:1:1: unknown key 'pretraining' (did you mean pretrain?)");
  row("short name in a section", "pretrain: {alpha: 2}\n",
      "e.yaml:1:12: unknown key 'alpha' in pretrain (did you mean pretrain.perturbation_alpha?)");
  row("one level too high", "finetune: {layer_decay: 1}\n",
      "e.yaml:1:12: unknown key 'layer_decay' in finetune (did you mean "
      "finetune.train.layer_decay?)");
  row("nothing near", "evaluate:\n  subset: {qqq: 1}\n",
      "e.yaml:2:3: unknown key 'subset' in evaluate (evaluate has stages, protocols, root, data, "
      "batch_size, normalisation, tar_rule, far_targets, folds, keep_norm, detector_score, "
      "distractors, replicates, precision)");
  row("duplicate key", "seed: 1\nseed: 2\n",
      "e.yaml:2:1: 'seed' is given twice; first at e.yaml:1:1 (keep one of them)");
  row("text for a number", "pretrain:\n  epochs: many\n",
      "e.yaml:2:11: pretrain.epochs: found 'many', expected whole number, at least 1, at most "
      "100000");
  row("fraction for a whole number", "seed: 1.5\n",
      "e.yaml:1:7: seed: found '1.5', expected whole number, at least 0");
  row("quoted number", "seed: '1'\n",
      "e.yaml:1:7: seed: found '1', expected whole number, at least 0");
  row("nothing", "seed:\n", "e.yaml:1:1: seed: found nothing, expected whole number, at least 0");
  row("list for a number", "seed: [1]\n",
      "e.yaml:1:7: seed: found a list, expected whole number, at least 0");
  row("below", "model: {dropout: -0.1}\n",
      "e.yaml:1:18: model.dropout: found '-0.1', expected number, at least 0, below 1");
  row("at the open end", "model: {dropout: 1}\n",
      "e.yaml:1:18: model.dropout: found '1', expected number, at least 0, below 1");
  row("not a number", "model: {dropout: .nan}\n",
      "e.yaml:1:18: model.dropout: found '.nan', expected number, at least 0, below 1");
  row("no choice", "pretrain: {method: laffs}\n",
      "e.yaml:1:20: pretrain.method: found 'laffs', expected one of lafs, dino, none (did you "
      "mean lafs?)");
  row("choice of another place", "landmark: {train: {loss: none}}\n",
      "e.yaml:1:26: landmark.train.loss: found 'none', expected one of cosface, arcface, adaface");
  row("yes for true", "pretrain: {teacher_eval: yes}\n",
      "e.yaml:1:26: pretrain.teacher_eval: found 'yes', expected true or false");
  row("scalar for a section", "model: mini\n",
      "e.yaml:1:8: model: found 'mini', expected a section with preset, image_size, patch_size, "
      "landmarks, dim, depth, heads, head_dim, mlp_dim, cnn_width, dropout, drop_path, "
      "token_spread, landmark_start, attention_scale, resnet_head");
  row("scalar for a list", "evaluate: {protocols: frontal}\n",
      "e.yaml:1:23: evaluate.protocols: found 'frontal', expected list of one or more texts");
  row("list too long", "pretrain: {global_scale: [0.1, 0.2, 0.3]}\n",
      "e.yaml:1:26: pretrain.global_scale: found a list of 3, expected list of 2 numbers, above "
      "0, at most 1");
  row("bad entry of a list", "evaluate:\n  stages: [finetune, pretain]\n",
      "e.yaml:2:22: evaluate.stages: found 'pretain', expected list of one or more of landmark, "
      "pretrain, finetune (did you mean pretrain?)");
  row("experiment cannot inherit", "data: {source: inherit}\n",
      "e.yaml:1:16: data.source: found 'inherit', expected one of synthetic, folder, "
      "list, recordio, union");
}

void TestSpecReader::saysWhatIsWrongAndWhere() {
  QFETCH(QString, text);
  QFETCH(QString, problem);
  QCOMPARE(folder_.problems(text.toStdString()), Lines{problem.toStdString()});
}

void TestSpecReader::saysAllInOneGo() {
  const Lines lines = folder_.problems(
      "seed: x\n"
      "modle: {}\n"
      "pretrain:\n"
      "  method: lafs\n"
      "  epochs: 0\n"
      "  epochs: 1\n"
      "matrix:\n"
      "  axes: {alpha: [0, lots]}\n"
      "  sedes: 3\n",
      {"beta=-1", "gamma=2"});
  QCOMPARE(lines.size(), std::size_t{8});
  QCOMPARE(lines[0].substr(0, 14), std::string("--set gamma=2:"));
  const char* places[] = {
      "e.yaml:1:7:", "e.yaml:2:1:", "e.yaml:5:11:", "e.yaml:6:3:", "e.yaml:8:21:", "e.yaml:9:3:"};
  for (int i = 0; i < 6; ++i) {
    QCOMPARE(lines[i + 1].substr(0, std::string(places[i]).size()), std::string(places[i]));
  }
  QCOMPARE(lines[7].substr(0, 14), std::string("--set beta=-1:"));
}

void TestSpecReader::acceptsWordsForZero() {
  const auto experiment = folder_.load(
      "finetune: {subset: {shots: all}}\nmodel: {dim: preset}\npretrain: {max_steps: all}\n");
  QCOMPARE(experiment.cells.at(0).spec.finetune.subset.shots, std::int64_t{0});
  QCOMPARE(folder_.problems("seed: all\n").size(), std::size_t{1});
}

QTEST_GUILESS_MAIN(TestSpecReader)
#include "test_spec_reader.moc"

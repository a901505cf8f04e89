// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <map>

#include "core/config/field_table.h"
#include "core/config/preset.h"

using namespace lafs;

class TestPreset : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void paperIsTheDefault();
  void releaseIsWhatTheCodeDoes();
};

void TestPreset::paperIsTheDefault() {
  ExperimentSpec spec;
  const ExperimentSpec defaults;
  applyPreset("paper", spec);
  for (const SpecField& field : specFields()) QCOMPARE(field.text(spec), field.text(defaults));
}

void TestPreset::releaseIsWhatTheCodeDoes() {
  const std::map<std::string, std::string> expected = {
      {"model.resnet_head", "avgpool"},
      {"landmark.subset.selection", "prefix"},
      {"landmark.train.accumulation", "3"},
      {"landmark.train.learning_rate", "0.001"},
      {"landmark.train.learning_rate_rule", "release"},
      {"landmark.train.cnn_weight_decay", "0.05"},
      {"pretrain.subset.selection", "prefix"},
      {"pretrain.epochs", "41"},
      {"pretrain.local_scale", "[0.05, 0.4]"},
      {"pretrain.normalisation", "imagenet"},
      {"pretrain.perturbation_alpha", "5"},
      {"pretrain.shuffle", "subset"},
      {"pretrain.subset_sampling", "with_replacement"},
      {"finetune.landmark_mode", "trainable"},
      {"finetune.beta_schedule", "release"},
      {"finetune.class_count", "fixed"},
      {"finetune.subset.selection", "prefix"},
      {"finetune.train.accumulation", "3"},
      {"finetune.train.learning_rate", "0.001"},
      {"finetune.train.learning_rate_rule", "release"},
      {"finetune.train.cnn_weight_decay", "0.05"},
      {"finetune.train.layer_decay", "1"},
      {"evaluate.normalisation", "half"}};
  ExperimentSpec release;
  applyPreset("release", release);
  const ExperimentSpec defaults;
  std::map<std::string, std::string> changed;
  for (const SpecField& field : specFields()) {
    const std::string text = field.text(release);
    if (text != field.text(defaults)) changed[field.path()] = text;
  }
  QCOMPARE(changed, expected);
}

QTEST_GUILESS_MAIN(TestPreset)
#include "test_preset.moc"

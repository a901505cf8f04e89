// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "core/base/text.h"
#include "core/config/field_table.h"
#include "core/config/spec_reader.h"
#include "core/matrix/stage_graph.h"
#include "tests/support/graph_of_specs.h"

using lafs::ExperimentSpec;
using lafs::Field;
using lafs::FieldType;
using lafs::SpecField;
using lafs::StageGraph;
using lafs::StageKind;
using lafs::StageNode;
using lafs::test::graphOf;

/// A key changes exactly when a field that matters changes, field by field over the whole spec.
class TestStageKeyProperties : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyFieldChangesTheKeysItShould();
  void noTwoContentsShareADirectory();
  void stagesAreTheDistinctKeys();
};

namespace {

/// Every section is looked at: own synthetic data in every stage, a loss, a landmark loss.
ExperimentSpec baseSpec() {
  ExperimentSpec spec;
  spec.model.preset = "mini";
  for (lafs::DataSpec* data :
       {&spec.landmark.data, &spec.pretrain.data, &spec.finetune.data, &spec.evaluate.data}) {
    data->source = "synthetic";
  }
  return spec;
}

std::map<StageKind, std::string> keysOf(const ExperimentSpec& spec) {
  std::map<StageKind, std::string> keys;
  for (const StageNode& node : graphOf({spec}).nodes) keys[node.stage] = node.key;
  return keys;
}

/// Sets the field to another value of its range; false when it has only one.
bool change(const SpecField& field, ExperimentSpec& spec) {
  const Field& facts = field.field();
  const std::string before = field.text(spec);
  const auto set = [&](auto* target) {
    using T = std::decay_t<decltype(*target)>;
    if constexpr (std::is_same_v<T, bool>) {
      *target = !*target;
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
      ++*target;
    } else if constexpr (std::is_same_v<T, double>) {
      const bool atMost = facts.maximum && *target * 1.25 + 0.01 > *facts.maximum;
      *target = atMost ? *target * 0.5 : *target * 1.25 + 0.01;
    } else if constexpr (std::is_same_v<T, std::string>) {
      for (const std::string& choice : facts.choices) {
        if (choice != *target) {
          *target = choice;
          return;
        }
      }
      if (facts.choices.empty()) *target += "-other";
    } else if constexpr (std::is_same_v<T, std::vector<double>>) {
      target->front() *= 0.5;
    } else {
      target->push_back(facts.choices.empty() ? "profile" : "pretrain");
    }
  };
  std::visit(set, field.slot(spec));
  return field.text(spec) != before;
}

/// The stage whose section a field stands in; every stage for the model and the seed.
std::set<StageKind> owners(const std::string& path) {
  const std::set<StageKind> all = {StageKind::Landmark, StageKind::Pretrain, StageKind::Finetune,
                                   StageKind::Evaluate};
  if (path == "seed" || path.rfind("model.", 0) == 0) return all;
  for (const StageKind stage : all) {
    if (path.rfind(std::string(lafs::stageName(stage)) + ".", 0) == 0) return {stage};
  }
  return {};  // data. is inherited by none here; runtime., name and preset belong to no stage
}

/// A stage and everything that reads it.
std::set<StageKind> withReaders(const std::set<StageKind>& stages) {
  std::set<StageKind> all;
  for (const StageKind stage : stages) {
    for (const StageKind reader :
         {StageKind::Landmark, StageKind::Pretrain, StageKind::Finetune, StageKind::Evaluate}) {
      if (reader >= stage) all.insert(reader);
    }
  }
  return all;
}

bool isLookedAt(const SpecField& field, const ExperimentSpec& spec) {
  const Field& facts = field.field();
  if (field.path() == "model.resnet_head") return false;  // of another family than this model's
  if (facts.neededBy.empty()) return true;
  const std::string& path = field.path();
  const std::string decider = path.substr(0, path.rfind('.') + 1) + facts.neededBy;
  const std::string value = lafs::findSpecField(decider)->text(spec);
  return std::find(facts.neededValues.begin(), facts.neededValues.end(), value) !=
         facts.neededValues.end();
}

}  // namespace

void TestStageKeyProperties::everyFieldChangesTheKeysItShould() {
  // Choices that take a stage away, bring data from a folder or weights from a file, are another
  // graph; their keys are compared in test_stage_graph.
  const std::set<std::string> shape = {
      "model.preset",          "pretrain.method",       "finetune.start",
      "landmark.data.source",  "pretrain.data.source",  "finetune.data.source",
      "evaluate.data.source",  "finetune.train.loss",   "finetune.landmark_source",
      "landmark.checkpoint",   "pretrain.checkpoint",   "landmark.subset.index",
      "pretrain.subset.index", "finetune.subset.index", "evaluate.stages",
      "evaluate.root"};
  const auto before = keysOf(baseSpec());
  QCOMPARE(before.size(), std::size_t{4});
  int checked = 0;
  for (const SpecField& field : lafs::specFields()) {
    if (shape.count(field.path())) continue;
    ExperimentSpec spec = baseSpec();
    if (!change(field, spec)) continue;
    std::map<StageKind, std::string> after;
    try {
      after = keysOf(spec);
    } catch (const lafs::UserError&) {
      continue;  // a model of a size that cannot be
    }
    const bool matters = field.field().changesNumbers && isLookedAt(field, baseSpec());
    const std::set<StageKind> expected =
        matters ? withReaders(owners(field.path())) : std::set<StageKind>();
    for (const auto& [stage, key] : before) {
      const bool changed = after.at(stage) != key;
      QVERIFY2(
          changed == (expected.count(stage) > 0),
          (field.path() + (changed ? " changed " : " left ") + lafs::stageName(stage)).c_str());
    }
    ++checked;
  }
  QVERIFY2(checked > 100, std::to_string(checked).c_str());
}

/// Random specs: equal contents have equal directories, different ones never.
void TestStageKeyProperties::noTwoContentsShareADirectory() {
  std::mt19937 random(7);
  const auto& fields = lafs::specFields();
  std::vector<ExperimentSpec> specs;
  for (int i = 0; i < 300; ++i) {
    ExperimentSpec spec = baseSpec();
    for (int changes = 0; changes < 3; ++changes) {
      const SpecField& field = fields[random() % fields.size()];
      if (field.path().rfind("model.", 0) != 0 &&
          field.path().find(".source") == std::string::npos) {
        change(field, spec);
      }
    }
    specs.push_back(spec);
  }
  const StageGraph graph = graphOf(specs);
  std::map<std::string, std::string> contents;
  for (const StageNode& node : graph.nodes) {
    const auto [known, isNew] = contents.emplace(node.name, node.content.dump());
    QVERIFY2(isNew, node.name.c_str());
    QCOMPARE(known->second, node.content.dump());
  }
  std::set<std::string> distinct;
  for (const auto& [name, content] : contents) distinct.insert(content);
  QCOMPARE(distinct.size(), contents.size());
}

void TestStageKeyProperties::stagesAreTheDistinctKeys() {
  std::vector<ExperimentSpec> specs;
  for (const std::int64_t shots : {1, 2, 4, 10}) {
    for (const double beta : {0.1, 1.0, 100.0}) {
      specs.push_back(baseSpec());
      specs.back().finetune.subset.shots = shots;
      specs.back().finetune.landmarkBeta = beta;
    }
  }
  const StageGraph graph = graphOf(specs);
  QCOMPARE(graph.nodes.size(), std::size_t{1 + 1 + 12 + 12});
  std::size_t uses = 0;
  for (const StageNode& node : graph.nodes) uses += node.cells.size();
  QCOMPARE(uses, std::size_t{12 * 4});
}

QTEST_GUILESS_MAIN(TestStageKeyProperties)
#include "test_stage_key_properties.moc"

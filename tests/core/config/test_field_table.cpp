// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <set>

#include "core/config/field_table.h"
#include "core/config/spec_json.h"
#include "core/config/spec_reader.h"

using namespace lafs;

namespace {

/// Another value that the field may hold, as text.
std::string otherValue(const SpecField& field, const ExperimentSpec& spec) {
  const Field& facts = field.field();
  const std::string now = field.text(spec);
  switch (facts.type) {
    case FieldType::Boolean:
      return now == "true" ? "false" : "true";
    case FieldType::Text:
      return "other";
    case FieldType::Choice:
      return facts.choices.front() == now ? facts.choices.back() : facts.choices.front();
    case FieldType::NumberList:
      return facts.length == 2 ? "[0.125, 0.5]" : "[0.125]";
    case FieldType::TextList:
      return facts.choices.empty() ? "[one, two]" : "[" + facts.choices[0] + "]";
    default:
      break;
  }
  const double low = facts.minimum.value_or(0), high = facts.maximum.value_or(low + 100);
  const bool whole = facts.type == FieldType::Integer;
  const double middle = low + (high - low) * 0.3125;
  return whole ? std::to_string(static_cast<std::int64_t>(middle) + 1) : std::to_string(middle);
}

}  // namespace

class TestFieldTable : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void saysSomethingAboutEveryField();
  void coversEveryByteOfTheSpec();
  void defaultsAreAllowed();
  void everyFieldSurvivesYamlAndJson();
  void contextsKeepTheirOwnDefaults();
  void findsFieldsByPathAndShortName();
  void printsWhatIsAllowed();
  void runtimeChangesNoNumber();
};

void TestFieldTable::saysSomethingAboutEveryField() {
  std::set<std::string> paths, aliases;
  for (const SpecField& field : specFields()) {
    const Field& facts = field.field();
    QVERIFY2(paths.insert(field.path()).second, field.path().c_str());
    QVERIFY2(facts.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos,
             facts.name.c_str());
    QVERIFY2(!facts.meaning.empty(), field.path().c_str());
    if (!facts.alias.empty()) QVERIFY2(aliases.insert(facts.alias).second, facts.alias.c_str());
    if (facts.type == FieldType::Choice) QVERIFY2(facts.choices.size() >= 2, field.path().c_str());
  }
  for (const char* alias : {"alpha", "beta", "shots", "shuffle"}) QVERIFY(aliases.count(alias));
}

/// A field that someone adds to a struct and forgets in the table would be lost in run
/// directories and stage keys. Every leaf has its own address; together they fill the structs.
void TestFieldTable::coversEveryByteOfTheSpec() {
  ExperimentSpec spec;
  std::set<const void*> addresses;
  std::size_t bytes = 0;
  for (const SpecField& field : specFields()) {
    std::visit(
        [&](auto* pointer) {
          addresses.insert(pointer);
          bytes += sizeof *pointer;
        },
        field.slot(spec));
  }
  QCOMPARE(addresses.size(), specFields().size());
  // What is not a field is padding after single booleans: less than 8 bytes each.
  std::size_t booleans = 0;
  for (const SpecField& field : specFields()) {
    booleans += field.field().type == FieldType::Boolean ? 1 : 0;
  }
  QVERIFY2(bytes + 7 * booleans >= sizeof(ExperimentSpec), "a member has no field");
}

void TestFieldTable::defaultsAreAllowed() {
  const ExperimentSpec defaults;
  std::vector<Problem> problems;
  readSpec(nodeOf(toJson(defaults), "defaults"), *std::make_unique<ExperimentSpec>(), problems);
  for (const Problem& problem : problems) qWarning("%s", problem.text().c_str());
  QVERIFY(problems.empty());
}

void TestFieldTable::everyFieldSurvivesYamlAndJson() {
  for (const SpecField& field : specFields()) {
    ExperimentSpec changed;
    std::vector<Problem> problems;
    const std::string text = "v: " + otherValue(field, changed);
    const ConfigNode value = parseConfig(text, "v", problems).entries.at(0).value;
    QVERIFY2(readField(field, value, changed, problems),
             problems.empty() ? "" : problems[0].text().c_str());
    const ExperimentSpec defaults;
    QVERIFY2(field.text(changed) != field.text(defaults), field.path().c_str());
    // Only this field is other than before.
    for (const SpecField& other : specFields()) {
      if (&other != &field) QCOMPARE(other.text(changed), other.text(defaults));
    }
    ExperimentSpec fromYaml, fromJson;
    readSpec(parseConfig(toYaml(changed), "y", problems), fromYaml, problems);
    readSpec(nodeOf(toJson(changed), "j"), fromJson, problems);
    QVERIFY2(problems.empty(), field.path().c_str());
    QVERIFY2(toJson(fromYaml) == toJson(changed), field.path().c_str());
    QVERIFY2(toJson(fromJson) == toJson(changed), field.path().c_str());
  }
}

void TestFieldTable::contextsKeepTheirOwnDefaults() {
  const ExperimentSpec spec;
  const auto text = [&](const char* path) { return findSpecField(path)->text(spec); };
  QCOMPARE(text("finetune.train.layer_decay"), std::string("0.58"));
  QCOMPARE(text("landmark.train.layer_decay"), std::string("1"));
  QCOMPARE(text("data.source"), std::string("synthetic"));
  QCOMPARE(text("pretrain.data.source"), std::string("inherit"));
  QCOMPARE(text("finetune.subset.shots"), std::string("all"));
  QCOMPARE(text("evaluate.far_targets"), std::string("[1e-4, 0.001, 0.01, 0.1]"));
}

void TestFieldTable::findsFieldsByPathAndShortName() {
  QCOMPARE(findSpecField("alpha")->path(), std::string("pretrain.perturbation_alpha"));
  QCOMPARE(findSpecField("shots")->path(), std::string("finetune.subset.shots"));
  QCOMPARE(findSpecField("beta")->path(), std::string("finetune.landmark_beta"));
  QCOMPARE(findSpecField("shuffle")->path(), std::string("pretrain.shuffle"));
  QCOMPARE(findSpecField("seed")->path(), std::string("seed"));
  QVERIFY(!findSpecField("pretrain"));
  QVERIFY(!findSpecField(""));
}

void TestFieldTable::printsWhatIsAllowed() {
  const auto allowed = [](const char* path) { return allowedText(findSpecField(path)->field()); };
  QCOMPARE(allowed("pretrain.method"), std::string("one of lafs, dino, none"));
  QCOMPARE(allowed("pretrain.epochs"), std::string("whole number, at least 1, at most 100000"));
  QCOMPARE(allowed("finetune.subset.identity_fraction"), std::string("number, above 0, at most 1"));
  QCOMPARE(allowed("model.dropout"), std::string("number, at least 0, below 1"));
  QCOMPARE(allowed("pretrain.global_scale"), std::string("list of 2 numbers, above 0, at most 1"));
  QCOMPARE(allowed("evaluate.stages"),
           std::string("list of one or more of landmark, pretrain, finetune"));
  QCOMPARE(allowed("finetune.subset.shots"), std::string("whole number, at least 0 (0 or 'all')"));
}

void TestFieldTable::runtimeChangesNoNumber() {
  // Names, and places whose content has a fingerprint in the key.
  const char* const endings[] = {"data.root", "data.list",    "data.parts",
                                 "data.set",  "subset.index", ".checkpoint"};
  for (const SpecField& field : specFields()) {
    const QString path = QString::fromStdString(field.path());
    bool outside = path.startsWith("runtime.") || path == "name" || path == "preset" ||
                   path == "evaluate.stages" || path == "evaluate.root";
    for (const char* ending : endings) outside = outside || path.endsWith(ending);
    QVERIFY2(field.field().changesNumbers == !outside, qPrintable(path));
  }
}

QTEST_GUILESS_MAIN(TestFieldTable)
#include "test_field_table.moc"

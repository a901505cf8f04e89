// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <set>

#include "core/config/field_table.h"
#include "core/config/schema.h"
#include "core/config/spec_json.h"

using namespace lafs;

namespace {

/// Property of the schema at a dotted path.
Json propertyAt(const Json& schema, const std::string& path) {
  const std::size_t dot = path.find('.');
  const Json& property = schema.at("properties").at(path.substr(0, dot));
  return dot == std::string::npos ? property : propertyAt(property, path.substr(dot + 1));
}

void checkSections(const Json& schema) {
  QVERIFY(!schema.at("additionalProperties").get<bool>());
  for (const auto& [key, property] : schema.at("properties").items()) {
    QVERIFY2(property.contains("description"), key.c_str());
    const bool section = property.contains("properties") && key != "matrix";
    if (section) checkSections(property);
  }
}

}  // namespace

class TestSchema : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void jsonSchemaIsClosedAndDescribed();
  void jsonSchemaKnowsEveryField();
  void jsonSchemaHasBoundsAndChoices();
  void jsonSchemaKnowsAxes();
  void textNamesEveryField();
  void listNamesEveryField();
};

void TestSchema::jsonSchemaIsClosedAndDescribed() {
  const Json schema = jsonSchema();
  QCOMPARE(schema.at("$schema").get<std::string>(),
           std::string("https://json-schema.org/draft/2020-12/schema"));
  checkSections(schema);
  for (const char* key : {"extends", "matrix", "report"})
    QVERIFY(schema.at("properties").contains(key));
}

void TestSchema::jsonSchemaKnowsEveryField() {
  const Json schema = jsonSchema();
  const Json defaults = toJson(ExperimentSpec());
  for (const SpecField& field : specFields()) {
    const Json property = propertyAt(schema, field.path());
    if (field.path() == "name") continue;
    QVERIFY2(property.at("default") == field.json(ExperimentSpec()), field.path().c_str());
  }
}

void TestSchema::jsonSchemaHasBoundsAndChoices() {
  const Json schema = jsonSchema();
  QCOMPARE(propertyAt(schema, "pretrain.method").at("enum").dump(),
           std::string(R"(["lafs","dino","none"])"));
  QCOMPARE(propertyAt(schema, "landmark.train.loss").at("enum").size(), std::size_t{3});
  QCOMPARE(propertyAt(schema, "pretrain.epochs").at("minimum").dump(), std::string("1"));
  QCOMPARE(propertyAt(schema, "model.dropout").at("exclusiveMaximum").get<double>(), 1.0);
  QCOMPARE(propertyAt(schema, "pretrain.global_scale").at("maxItems").get<int>(), 2);
  QCOMPARE(propertyAt(schema, "finetune.subset.shots").at("anyOf").at(1).at("const").dump(),
           std::string("\"all\""));
}

void TestSchema::jsonSchemaKnowsAxes() {
  const Json axes = propertyAt(jsonSchema(), "matrix.axes");
  QVERIFY(axes.at("properties").contains("alpha"));
  QVERIFY(axes.at("properties").contains("pretrain.perturbation_alpha"));
  QCOMPARE(axes.at("properties").at("alpha").at("items").at("minimum").get<double>(), 0.0);
}

void TestSchema::textNamesEveryField() {
  const std::string text = schemaText();
  for (const SpecField& field : specFields()) {
    QVERIFY2(text.find("\n  " + field.field().name) != std::string::npos, field.path().c_str());
    QVERIFY2(text.find(field.field().meaning) != std::string::npos, field.path().c_str());
  }
  QVERIFY(text.find("perturbation_alpha (alpha)") != std::string::npos);
  QVERIFY(text.find("preset release: 5") != std::string::npos);
}

void TestSchema::listNamesEveryField() {
  const Json list = schemaJson();
  QCOMPARE(list.size(), specFields().size());
  std::set<std::string> paths;
  for (const Json& item : list) paths.insert(item.at("path").get<std::string>());
  QCOMPARE(paths.size(), specFields().size());
}

QTEST_GUILESS_MAIN(TestSchema)
#include "test_schema.moc"

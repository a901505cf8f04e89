// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is changed, the text must parse to the tree that setting the value in the tree gives.
#include <QTest>

#include "core/base/error.h"
#include "core/config/config_node.h"
#include "core/config/yaml_edit.h"

using namespace lafs;

namespace {

Json treeOf(const std::string& text) {
  std::vector<Problem> problems;
  const ConfigNode root = parseConfig(text, "t", problems);
  if (!problems.empty()) throw UserError(problems);
  return jsonOf(root);
}

}  // namespace

class TestYamlEdit : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void setsValues_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("value");
    const QString text =
        "# head\n"
        "name: demo   # said\n"
        "finetune:\n"
        "  subset: {shots: 2}\n"
        "  train:\n"
        "    epochs: 4   # few\n"
        "    augment: {enabled: false, mixup_probability: 0.1}\n"
        "evaluate:\n"
        "  far_targets: [0.1, 0.01]  # two\n"
        "  stages:\n"
        "    - finetune\n"
        "runtime:\n"
        "seed: 7\n";
    QTest::newRow("top level") << text << "seed"
                               << "9";
    QTest::newRow("keeps comments") << text << "name"
                                    << "other";
    QTest::newRow("nested") << text << "finetune.train.epochs"
                            << "40";
    QTest::newRow("in a flow map") << text << "finetune.subset.shots"
                                   << "10";
    QTest::newRow("last in a flow map") << text << "finetune.train.augment.mixup_probability"
                                        << "0.25";
    QTest::newRow("first in a flow map") << text << "finetune.train.augment.enabled"
                                         << "true";
    QTest::newRow("added to a flow map") << text << "finetune.subset.images"
                                         << "100";
    QTest::newRow("added to a section") << text << "finetune.train.batch_size"
                                        << "8";
    QTest::newRow("a list") << text << "evaluate.far_targets"
                            << "[0.001]";
    QTest::newRow("an empty section") << text << "runtime.threads"
                                      << "2";
    QTest::newRow("a new section") << text << "landmark.train.epochs"
                                   << "3";
    QTest::newRow("an empty text") << ""
                                   << "model.preset"
                                   << "mini";
    QTest::newRow("no end of line") << "seed: 1"
                                    << "name"
                                    << "x";
    QTest::newRow("quoted") << "name: \"a # b\"  # c\n"
                            << "name"
                            << "\"c: # d\"";
  }
  void setsValues() {
    QFETCH(QString, text);
    QFETCH(QString, path);
    QFETCH(QString, value);
    std::vector<Problem> problems;
    ConfigNode expected = parseConfig(text.toStdString(), "t", problems);
    const ConfigNode parsedValue = parseConfig("v: " + value.toStdString(), "v", problems);
    setPath(expected, path.toStdString(), parsedValue.find("v")->value, "v");
    const std::string changed =
        withYamlValue(text.toStdString(), path.toStdString(), value.toStdString());
    // The order of keys is the text's own business.
    QVERIFY2(nlohmann::json::parse(treeOf(changed).dump()) ==
                 nlohmann::json::parse(jsonOf(expected).dump()),
             changed.c_str());
    QCOMPARE(QString::fromStdString(changed).count('#'), text.count('#'));
  }

  void refusesWhatSpansLines() {
    QVERIFY_EXCEPTION_THROWN(
        withYamlValue("evaluate:\n  stages:\n    - finetune\n", "evaluate.stages", "[a]"),
        UserError);
    QVERIFY_EXCEPTION_THROWN(withYamlValue("a: [", "b", "1"), UserError);
    QVERIFY_EXCEPTION_THROWN(withYamlValue("data: text\n", "data.root", "x"), UserError);
  }

  void removesLines() {
    QCOMPARE(withoutYamlValue("a: 1\nb:\n  c: 2\n  d: 3\n", "b.c"),
             std::string("a: 1\nb:\n  d: 3\n"));
    QCOMPARE(withoutYamlValue("b: {c: 2}\n", "b.c"), std::string("b: {c: 2}\n"));
    QCOMPARE(withoutYamlValue("a: 1\n", "z"), std::string("a: 1\n"));
  }
};

QTEST_GUILESS_MAIN(TestYamlEdit)
#include "test_yaml_edit.moc"

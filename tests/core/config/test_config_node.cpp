// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/config/config_node.h"

using namespace lafs;

class TestConfigNode : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void remembersPlaces();
  void reportsDuplicateKeys();
  void reportsWhatIsNoYaml_data();
  void reportsWhatIsNoYaml();
  void takesAnEmptyFile();
  void followsAliases();
  void refusesAliasesWithoutEnd();
  void keepsQuotedScalarsText();
  void mergesMapsAndReplacesTheRest();
  void setsAndFindsPaths();
  void goesThroughJson();

 private:
  std::vector<Problem> problems_;
  ConfigNode parse(const char* text) {
    problems_.clear();
    return parseConfig(text, "f", problems_);
  }
};

void TestConfigNode::remembersPlaces() {
  const ConfigNode root = parse("a: 1\nb:\n  c: [x, y]\n");
  QVERIFY(problems_.empty());
  QCOMPARE(root.find("b")->where, std::string("f:2:1"));
  QCOMPARE(nodeAt(root, "a")->where, std::string("f:1:4"));
  QCOMPARE(nodeAt(root, "b.c")->where, std::string("f:3:6"));
  QCOMPARE(nodeAt(root, "b.c")->items.at(1).where, std::string("f:3:10"));
}

void TestConfigNode::reportsDuplicateKeys() {
  const ConfigNode root = parse("a: 1\nb: {c: 1, c: 2}\na: 3\n");
  QCOMPARE(problems_.size(), std::size_t{2});
  QCOMPARE(problems_[0].where, std::string("f:2:11"));
  QCOMPARE(problems_[1].where, std::string("f:3:1"));
  QCOMPARE(problems_[1].message, std::string("'a' is given twice; first at f:1:1"));
  QCOMPARE(nodeAt(root, "a")->scalar, std::string("1"));
}

void TestConfigNode::reportsWhatIsNoYaml_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("where");
  QTest::newRow("open list") << "a: [1, 2\nb: 3\n"
                             << "f:2:2";
  QTest::newRow("tab") << "a:\n\tb: 1\n"
                       << "f:2:1";
  QTest::newRow("list at the top") << "- 1\n- 2\n"
                                   << "f:1:1";
  QTest::newRow("list as key") << "[a, b]: 1\n"
                               << "f:1:1";
  QTest::newRow("two documents") << "a: 1\n---\nb: 2\n"
                                 << "f";
}

void TestConfigNode::reportsWhatIsNoYaml() {
  QFETCH(QString, text);
  QFETCH(QString, where);
  parse(text.toUtf8().constData());
  QCOMPARE(problems_.size(), std::size_t{1});
  QCOMPARE(problems_[0].where, where.toStdString());
}

void TestConfigNode::takesAnEmptyFile() {
  for (const char* text : {"", "# only words\n", "---\n"}) {
    const ConfigNode root = parse(text);
    QVERIFY(problems_.empty());
    QVERIFY(root.isMap());
    QVERIFY(root.entries.empty());
  }
}

void TestConfigNode::followsAliases() {
  const ConfigNode root = parse("a: &x {b: 2}\nc: *x\n");
  QCOMPARE(nodeAt(root, "c.b")->scalar, std::string("2"));
}

void TestConfigNode::refusesAliasesWithoutEnd() {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int level = 1; level < 12; ++level) {
    const std::string below = "*a" + std::to_string(level - 1);
    text += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [";
    for (int k = 0; k < 10; ++k) text += (k ? ", " : "") + below;
    text += "]\n";
  }
  parse(text.c_str());
  QCOMPARE(problems_.size(), std::size_t{1});
  QVERIFY(problems_[0].message.find("repeat more than 100000 values") != std::string::npos);
}

void TestConfigNode::keepsQuotedScalarsText() {
  const ConfigNode root = parse("a: '1'\nb: 1\nc: ~\nd: \"true\"\ne: true\n");
  QCOMPARE(jsonOf(root).dump(), std::string(R"({"a":"1","b":1,"c":null,"d":"true","e":true})"));
}

void TestConfigNode::mergesMapsAndReplacesTheRest() {
  ConfigNode base = parse("a: {b: 1, c: [1, 2]}\nd: 4\n");
  mergeInto(base, parse("a: {c: [3], e: 5}\nd: {f: 6}\n"));
  QCOMPARE(jsonOf(base).dump(), std::string(R"({"a":{"b":1,"c":[3],"e":5},"d":{"f":6}})"));
}

void TestConfigNode::setsAndFindsPaths() {
  ConfigNode root = parse("a: {b: 1}\nc: 2\n");
  setPath(root, "a.d.e", ConfigNode::text("5", "w"), "w");
  setPath(root, "c.f", ConfigNode::text("6", "w"), "w");
  QCOMPARE(jsonOf(root).dump(), std::string(R"({"a":{"b":1,"d":{"e":5}},"c":{"f":6}})"));
  QCOMPARE(nodeAt(root, "a.d.e")->where, std::string("w"));
  QVERIFY(!nodeAt(root, "a.x.e"));
  QVERIFY(!nodeAt(root, "a.b.e"));
}

void TestConfigNode::goesThroughJson() {
  const Json json = {{"a", 1}, {"b", {0.1, "x"}}, {"c", nullptr}, {"d", {{"e", "1"}, {"f", true}}}};
  QVERIFY(jsonOf(nodeOf(json, "j")) == json);
}

QTEST_GUILESS_MAIN(TestConfigNode)
#include "test_config_node.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/megaface_lists.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "core/base/error.h"
#include "core/formats/feature_file.h"

using namespace lafs;

class TestMegafaceLists : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;

 private Q_SLOTS:
  void readsFeatureLists() {
    const auto list = parseMegafaceFeatureList(
        R"({"note": {"x": [1, [2]]}, "path": ["A_B/A_B_1.png", "C/d.jpg"], "n": 3.5,)"
        R"( "id": ["A_B", 7], "z": null})",
        "l.json");
    QCOMPARE(list.paths, (std::vector<std::string>{"A_B/A_B_1.png", "C/d.jpg"}));
    QCOMPARE(list.ids, (std::vector<std::string>{"A_B", "7"}));
    QVERIFY(parseMegafaceFeatureList(R"({"path":["0/1@N/2.jpg"]})", "l.json").ids.empty());
  }

  void refusesBadFeatureLists_data() {
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const QByteArray& text) { QTest::newRow(name) << text; };
    row("empty", "");
    row("not JSON", "{\"path\": [\"a\"");
    row("array", "[\"a\"]");
    row("word", "\"a\"");
    row("number", "3");
    row("no path", "{\"id\": [1]}");
    row("path a word", "{\"path\": \"a\"}");
    row("path of numbers", "{\"path\": [1]}");
    row("path nested", "{\"path\": [[\"a\"]]}");
    row("path an object", "{\"path\": {\"a\": 1}}");
    row("path null", "{\"path\": null}");
    row("path twice", "{\"path\": [\"a\"], \"path\": [\"b\"]}");
    row("other length", "{\"path\": [\"a\"], \"id\": [1, 2]}");
    row("parent", "{\"path\": [\"../a\"]}");
    row("deep", QByteArray("{\"x\": ") + QByteArray(100000, '['));
  }
  void refusesBadFeatureLists() {
    QFETCH(QByteArray, text);
    QVERIFY_EXCEPTION_THROWN(parseMegafaceFeatureList(text.toStdString(), "l.json"), UserError);
  }

  void readsPictureLists() {
    const auto scrub =
        parseMegafaceImages("s/A_B/1.png\r\nC/d.jpg\n\n", "l", MegafaceSet::FaceScrub);
    QCOMPARE(scrub, (std::vector<std::string>{"s/A_B/1.png", "C/d.jpg"}));
    QVERIFY_EXCEPTION_THROWN(parseMegafaceImages("C/d.jpg\n", "l", MegafaceSet::MegaFace),
                             UserError);
    QVERIFY_EXCEPTION_THROWN(parseMegafaceImages("a/../b/c\n", "l", MegafaceSet::MegaFace),
                             UserError);
    QVERIFY_EXCEPTION_THROWN(parseMegafaceImages("\n", "l", MegafaceSet::MegaFace), UserError);
  }

  void readsNoiseLists() {
    QCOMPARE(parseMegafaceNoises("# x\nA_B_1.png\n C_2.jpg \n", "n", MegafaceSet::FaceScrub),
             (std::vector<std::string>{"A_B_1.png", "C_2.jpg"}));
    QCOMPARE(parseMegafaceNoises("#\na/b/c.jpg\n12\td/e/f.jpg\n", "n", MegafaceSet::MegaFace),
             (std::vector<std::string>{"a/b/c.jpg", "d/e/f.jpg"}));
    QVERIFY_EXCEPTION_THROWN(parseMegafaceNoises("A/1.png\n", "n", MegafaceSet::FaceScrub),
                             UserError);
    QVERIFY_EXCEPTION_THROWN(parseMegafaceNoises("a/b.jpg\n", "n", MegafaceSet::MegaFace),
                             UserError);
    QVERIFY_EXCEPTION_THROWN(parseMegafaceNoises("1\t../b/c.jpg\n", "n", MegafaceSet::MegaFace),
                             UserError);
  }

  void namesPicturesByTheirLastParts() {
    QCOMPARE(pictureKey("x/y/A/1.png", MegafaceSet::FaceScrub), std::string("A/1.png"));
    QCOMPARE(pictureKey("A/1.png", MegafaceSet::FaceScrub), std::string("A/1.png"));
    QCOMPARE(pictureKey("1.png", MegafaceSet::FaceScrub), std::string("1.png"));
    QCOMPARE(pictureKey("x/a/b/c", MegafaceSet::MegaFace), std::string("a/b/c"));
    QCOMPARE(faceScrubIdentity("Ann_Bell_12.a.png"), std::string("Ann_Bell"));
    QCOMPARE(faceScrubIdentity("Cy.png"), std::string("Cy"));
  }

  void readsBackFeatureFiles() {
    const std::string path = folder_.filePath("f.bin").toStdString();
    const std::vector<float> features = {1.5f, -2, 0, 3e-7f};
    writeFeatureFile(path, features);
    QCOMPARE(readFeatureFile(path), features);
    const std::string bytes = featureFileBytes({2});
    QCOMPARE(bytes, std::string("\1\0\0\0\1\0\0\0\4\0\0\0\5\0\0\0\0\0\0\x40", 20));
    std::string row = featureFileBytes(features);
    std::swap(row[0], row[4]);  // one row instead of one column
    QCOMPARE(parseFeatureFile(row, "f"), features);
    QVERIFY_EXCEPTION_THROWN(writeFeatureFile("no/such/f.bin", features), UserError);
    QCOMPARE(QDir(folder_.path()).entryList({"*.tmp"}, QDir::Files | QDir::Hidden).size(), 0);
  }

  void refusesBadFeatureFiles_data() {
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray good = QByteArray::fromStdString(featureFileBytes({1, 2}));
    const auto changed = [&](qsizetype at, char value) {
      QByteArray bytes = good;
      bytes[at] = value;
      return bytes;
    };
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut off") << good.left(20);
    QTest::newRow("longer") << good + "abcd";
    QTest::newRow("more rows than bytes") << changed(2, 1);
    QTest::newRow("negative rows") << changed(3, '\xff');
    QTest::newRow("no row") << changed(0, 0);
    QTest::newRow("matrix") << changed(4, 2);
    QTest::newRow("doubles") << changed(8, 8);
    QTest::newRow("other type") << changed(12, 6);
    QTest::newRow("not finite") << good.left(20) + QByteArray("\0\0\xc0\x7f", 4);
  }
  void refusesBadFeatureFiles() {
    QFETCH(QByteArray, bytes);
    QVERIFY_EXCEPTION_THROWN(parseFeatureFile(bytes.toStdString(), "f"), UserError);
  }
};

QTEST_GUILESS_MAIN(TestMegafaceLists)
#include "test_megaface_lists.moc"

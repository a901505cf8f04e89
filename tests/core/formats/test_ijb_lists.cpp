// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/ijb_lists.h"

#include <QTest>

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/formats/template_csv.h"

using namespace lafs;

namespace {

/// Where the first problem of what `read` throws is; empty when it throws nothing.
template <typename Read>
std::string placeOf(const Read& read) {
  try {
    read();
  } catch (const UserError& error) {
    return error.problems()[0].where;
  }
  return {};
}

void addRows(std::initializer_list<std::array<const char*, 3>> rows) {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QByteArray>("where");
  for (const auto& row : rows) QTest::newRow(row[0]) << QByteArray(row[1]) << QByteArray(row[2]);
}

}  // namespace

class TestIjbLists : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsFaces() {
    const auto faces = parseIjbFaces("1.jpg 12 345\r\n1.jpg 13 346\n\n2.jpg 12 0\n", "f.txt");
    QCOMPARE(faces.size(), std::size_t(3));
    QCOMPARE(faces[1].image, std::string("1.jpg"));
    QCOMPARE(faces[1].templateId, 13);
    QCOMPARE(faces[0].mediaId, 345);
  }

  void refusesBadFaces_data() {
    addRows({{"empty", "", "t"},
             {"two fields", "1.jpg 1 2\n1.jpg 2\n", "t:2"},
             {"four fields", "1.jpg 1 2 3\n", "t:1"},
             {"letters", "1.jpg x 2\n", "t:1"},
             {"negative", "1.jpg -1 2\n", "t:1"},
             {"beyond 32 bits", "1.jpg 4294967296 2\n", "t:1"},
             {"parent", "../1.jpg 1 2\n", "t:1"}});
  }
  void refusesBadFaces() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, where);
    QCOMPARE(placeOf([&] { parseIjbFaces(text.toStdString(), "t"); }), where.toStdString());
  }

  void readsDetections() {
    const auto list = parseIjbDetections("7.jpg 1 2 3 4 5 6 7 8 9.5 1e1 0.75\n", "d.txt");
    QCOMPARE(list.size(), std::size_t(1));
    QCOMPARE(list[0].points, (std::array<float, 10>{1, 2, 3, 4, 5, 6, 7, 8, 9.5f, 10}));
    QCOMPARE(list[0].score, 0.75f);
  }

  void refusesBadDetections_data() {
    addRows({{"empty", "\n\n", "t"},
             {"no score", "7.jpg 1 2 3 4 5 6 7 8 9 10\n", "t:1"},
             {"not finite", "7.jpg 1 2 3 4 5 6 7 8 9 nan 1\n", "t:1"},
             {"absolute", "/7.jpg 1 2 3 4 5 6 7 8 9 10 1\n", "t:1"}});
  }
  void refusesBadDetections() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, where);
    QCOMPARE(placeOf([&] { parseIjbDetections(text.toStdString(), "t"); }), where.toStdString());
  }

  void readsPairs() {
    RandomStream random({3});
    std::string text;
    IjbPairs expected;
    for (int k = 0; k < 5000; ++k) {
      expected.first.push_back(static_cast<std::int32_t>(random.below(2147483648)));
      expected.second.push_back(static_cast<std::int32_t>(random.below(100)));
      expected.genuine.push_back(static_cast<std::uint8_t>(random.below(2)));
      text += std::to_string(expected.first.back()) + (k % 3 ? " " : " \t") +
              std::to_string(expected.second.back()) + " " +
              std::to_string(expected.genuine.back()) + (k % 2 ? "\n" : " \r\n");
      if (k % 100 == 0) text += "\n";
    }
    text.pop_back();  // the last line may lack its end
    const IjbPairs pairs = parseIjbPairs(text, "p.txt");
    QCOMPARE(pairs.first, expected.first);
    QCOMPARE(pairs.second, expected.second);
    QCOMPARE(pairs.genuine, expected.genuine);
  }

  void refusesBadPairs_data() {
    addRows({{"empty", "", "t"},
             {"two fields", "1 2 0\n3 4\n5 6 1\n", "t:2"},
             {"four fields", "1 2 0 4\n", "t:1"},
             {"label 2", "1 2 2\n", "t:1"},
             {"negative", "-1 2 1\n", "t:1"},
             {"letters", "1 2 1\n1a 2 1\n", "t:2"},
             {"beyond 32 bits", "1 2147483648 1\n", "t:1"},
             {"two lines in one", "1 2\n1\n", "t:1"}});
  }
  void refusesBadPairs() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, where);
    QCOMPARE(placeOf([&] { parseIjbPairs(text.toStdString(), "t"); }), where.toStdString());
  }

  void readsTemplatesByColumnName() {
    const auto members = parseTemplateCsv(
        "SUBJECT_ID,TEMPLATE_ID,FACE_X,FILENAME\n45,7,1.5,img/1 a.png\n45,7,2,frames/2.png\n", "g");
    QCOMPARE(members.size(), std::size_t(2));
    QCOMPARE(members[1].templateId, 7);
    QCOMPARE(members[1].subject, std::string("45"));
    QCOMPARE(members[1].file, std::string("frames/2.png"));
    QCOMPARE(members[1].line, 3);
  }

  void readsTemplatesWithoutHeader() {
    const auto members = parseTemplateCsv("7,45,a.png\r\n8, ann ,b.png,9\n", "g");
    QCOMPARE(members.size(), std::size_t(2));
    QCOMPARE(members[1].subject, std::string("ann"));
  }

  void refusesBadTemplates_data() {
    addRows({{"empty", "", "t"},
             {"header only", "TEMPLATE_ID,SUBJECT_ID,FILENAME\n", "t"},
             {"column missing", "TEMPLATE_ID,PERSON,FILENAME\n1,2,a\n", "t:1"},
             {"too few fields", "1,2,a\n1,2\n", "t:2"},
             {"letters", "1,2,a\nx,2,a\n", "t:2"},
             {"no subject", "1,,a\n", "t:1"},
             {"two subjects", "1,2,a\n1,3,b\n", "t:2"},
             {"parent", "1,2,../a\n", "t:1"}});
  }
  void refusesBadTemplates() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, where);
    QCOMPARE(placeOf([&] { parseTemplateCsv(text.toStdString(), "t"); }), where.toStdString());
  }
};

QTEST_GUILESS_MAIN(TestIjbLists)
#include "test_ijb_lists.moc"

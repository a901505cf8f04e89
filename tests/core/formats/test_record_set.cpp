// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/record_set.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "core/base/error.h"
#include "core/formats/record_list.h"
#include "core/formats/record_writer.h"
#include "tests/support/test_paths.h"

using namespace lafs;

namespace {

/// Three people with 2, 1 and 3 "pictures", whose bytes say which they are.
const std::vector<std::pair<std::int64_t, std::string>> kPictures = {
    {0, "zero-a"}, {0, "zero-b"}, {1, "one-a"}, {2, "two-a"}, {2, "two-b"}, {2, "two-c"}};

void writeFile(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string readText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A .rec and .idx of payloads under the keys given, in that order.
void writeRecords(const std::string& path,
                  const std::vector<std::pair<std::int64_t, std::string>>& records) {
  std::string rec, idx;
  for (const auto& [key, payload] : records) {
    idx += std::to_string(key) + "\t" + std::to_string(rec.size()) + "\n";
    rec += recordChunks(path, payload);
  }
  writeFile(path, rec);
  writeFile(besideRecord(path, ".idx"), idx);
}

std::string packed(std::uint64_t id, const std::vector<float>& labels,
                   const std::string& image = "") {
  return packImageRecord(id, labels, labels.size() > 1, image);
}

}  // namespace

class TestRecordSet : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;
  std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }

  std::string written(const char* name, RecordLayout layout) const {
    RecordWriter writer(path(name), layout);
    for (const auto& [label, bytes] : kPictures) {
      writer.add(label, "p" + std::to_string(label) + "/" + bytes + ".jpg", bytes);
    }
    writer.finish(112, 112);
    return path(name);
  }

  static void checkPictures(const RecordSet& set) {
    QCOMPARE(set.images().size(), kPictures.size());
    const auto classes = set.classes();
    std::string payload;
    for (std::size_t k = 0; k < kPictures.size(); ++k) {
      QCOMPARE(classes[k], kPictures[k].first);
      const ImageRecord record = set.record(k, payload);
      QCOMPARE(std::string(record.image), kPictures[k].second);
      QCOMPARE(static_cast<std::int64_t>(record.id), set.images()[k].key);
    }
  }

 private Q_SLOTS:
  void readsBackPlainFiles() {
    const RecordSet set = RecordSet::open(written("plain.rec", RecordLayout::Plain));
    QVERIFY(set.identities().empty() && !set.indexWasRebuilt());
    QCOMPARE(set.images()[0].key, 0);
    checkPictures(set);
    const auto list = readRecordList(path("plain.lst"));
    QCOMPARE(list.size(), kPictures.size());
    QCOMPARE(list[5].path, std::string("p2/two-c.jpg"));
    QCOMPARE(list[5].labels, std::vector<float>{2});
    QCOMPARE(readText(path("plain.lst")).substr(0, 26),
             std::string("0\t0.000000\tp0/zero-a.jpg\n1"));
    QCOMPARE(readText(path("property")), std::string("3,112,112\n"));
    QVERIFY(QDir(folder_.path()).entryList({"*.tmp"}, QDir::Files | QDir::Hidden).isEmpty());
  }

  void readsBackInsightFaceFiles() {
    const RecordSet set = RecordSet::open(written("face.rec", RecordLayout::InsightFace));
    QCOMPARE(set.identities().size(), std::size_t(3));
    QCOMPARE(set.identities()[2].key, 9);
    QCOMPARE(set.identities()[2].first, 4);
    QCOMPARE(set.identities()[2].last, 7);
    checkPictures(set);
    std::string payload;
    const ImageRecord record = set.record(1, payload);
    QVERIFY(record.labelVector);
    QCOMPARE(record.labels, (std::vector<float>{0, 1}));
    // The order of the stream: pictures, record 0, identities (face2rec2).
    const auto index = readRecordIndex(path("face.idx"), set.file().size());
    std::vector<std::int64_t> keys;
    for (const auto& position : index) keys.push_back(position.key);
    QCOMPARE(keys, (std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 0, 7, 8, 9}));
  }

  void rebuildsAMissingIndex_data() {
    QTest::addColumn<int>("layout");
    QTest::newRow("plain") << static_cast<int>(RecordLayout::Plain);
    QTest::newRow("insightface") << static_cast<int>(RecordLayout::InsightFace);
  }

  void rebuildsAMissingIndex() {
    QFETCH(int, layout);
    const std::string rec = written("lost.rec", static_cast<RecordLayout>(layout));
    QVERIFY(QFile::remove(QString::fromStdString(path("lost.idx"))));
    const RecordSet set = RecordSet::open(rec);
    QVERIFY(set.indexWasRebuilt());
    checkPictures(set);
  }

  void aVectorLabelledPictureAtKeyZeroIsAPicture() {
    writeRecords(path("v.rec"), {{0, packed(0, {3, 1}, "jpg")}, {1, packed(1, {4, 1}, "jpg")}});
    const RecordSet set = RecordSet::open(path("v.rec"));
    QCOMPARE(set.images().size(), std::size_t(2));
    QCOMPARE(set.classes(), (std::vector<std::int64_t>{3, 4}));
  }

  void identitiesMayComeBeforeTheHeaderRecord() {
    writeRecords(path("o.rec"), {{2, packed(2, {5}, "b")},
                                 {1, packed(1, {5}, "a")},
                                 {3, packed(3, {1, 3})},
                                 {0, packed(0, {3, 4})}});
    const RecordSet set = RecordSet::open(path("o.rec"));
    QCOMPARE(set.images().size(), std::size_t(2));
    QCOMPARE(set.images()[0].key, 1);
    QCOMPARE(set.classes(), (std::vector<std::int64_t>{5, 5}));
  }

  void picturesOutsideEveryRangeKeepTheirOwnClass() {
    writeRecords(path("g.rec"), {{1, packed(1, {5}, "a")},
                                 {2, packed(2, {6}, "b")},
                                 {3, packed(3, {7}, "c")},
                                 {0, packed(0, {4, 5})},
                                 {4, packed(4, {2, 3})}});
    QCOMPARE(RecordSet::open(path("g.rec")).classes(), (std::vector<std::int64_t>{5, 6, 7}));
  }

  void refusesWhatDoesNotFit_data() {
    QTest::addColumn<QList<QByteArray>>("payloads");  // under the keys 0, 1, 2 …
    const auto row = [](const char* name, const std::vector<std::string>& payloads) {
      QList<QByteArray> bytes;
      for (const std::string& payload : payloads) bytes << QByteArray::fromStdString(payload);
      QTest::newRow(name) << bytes;
    };
    const std::string picture = packed(1, {0}, "jpg");
    row("no picture promised", {packed(0, {1, 2}), packed(1, {1, 1})});
    row("record that is not there", {packed(0, {9, 10}), picture});
    row("identity that is not there", {packed(0, {2, 4}), picture, packed(2, {1, 2})});
    row("range outside", {packed(0, {2, 3}), picture, packed(2, {1, 3})});
    row("range backwards", {packed(0, {2, 3}), picture, packed(2, {2, 1})});
    row("range of nothing a key can be", {packed(0, {2, 3}), picture, packed(2, {-1, 2})});
    row("fractions", {packed(0, {1.5f, 3}), picture});
    row("not a number", {packed(0, {NAN, NAN}), picture});
    row("a million million", {packed(0, {1e12f, 2e12f}), picture});
    row("largest float", {packed(0, {3e38f, 3e38f}), picture});
    row("identity without a range", {packed(0, {2, 3}), picture, packed(2, {1}, "x")});
    row("too short", {"abc", picture});
    row("more labels than bytes", {std::string("\xff\xff\xff\xff", 4) + std::string(24, '\0')});
  }

  void refusesWhatDoesNotFit() {
    QFETCH(QList<QByteArray>, payloads);
    std::vector<std::pair<std::int64_t, std::string>> records;
    for (const QByteArray& payload : payloads) {
      records.push_back({static_cast<std::int64_t>(records.size()), payload.toStdString()});
    }
    writeRecords(path("bad.rec"), records);
    QVERIFY_EXCEPTION_THROWN(RecordSet::open(path("bad.rec")), UserError);
  }

  void refusesABadIndex_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("where");
    QTest::newRow("words") << QByteArray("0\t0\nkey\toffset\n") << QByteArray("t.idx:2");
    QTest::newRow("one number") << QByteArray("0\n") << QByteArray("t.idx:1");
    QTest::newRow("negative key") << QByteArray("-1\t0\n") << QByteArray("t.idx:1");
    QTest::newRow("outside") << QByteArray("0\t0\n1\t4096\n") << QByteArray("t.idx:2");
    QTest::newRow("unaligned") << QByteArray("0\t2\n") << QByteArray("t.idx:1");
    QTest::newRow("2^60") << QByteArray("0\t1152921504606846976\n") << QByteArray("t.idx:1");
    QTest::newRow("2^70") << QByteArray("0\t1180591620717411303424\n") << QByteArray("t.idx:1");
    QTest::newRow("twice") << QByteArray("3\t0\n1\t4\n3\t8\n") << QByteArray("t.idx");
  }

  void refusesABadIndex() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, where);
    try {
      parseRecordIndex(text.toStdString(), "t.idx", 1000);
      QFAIL("nothing was thrown");
    } catch (const UserError& error) {
      QCOMPARE(QByteArray::fromStdString(error.problems()[0].where), where);
    }
  }

  void toleratesOtherSpacing() {
    const auto index = parseRecordIndex("5 \t 8\r\n\r\n 2\t0 \r\n\n", "t.idx", 1000);
    QCOMPARE(index.size(), std::size_t(2));
    QCOMPARE(index[0].key, 5);
    QCOMPARE(index[0].offset, std::uint64_t(8));
  }

  void classesAreWholeNumbers() {
    QCOMPARE(classOfLabel(16777216.0f, "x"), 16777216);
    for (const float label : {-1.0f, 0.5f, 16777218.0f, 3e38f, NAN, INFINITY}) {
      QVERIFY_EXCEPTION_THROWN(classOfLabel(label, "x"), UserError);
    }
  }

  void refusesWhatItCannotWrite() {
    QVERIFY_EXCEPTION_THROWN(RecordWriter(path("no/such.rec"), RecordLayout::Plain), UserError);
    QVERIFY_EXCEPTION_THROWN(RecordWriter(path("t.txt"), RecordLayout::Plain), UserError);
    {
      RecordWriter writer(path("bad-name.rec"), RecordLayout::Plain);
      QVERIFY_EXCEPTION_THROWN(writer.add(0, "a\tb", "jpg"), UserError);
      QVERIFY_EXCEPTION_THROWN(writer.add(0, "a", ""), UserError);
      QVERIFY_EXCEPTION_THROWN(writer.finish(1, 1), UserError);
    }
    QVERIFY(!QFile::exists(folder_.filePath("bad-name.rec")));
  }

  void opensTheSampleFile() {
    const std::string data = test::testData();
    if (data.empty()) QSKIP("SKIPPED, no test data: the sample .rec is not checked");
    const RecordSet set = RecordSet::open(data + "/samples/train.rec");
    const auto list = readRecordList(data + "/samples/train.lst");
    QCOMPARE(set.images().size(), std::size_t(8));
    QCOMPARE(list.size(), std::size_t(8));
    std::string payload;
    const auto classes = set.classes();
    for (std::size_t k = 0; k < 8; ++k) {
      QCOMPARE(set.images()[k].key, list[k].key);
      QCOMPARE(classes[k], static_cast<std::int64_t>(list[k].labels[0]));
      const ImageRecord record = set.record(k, payload);
      QVERIFY(!record.labelVector);
      QCOMPARE(std::string(record.image.substr(0, 2)), std::string("\xff\xd8"));
    }
  }
};

QTEST_GUILESS_MAIN(TestRecordSet)
#include "test_record_set.moc"

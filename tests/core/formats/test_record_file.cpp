// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/record_file.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <thread>
#include <vector>

#include "core/base/error.h"
#include "core/base/random_stream.h"

using namespace lafs;

namespace {

const std::string kMagic("\x0a\x23\xd7\xce", 4);
const std::string kOtherMagic("\x0a\x23\xd7\x3e", 4);

/// One chunk, written out by hand.
std::string chunk(std::uint32_t part, const std::string& data, const std::string& magic = kMagic) {
  const std::uint32_t word =
      part << (magic == kMagic ? 29 : 30) | static_cast<std::uint32_t>(data.size());
  std::string bytes = magic;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(word >> (8 * i));
  return bytes + data + std::string((4 - data.size() % 4) % 4, '\0');
}

}  // namespace

class TestRecordFile : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;

  std::string store(const std::string& bytes) const {
    const std::string path = folder_.filePath("t.rec").toStdString();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

 private Q_SLOTS:
  void joinsSplitRecords_data() {
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QByteArray>("chunks");
    const auto row = [](const char* name, const std::string& payload, const std::string& chunks) {
      QTest::newRow(name) << QByteArray::fromStdString(payload)
                          << QByteArray::fromStdString(chunks);
    };
    row("plain", "abcde", chunk(0, "abcde"));
    row("empty", "", chunk(0, ""));
    row("magic alone", kMagic, chunk(1, "") + chunk(3, ""));
    row("magic inside", "abcd" + kMagic + "ef", chunk(1, "abcd") + chunk(3, "ef"));
    row("magic unaligned", "ab" + kMagic + "ef", chunk(0, "ab" + kMagic + "ef"));
    row("two in a row", "abcd" + kMagic + kMagic + "e",
        chunk(1, "abcd") + chunk(2, "") + chunk(3, "e"));
    row("magic at both ends", kMagic + "abcd" + kMagic,
        chunk(1, "") + chunk(2, "abcd") + chunk(3, ""));
  }

  void joinsSplitRecords() {
    QFETCH(QByteArray, payload);
    QFETCH(QByteArray, chunks);
    QCOMPARE(QByteArray::fromStdString(recordChunks("t.rec", payload.toStdString())), chunks);
    const auto file = RecordFile::open(store(chunks.toStdString() + chunk(0, "next")));
    QCOMPARE(file.head(), RecordHead::Dmlc);
    std::string read = "left over";
    QCOMPARE(file.read(0, read), std::uint64_t(chunks.size()));
    QCOMPARE(QByteArray::fromStdString(read), payload);
    for (qsizetype most = 0; most <= payload.size() + 1; ++most) {
      file.readStart(0, static_cast<std::size_t>(most), read);
      QCOMPARE(QByteArray::fromStdString(read), payload.left(most));
    }
    std::vector<std::uint64_t> seen;
    file.scan(2, [&](std::uint64_t offset, std::string_view start, std::uint64_t whole) {
      seen.insert(seen.end(), {offset, start.size(), whole});
    });
    const auto size = static_cast<std::uint64_t>(payload.size());
    QCOMPARE(seen, (std::vector<std::uint64_t>{0, std::min<std::uint64_t>(2, size), size,
                                               static_cast<std::uint64_t>(chunks.size()), 2, 4}));
  }

  void readsTheOtherHeadToo() {
    const std::string payload = "abcd" + kOtherMagic + "efgh" + kMagic;
    const std::string chunks =
        chunk(1, "abcd", kOtherMagic) + chunk(3, "efgh" + kMagic, kOtherMagic);
    QCOMPARE(recordChunks("t.rec", payload, RecordHead::TwoBit), chunks);
    const auto file = RecordFile::open(store(chunks));
    QCOMPARE(file.head(), RecordHead::TwoBit);
    std::string read;
    QCOMPARE(file.read(0, read), std::uint64_t(chunks.size()));
    QCOMPARE(read, payload);
  }

  void refusesDamage_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("offset");
    const auto row = [](const char* name, const std::string& bytes, int offset = 0) {
      QTest::newRow(name) << QByteArray::fromStdString(bytes) << offset;
    };
    row("wrong magic", "xxxx" + chunk(0, "a").substr(4));
    row("header cut off", kMagic + std::string(2, '\0'));
    row("data cut off", chunk(0, "abcdefgh").substr(0, 12));
    row("largest length", kMagic + "\xff\xff\xff\x1f" + "abcd");
    row("unknown part", chunk(5, "abcd"));
    row("heads of both kinds", chunk(1, "abcd") + chunk(3, "e", kOtherMagic));
    row("begins in the middle", chunk(2, "abcd") + chunk(3, "e"));
    row("begins with the last part", chunk(3, "e"));
    row("never ends", chunk(1, "abcd") + chunk(2, "efgh"));
    row("whole record inside a split one", chunk(1, "abcd") + chunk(0, "efgh"));
    row("outside the file", chunk(0, "abcd"), 400);
    row("at the very end", chunk(0, "abcd"), 12);
    row("unaligned", chunk(0, "abcd"), 2);
  }

  void refusesDamage() {
    QFETCH(QByteArray, bytes);
    QFETCH(int, offset);
    const auto file = RecordFile::open(store(bytes.toStdString()));
    std::string payload;
    QVERIFY_EXCEPTION_THROWN(file.read(static_cast<std::uint64_t>(offset), payload), UserError);
    QVERIFY2(payload.capacity() < 4096, "memory was taken for what a damaged header claims");
  }

  void refusesWhatIsNoFile() {
    QVERIFY_EXCEPTION_THROWN(RecordFile::open(store("")), UserError);
    QVERIFY_EXCEPTION_THROWN(RecordFile::open(folder_.filePath("absent").toStdString()), UserError);
    QVERIFY_EXCEPTION_THROWN(RecordFile::open(folder_.path().toStdString()), UserError);
  }

  void severalThreadsReadAtOnce() {
    std::string bytes;
    std::vector<std::pair<std::uint64_t, std::string>> records;
    RandomStream random({7});
    for (int k = 0; k < 200; ++k) {
      std::string payload(static_cast<std::size_t>(random.below(3000)), static_cast<char>(k));
      if (k % 5 == 0) payload.insert(0, kMagic);
      records.push_back({bytes.size(), payload});
      bytes += recordChunks("t.rec", payload);
    }
    const auto file = RecordFile::open(store(bytes));
    std::vector<int> wrong(4, 0);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t) {
      threads.emplace_back([&, t] {
        RandomStream order({t});
        std::string payload;
        for (int k = 0; k < 2000; ++k) {
          const auto& [offset, expected] = records[static_cast<std::size_t>(order.below(200))];
          file.read(offset, payload);
          wrong[t] += payload != expected;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    QCOMPARE(wrong, std::vector<int>(4, 0));
  }

  void cutOffWhileOpenIsAnError() {
    const std::string path = store(recordChunks("t.rec", std::string(5000, 'a')));
    const auto file = RecordFile::open(path);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << recordChunks("t", "").substr(0, 8);
    std::string payload;
    file.read(0, payload);
    QVERIFY(payload.empty());
    std::ofstream(path, std::ios::binary | std::ios::trunc) << "";
    QVERIFY_EXCEPTION_THROWN(file.read(0, payload), UserError);
  }
};

QTEST_GUILESS_MAIN(TestRecordFile)
#include "test_record_file.moc"

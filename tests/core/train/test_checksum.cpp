// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/checksum.h"

#include <QTemporaryDir>
#include <QTest>
#include <string>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

using namespace lafs;

class TestChecksum : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void publishedValues_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<quint64>("digest");
    QTest::newRow("empty") << QByteArray("") << quint64(0xef46db3751d8e999);
    QTest::newRow("one byte") << QByteArray("a") << quint64(0xd24ec4f1a98c6e5b);
    QTest::newRow("three bytes") << QByteArray("abc") << quint64(0x44bc2cf5ad770999);
    QTest::newRow("longer than a stripe")
        << QByteArray("Nobody inspects the spammish repetition") << quint64(0xfbcea83c8a378bf1);
  }
  void publishedValues() {
    QFETCH(QByteArray, text);
    QFETCH(quint64, digest);
    QCOMPARE(quint64(xxh64(text.toStdString())), digest);
  }

  void piecesGiveTheSame() {
    std::string bytes;
    for (int i = 0; i < 1000; ++i) bytes.push_back(static_cast<char>(i * 37));
    for (const std::size_t piece : {1, 7, 31, 32, 33, 64, 999}) {
      Xxh64 hash;
      for (std::size_t begin = 0; begin < bytes.size(); begin += piece) {
        hash.update(std::string_view(bytes).substr(begin, piece));
      }
      QCOMPARE(hash.digest(), xxh64(bytes));
    }
  }

  void everyByteCounts() {
    std::string bytes(100, 'x');
    const std::uint64_t whole = xxh64(bytes);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] ^= 1;
      QVERIFY(xxh64(bytes) != whole);
      bytes[i] ^= 1;
    }
  }

  void files() {
    QTemporaryDir folder;
    const std::string path = folder.filePath("bytes").toStdString();
    const std::string bytes(3'000'000, 'q');
    writeFileAtomically(path, bytes);
    const FileChecksum checksum = fileChecksum(path);
    QCOMPARE(checksum.bytes, std::uint64_t(bytes.size()));
    QCOMPARE(QString::fromStdString(checksum.digest),
             QString("%1").arg(quint64(xxh64(bytes)), 16, 16, QChar('0')));
    QVERIFY_EXCEPTION_THROWN(fileChecksum(path + "-missing"), UserError);
  }
};

QTEST_GUILESS_MAIN(TestChecksum)
#include "test_checksum.moc"

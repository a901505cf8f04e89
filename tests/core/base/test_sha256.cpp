// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCryptographicHash>
#include <QTest>

#include "core/base/sha256.h"

class TestSha256 : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void givesTheStandardsDigests();
  void agreesWithQtAtEveryLength();
  void takesPieces();
};

void TestSha256::givesTheStandardsDigests() {
  QCOMPARE(lafs::sha256Hex("abc"),
           std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  QCOMPARE(lafs::sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
           std::string("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
}

void TestSha256::agreesWithQtAtEveryLength() {
  std::string bytes;
  for (int length = 0; length < 200; ++length) {
    const QByteArray view(bytes.data(), static_cast<int>(bytes.size()));
    const QByteArray expected = QCryptographicHash::hash(view, QCryptographicHash::Sha256).toHex();
    QCOMPARE(lafs::sha256Hex(bytes), expected.toStdString());
    bytes += static_cast<char>(length * 37);
  }
}

void TestSha256::takesPieces() {
  const std::string bytes(1000, 'q');
  lafs::Sha256 hash;
  for (std::size_t at = 0, size = 1; at < bytes.size(); at += size, size += 7) {
    size = std::min(size, bytes.size() - at);
    hash.update(std::string_view(bytes).substr(at, size));
  }
  QCOMPARE(hash.hex(), lafs::sha256Hex(bytes));
}

QTEST_GUILESS_MAIN(TestSha256)
#include "test_sha256.moc"

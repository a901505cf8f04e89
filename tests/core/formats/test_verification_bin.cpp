// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/verification_bin.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "core/base/error.h"

using namespace lafs;

class TestVerificationBin : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;

  std::string store(const std::string& bytes) const {
    const std::string path = folder_.filePath("t.bin").toStdString();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

 private Q_SLOTS:
  void readsBackWhatItWrites() {
    std::vector<std::string> pictures;
    std::vector<std::uint8_t> same;
    for (std::size_t k = 0; k < 2 * 1203; ++k) {
      pictures.push_back(std::string(1 + k * 7 % 600, static_cast<char>(k)));
      if (k % 2) same.push_back(k % 3 == 0);
    }
    const std::vector<std::string_view> views(pictures.begin(), pictures.end());
    const std::string path = folder_.filePath("round.bin").toStdString();
    writeVerificationBin(path, views, same);
    const VerificationBin bin = VerificationBin::open(path);
    QCOMPARE(bin.pairs(), std::size_t(1203));
    QCOMPARE(bin.same(), same);
    QCOMPARE(bin.images(), views);
  }

  void readsTextPickles() {
    // Protocol 0 as Python 2 wrote it: strings in quotes, flags as numbers of two digits.
    const VerificationBin bin =
        VerificationBin::open(store("((lp0\nS'a\\xff'\np1\naS'b'\np2\na(lp3\nI01\natp4\n."));
    QCOMPARE(bin.pairs(), std::size_t(1));
    QCOMPARE(std::string(bin.images()[0]), std::string("a\xff"));
    QCOMPARE(bin.same(), std::vector<std::uint8_t>{1});
  }

  void refusesBadFiles_data() {
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const std::string& bytes) {
      QTest::newRow(name) << QByteArray::fromStdString(bytes);
    };
    row("empty", "");
    row("not a pickle", "\xff\xd8\xff\xe0");
    row("no pair", "\x80\x03].");
    row("three parts", "\x80\x03]]]\x87.");
    row("no pictures", "\x80\x03]]\x86.");
    row("pictures too few",
        "\x80\x03](C\1ae](\x88"
        "e\x86.");
    row("picture of nothing", std::string("\x80\x03](C\0C\1be](\x88"
                                          "e\x86.",
                                          17));
    row("picture a number",
        "\x80\x03](K\1C\1be](\x88"
        "e\x86.");
    row("flag 2", "\x80\x03](C\1aC\1be](K\2e\x86.");
    row("flag text", "\x80\x03](C\1aC\1be](C\1ae\x86.");
    row("calls",
        "\x80\x02"
        "cos\nsystem\nX\4\0\0\0true\x85R.");
    row("cut off",
        "\x80\x03](C\1aC\1be](\x88"
        "e");
    row("2^60 bytes", std::string("\x80\x04](\x8e\0\0\0\0\0\0\0\x10"
                                  "ab",
                                  15));
  }
  void refusesBadFiles() {
    QFETCH(QByteArray, bytes);
    QVERIFY_EXCEPTION_THROWN(VerificationBin::open(store(bytes.toStdString())), UserError);
  }

  void writesNothingWhenItCannot() {
    const std::vector<std::string_view> pictures = {"a", "b"};
    QVERIFY_EXCEPTION_THROWN(writeVerificationBin("no/such/t.bin", pictures, {1}), UserError);
  }
};

QTEST_GUILESS_MAIN(TestVerificationBin)
#include "test_verification_bin.moc"

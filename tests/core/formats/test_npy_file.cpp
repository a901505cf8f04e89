// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/npy_file.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <fstream>

#include "core/base/error.h"
#include "core/formats/half_float.h"

using namespace lafs;

namespace {

/// A whole file written out by hand, with the header's padding left to chance.
std::string fileBytes(int version, const std::string& dictionary, const std::string& data) {
  std::string bytes("\x93NUMPY", 6);
  bytes += static_cast<char>(version);
  bytes += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) {
    bytes += static_cast<char>(dictionary.size() >> (8 * i));
  }
  return bytes + dictionary + data;
}

std::string dictionary(const char* descr, const char* fortran, const char* shape) {
  return std::string("{'descr': '") + descr + "', 'fortran_order': " + fortran +
         ", 'shape': " + shape + ", }  \n";
}

}  // namespace

class TestNpyFile : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;
  std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }

  std::string store(const std::string& bytes) const {
    std::ofstream(path("t.npy"), std::ios::binary) << bytes;
    return path("t.npy");
  }

 private Q_SLOTS:
  void readsBackWhatItWrites() {
    const std::vector<float> floats = {1.5f, -2, 3, 4, 5, 6};
    writeNpy(path("f.npy"), {2, 3}, floats.data());
    const NpyFile file = NpyFile::open(path("f.npy"));
    QCOMPARE(file.shape(), (std::vector<std::int64_t>{2, 3}));
    QCOMPARE(file.floats(), floats);
    QCOMPARE(file.header().dataOffset % 64, std::uint64_t(0));
    float middle[2];
    file.copy(1, 2, middle);
    QCOMPARE(middle[0], -2.0f);
    QCOMPARE(middle[1], 3.0f);

    const std::vector<double> doubles = {0.1, 1e300};
    writeNpy(path("d.npy"), {2}, doubles.data());
    QCOMPARE(NpyFile::open(path("d.npy")).doubles(), doubles);
    const std::vector<std::int64_t> wide = {INT64_MIN, INT64_MAX};
    writeNpy(path("i.npy"), {2, 1}, wide.data());
    QCOMPARE(NpyFile::open(path("i.npy")).integers(), wide);
    const std::uint8_t byte = 200;
    writeNpy(path("u.npy"), {}, &byte);
    QCOMPARE(NpyFile::open(path("u.npy")).integers(), std::vector<std::int64_t>{200});
    const bool flags[2] = {true, false};
    writeNpy(path("b.npy"), {2}, flags);
    QCOMPARE(NpyFile::open(path("b.npy")).floats(), (std::vector<float>{1, 0}));
    const std::int32_t narrow[2] = {-5, 7};
    writeNpy(path("n.npy"), {0, 9}, narrow);
    QCOMPARE(NpyFile::open(path("n.npy")).count(), 0);
  }

  void headerIsNumpys() {
    NpyHeader header;
    header.shape = {3, 4};
    const std::string bytes = npyHeaderBytes(header);
    QCOMPARE(bytes.size(), std::size_t(128));
    const std::string expected = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }";
    QCOMPARE(bytes.substr(10, expected.size()), expected);
    QCOMPARE(bytes.back(), '\n');
    header.shape = {5};
    QVERIFY(npyHeaderBytes(header).find("'shape': (5,), }") != std::string::npos);
    header.shape = {};
    QVERIFY(npyHeaderBytes(header).find("'shape': (), }") != std::string::npos);
  }

  void readsEveryTypeAndOrder_data() {
    QTest::addColumn<QByteArray>("descr");
    QTest::addColumn<QByteArray>("bytes");  // of two numbers
    QTest::addColumn<double>("first");
    QTest::addColumn<double>("second");
    const auto row = [](const char* descr, const char* hex, double first, double second) {
      QTest::newRow(descr) << QByteArray(descr) << QByteArray::fromHex(hex) << first << second;
    };
    row("<f4", "0000803f000000c0", 1, -2);
    row(">f4", "3f800000c0000000", 1, -2);
    row("<f8", "000000000000f03f00000000000000c0", 1, -2);
    row(">f8", "3ff0000000000000c000000000000000", 1, -2);
    row("<f2", "003c00c0", 1, -2);
    row(">f2", "3c00c000", 1, -2);
    row("|i1", "01fe", 1, -2);
    row("|u1", "01fe", 1, 254);
    row("|b1", "0100", 1, 0);
    row("<i2", "0100feff", 1, -2);
    row(">i2", "0001fffe", 1, -2);
    row("<u2", "0100feff", 1, 65534);
    row("<i4", "01000000feffffff", 1, -2);
    row(">u4", "00000001fffffffe", 1, 4294967294.0);
    row("<i8", "0100000000000000feffffffffffffff", 1, -2);
    row(">i8", "0000000000000001fffffffffffffffe", 1, -2);
    row("<u8", "0100000000000000feffffffffffff7f", 1, 9223372036854775806.0);
  }
  void readsEveryTypeAndOrder() {
    QFETCH(QByteArray, descr);
    QFETCH(QByteArray, bytes);
    QFETCH(double, first);
    QFETCH(double, second);
    for (int version = 1; version <= 3; ++version) {
      const NpyFile file = NpyFile::open(store(
          fileBytes(version, dictionary(descr.constData(), "False", "(2,)"), bytes.toStdString())));
      QCOMPARE(npyDescription(file.header()), descr.toStdString());
      QCOMPARE(file.doubles(), (std::vector<double>{first, second}));
      QCOMPARE(file.floats()[1], static_cast<float>(second));
      if (second < 9e18) QCOMPARE(file.integers()[1], static_cast<std::int64_t>(second));
    }
  }

  void turnsFortranOrder() {
    // Shape (2, 3, 2): element (a, b, c) is 100 a + 10 b + c, stored with `a` running fastest.
    std::string data;
    for (int c = 0; c < 2; ++c) {
      for (int b = 0; b < 3; ++b) {
        for (int a = 0; a < 2; ++a) data += static_cast<char>(100 * a + 10 * b + c);
      }
    }
    const NpyFile file =
        NpyFile::open(store(fileBytes(1, dictionary("|u1", "True", "(2, 3, 2)"), data)));
    const std::vector<std::int64_t> expected = {0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121};
    QCOMPARE(file.integers(), expected);
    for (std::int64_t first = 0; first < 12; ++first) {
      std::int64_t two[2] = {0, 0};
      const std::int64_t count = std::min<std::int64_t>(2, 12 - first);
      file.copy(first, count, two);
      QCOMPARE(two[0], expected[static_cast<std::size_t>(first)]);
      if (count == 2) QCOMPARE(two[1], expected[static_cast<std::size_t>(first + 1)]);
    }
  }

  void halvesAreExact() {
    QCOMPARE(halfToFloat(0x3c00), 1.0f);
    QCOMPARE(halfToFloat(0x0001), std::ldexp(1.0f, -24));
    QCOMPARE(halfToFloat(0x7bff), 65504.0f);
    QCOMPARE(halfToFloat(0x83ff), -std::ldexp(1023.0f, -24));
    QVERIFY(std::isinf(halfToFloat(0xfc00)) && halfToFloat(0xfc00) < 0);
    QVERIFY(std::isnan(halfToFloat(0x7e00)));
  }

  void refusesIntegersThatAreNone() {
    const double numbers[1] = {0.5};
    writeNpy(path("h.npy"), {1}, numbers);
    QVERIFY_EXCEPTION_THROWN(NpyFile::open(path("h.npy")).integers(), UserError);
    const double large[1] = {9.3e18};
    writeNpy(path("l.npy"), {1}, large);
    QVERIFY_EXCEPTION_THROWN(NpyFile::open(path("l.npy")).integers(), UserError);
    const std::string all(8, '\xff');
    const auto file = NpyFile::open(store(fileBytes(1, dictionary("<u8", "False", "(1,)"), all)));
    QVERIFY_EXCEPTION_THROWN(file.integers(), UserError);
  }

  void refusesBadFiles_data() {
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const std::string& bytes) {
      QTest::newRow(name) << QByteArray::fromStdString(bytes);
    };
    const std::string good = dictionary("<f4", "False", "(2,)"), data(8, '\0');
    row("empty", "");
    row("magic only", std::string("\x93NUMPY\1\0", 8));
    row("other magic", "\x92" + fileBytes(1, good, data).substr(1));
    row("version 4", fileBytes(4, good, data));
    row("header of 4 GiB", std::string("\x93NUMPY\2\0\xff\xff\xff\xff", 12) + good + data);
    row("cut off", fileBytes(1, good, data.substr(1)));
    row("longer", fileBytes(1, good, data + "x"));
    row("overflow", fileBytes(1, dictionary("<f4", "False", "(4294967296, 4294967296)"), data));
    row("2^60", fileBytes(1, dictionary("<f4", "False", "(1152921504606846976,)"), data));
    row("zero times too many",
        fileBytes(1, dictionary("<f4", "False", "(9223372036854775807, 9223372036854775807, 0)"),
                  ""));
    row("negative", fileBytes(1, dictionary("<f4", "False", "(-2,)"), data));
    row("objects", fileBytes(1, dictionary("|O", "False", "(2,)"), data));
    row("complex", fileBytes(1, dictionary("<c8", "False", "(1,)"), data));
    row("text", fileBytes(1, dictionary("<U2", "False", "(1,)"), data));
    row("f1", fileBytes(1, dictionary("<f1", "False", "(8,)"), data));
    row("f3", fileBytes(1, dictionary("<f3", "False", "(8,)"), data));
    row("records",
        fileBytes(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", data));
    row("fortran maybe", fileBytes(1, dictionary("<f4", "1", "(2,)"), data));
    row("no shape", fileBytes(1, "{'descr': '<f4', 'fortran_order': False, }", data));
    row("twice", fileBytes(1, "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False}", data));
    row("unknown", fileBytes(1, "{'x': 1, 'descr': '<f4'}", data));
    row("open quote", fileBytes(1, "{'descr': '<f4", data));
    row("a call", fileBytes(1, "__import__('os').system('true')", data));
    row("trailing", fileBytes(1, good + "x", data));
    std::string many = "(";
    for (int k = 0; k < 100; ++k) many += "1,";
    row("100 dimensions", fileBytes(1, dictionary("|u1", "False", (many + ")").c_str()), "x"));
  }
  void refusesBadFiles() {
    QFETCH(QByteArray, bytes);
    QVERIFY_EXCEPTION_THROWN(NpyFile::open(store(bytes.toStdString())), UserError);
  }
};

QTEST_GUILESS_MAIN(TestNpyFile)
#include "test_npy_file.moc"

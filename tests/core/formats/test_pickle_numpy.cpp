// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_numpy.h"

#include <QTest>
#include <cstring>
#include <string>

#include "core/base/error.h"
#include "core/formats/pickle_reader.h"
#include "tests/core/formats/pickle_samples.h"

using lafs::Dtype;
using lafs::PickledArray;
using lafs::PickleTree;

namespace {

lafs::PickleRules numpyRules() {
  lafs::PickleRules rules;
  rules.globals = lafs::numpyGlobals();
  return rules;
}

std::string sample(std::size_t index) {
  return QByteArray::fromHex(lafs::test::kPickledArrays[index]).toStdString();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string problemOf(const std::string& text) {
  try {
    const PickleTree tree = lafs::readPickle(text, numpyRules(), "file.bin");
    lafs::numpyArray(*tree.root().items.at(1), "file.bin");
    lafs::pickleNumber(*tree.root().items.at(0), "file.bin");
  } catch (const lafs::UserError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

class TestPickleNumpy : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void readsArraysAndScalars_data() {
    QTest::addColumn<int>("index");
    for (int i = 0; i < 4; ++i) QTest::addRow("%d", i) << i;
  }

  void readsArraysAndScalars() {
    QFETCH(int, index);
    const std::string text = sample(static_cast<std::size_t>(index));
    const PickleTree tree = lafs::readPickle(text, numpyRules(), "file");
    const auto& items = tree.root().items;
    QCOMPARE(items.size(), std::size_t{6});
    QVERIFY(isNumpyScalar(*items[0]) && !isNumpyArray(*items[0]));
    QVERIFY(isNumpyArray(*items[1]) && !isNumpyScalar(*items[1]));

    const PickledArray floats = lafs::numpyArray(*items[1], "file");
    QVERIFY(floats.dtype == Dtype::F32 && !floats.columnMajor);
    QVERIFY((floats.shape == std::vector<std::int64_t>{2, 3}));
    const float expected[6] = {0, 1, 2, 3, 4, 5};
    QCOMPARE(floats.bytes.size(), sizeof expected);
    QCOMPARE(std::memcmp(floats.bytes.data(), expected, sizeof expected), 0);

    const PickledArray columns = lafs::numpyArray(*items[2], "file");
    QVERIFY(columns.dtype == Dtype::I16 && columns.columnMajor);
    const std::int16_t inMemory[4] = {0, 2, 1, 3};
    QCOMPARE(std::memcmp(columns.bytes.data(), inMemory, sizeof inMemory), 0);

    QCOMPARE(*lafs::pickleNumber(*items[0], "file"), 0.25);
    QCOMPARE(*lafs::pickleNumber(*items[3], "file"), 1.0);
    QCOMPARE(*lafs::pickleNumber(*items[4], "file"), -1.5);
    QCOMPARE(*lafs::pickleNumber(*items[5], "file"), -3.0);
    QVERIFY(!lafs::pickleNumber(*items[1], "file"));
  }

  void refusesMalformedOnes_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("expected");
    const std::string four = sample(2);
    QTest::newRow("big-endian") << replaced(four, "\x8c\x01<", "\x8c\x01>")
                                << std::string("big-endian");
    QTest::newRow("complex") << replaced(four, "f4", "c8") << std::string("number type 'c8'");
    QTest::newRow("objects") << replaced(four, "f4", "O8") << std::string("number type 'O8'");
    QTest::newRow("another shape") << replaced(four, "K\x02K\x03\x86", "K\x02K\x04\x86")
                                   << std::string("ask for 32 bytes, it has 24");
    QTest::newRow("no dtype") << replaced(four, "dtype", "dtypo")
                              << std::string("names 'numpy dtypo'");
  }

  void refusesMalformedOnes() {
    QFETCH(std::string, text);
    QFETCH(std::string, expected);
    QVERIFY2(problemOf(text).find(expected) != std::string::npos, problemOf(text).c_str());
  }

  void everyChangedByteIsReadOrRefused() {
    for (std::size_t index = 0; index < 4; ++index) {
      const std::string text = sample(index);
      for (std::size_t at = 0; at < text.size(); ++at) {
        for (const int change : {1, 4, 0x80}) {
          std::string changed = text;
          changed[at] = static_cast<char>(changed[at] ^ change);
          try {
            problemOf(changed);
          } catch (const std::out_of_range&) {
            continue;  // this test's own look-up: the list became shorter
          }
        }
      }
    }
  }
};

QTEST_APPLESS_MAIN(TestPickleNumpy)
#include "test_pickle_numpy.moc"

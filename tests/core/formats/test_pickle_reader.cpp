// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_reader.h"

#include <QTest>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "tests/core/formats/pickle_samples.h"
#include "tests/support/test_paths.h"

using lafs::PickleKind;
using lafs::PickleRules;
using lafs::PickleTree;
using lafs::PickleValue;

namespace {

using namespace std::string_literals;

std::string fromHex(const char* hex) {
  return QByteArray::fromHex(hex).toStdString();
}

/// Whether a part of `text` can be read, and if not, why.
std::string problemOf(const std::string& text, const PickleRules& rules = {}) {
  try {
    lafs::readPickle(text, rules, "file.bin", 1000);
  } catch (const lafs::UserError& error) {
    return error.what();
  }
  return {};
}

std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

}  // namespace

class TestPickleReader : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void readsEveryProtocol_data() {
    QTest::addColumn<int>("protocol");
    for (int protocol = 0; protocol < 6; ++protocol) QTest::addRow("%d", protocol) << protocol;
  }

  void readsEveryProtocol() {
    QFETCH(int, protocol);
    const std::string text = fromHex(lafs::test::kPickledValues[protocol]) + "behind";
    const PickleTree tree = lafs::readPickle(text, {}, "file");
    QCOMPARE(tree.consumed(), text.size() - 6);
    const PickleValue& root = tree.root();
    QVERIFY(root.is(PickleKind::Dict));
    QCOMPARE(root.items.size(), std::size_t{14});

    const PickleValue& flags = *pickleEntry(root, "flags");
    QVERIFY(flags.is(PickleKind::List) && flags.items.size() == 3);
    QVERIFY(flags.items[0]->is(PickleKind::Bool) && flags.items[0]->integer == 1);
    QVERIFY(flags.items[1]->is(PickleKind::Bool) && flags.items[1]->integer == 0);
    QVERIFY(flags.items[2]->is(PickleKind::None));

    const PickleValue& numbers = *pickleEntry(root, "numbers");
    QVERIFY(numbers.is(PickleKind::Tuple) && numbers.items.size() == 9);
    const std::int64_t expected[] = {0, 255, -1, 70000, INT32_MIN, 1LL << 40, INT64_MIN};
    for (std::size_t i = 0; i < 7; ++i) {
      QVERIFY(numbers.items[i]->is(PickleKind::Integer));
      QCOMPARE(numbers.items[i]->integer, expected[i]);
    }
    QCOMPARE(numbers.items[7]->real, 0.1);
    QVERIFY(numbers.items[8]->real == -1e300);

    QVERIFY(pickleEntry(root, "text")->bytes == "n\xc3\xa4\xc3\xafve \xe2\x82\xac\n");
    QVERIFY(pickleEntry(root, "bytes")->is(PickleKind::Bytes));
    QVERIFY(pickleEntry(root, "bytes")->bytes == "\x00\xff\x41\n"s);
    QVERIFY(pickleEntry(root, "set")->is(PickleKind::Set));
    QCOMPARE(pickleEntry(root, "set")->items[0]->integer, std::int64_t{7});
    QVERIFY(pickleEntry(root, "nested") == pickleEntry(root, "again"));
    QCOMPARE(pickleEntry(root, "nested")->items[0]->items[0]->items[3]->integer, std::int64_t{4});
    QVERIFY(!pickleEntry(root, "missing"));
  }

  void readsPythonTwoStringsAsBytes() {
    const std::string text = "\x80\x02(U\x03\xff\x00zT\x02\x00\x00\x00xyS'a\\n\\xe9\\'\\101'\nt."s;
    const PickleTree tree = lafs::readPickle(text, {}, "file");
    QVERIFY(tree.root().items[0]->bytes == "\xff\x00z"s);
    QVERIFY(tree.root().items[1]->bytes == "xy");
    QVERIFY(tree.root().items[2]->bytes == "a\n\xe9'A");
    QVERIFY(tree.root().items[2]->is(PickleKind::Bytes));
  }

  void keepsLargeIntegersAsBytes() {
    const std::string text = fromHex("80028a0a6cfc9c46f9206aa850192e");
    const PickleTree tree = lafs::readPickle(text, {}, "file");
    QVERIFY(tree.root().is(PickleKind::BigInteger));
    QCOMPARE(QByteArray(tree.root().bytes.data(), 10).toHex(), QByteArray("6cfc9c46f9206aa85019"));
  }

  void makesInertRecordsOfAllowedNames() {
    // argparse.Namespace(lr=0.1, name='x') in protocol 2.
    const std::string text = fromHex(
        "80026361726770617273650a4e616d6573706163650a7100298171017d71022858020000006c727103473fb999"
        "99"
        "9999999a58040000006e616d657104580100000078710575622e");
    PickleRules rules;
    rules.globals = {"argparse Namespace"};
    const PickleTree tree = lafs::readPickle(text, rules, "file");
    QVERIFY(tree.root().isObjectOf("argparse Namespace"));
    QVERIFY(tree.root().arguments->items.empty());
    QCOMPARE(pickleEntry(*tree.root().state, "lr")->real, 0.1);
    QVERIFY(pickleEntry(*tree.root().state, "name")->bytes == "x");
    QVERIFY2(problemOf(text).find("names 'argparse Namespace'") != std::string::npos,
             problemOf(text).c_str());
  }

  void understandsPlainContainers() {
    const std::string arrayText = fromHex(
        "8002635f5f6275696c74696e5f5f0a6279746561727261790a7100635f636f646563730a656e636f64650a"
        "71015803000000c3a97a710258060000006c6174696e3171038671045271058571065271072e");
    const PickleTree array = lafs::readPickle(arrayText, {}, "file");
    QVERIFY(array.root().is(PickleKind::Bytes) && array.root().bytes == "\xe9z");
    const std::string dictText = fromHex(
        "800263636f6c6c656374696f6e730a64656661756c74646963740a7100635f5f6275696c74696e5f5f0a6c"
        "6f6e670a710185710252710358010000006171044b01732e");
    const PickleTree dict = lafs::readPickle(dictText, {}, "file");
    QCOMPARE(pickleEntry(dict.root(), "a")->integer, std::int64_t{1});
    // What BUILD sets on a dict are attributes, not entries.
    const std::string builtText =
        "ccollections\nOrderedDict\n)RX\x01\x00\x00\x00kK\x05s}X\x09\x00\x00\x00_metadataK\x01sb."s;
    const PickleTree built = lafs::readPickle(builtText, {}, "file");
    QCOMPARE(built.root().items.size(), std::size_t{2});
  }

  void laterOfTwoEqualKeysCounts() {
    const std::string text = "}(U\x01kK\x01U\x01kK\x02u."s;
    const PickleTree tree = lafs::readPickle(text, {}, "file");
    QCOMPARE(pickleEntry(tree.root(), "k")->integer, std::int64_t{2});
  }

  void hostilePicklesAreRefused_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* name, const std::string& text, const std::string& expected) {
      QTest::newRow(name) << text << expected;
    };
    row("a call", "cos\nsystem\n(S'true'\ntR."s,
        "byte 1000, opcode GLOBAL (0x63): names 'os system'");
    row("a call by stack", "\x80\x04\x8c\x08"s + "builtins" + "\x8c\x04"s + "eval" + "\x93)R."s,
        "names 'builtins eval'");
    row("an allowed module's other name", "ccollections\nCounter\n)R.",
        "names 'collections Counter'");
    row("a name with a terminal's escape", "cos\x1b[2J\nsystem\n.", "names 'os?[2J system'");
    row("an instance by INST", "(ios\nsystem\n.", "opcode INST (0x69): is not used");
    row("an instance by OBJ", "(o.", "opcode OBJ");
    row("an extension", "\x82\x01.", "opcode EXT1");
    row("a buffer elsewhere", "\x97.", "opcode NEXT_BUFFER");
    row("a persistent id", "K\x01Q.", "refers to something outside");
    row("no such opcode", "\xff", "no opcode has the number 255");
    row("protocol 6", "\x80\x06N.", "protocol 6");
    row("nothing", "", "it ends without STOP");
    row("no STOP", "N", "it ends without STOP");
    row("two values", "NN.", "2 values are left");
    row("no value", ".", "0 values are left");
    row("an open MARK", "(.", "are left");
    row("a frame of 2^60", "\x80\x04\x95"s + little(1ULL << 60, 8) + "N.",
        "a frame of 1152921504606846976");
    row("bytes of 2^60", "\x8e"s + little(1ULL << 60, 8) + "x.",
        "asks for 1152921504606846976 bytes");
    row("text of 2^63", "\x8d"s + little(1ULL << 63, 8) + "x.", "where 2 are left");
    row("a negative length", "T\xff\xff\xff\xffx.", "asks for 4294967295 bytes");
    row("a long of 2 GiB", "\x8b\xff\xff\xff\x7fx.", "asks for 2147483647 bytes");
    row("a line without end", "I12", "its line has no end");
    row("no number", "I12x\n.", "'12x' is no whole number");
    row("no text", "Vab\\u00\n.", "no raw-unicode-escape");
    row("no quotes", "Sab\n.", "no quoted string");
    row("an unknown memo", "h\x05.", "nothing was remembered as 5");
    row("a pop of nothing", "0.", "there is no value");
    row("a pop below the MARK", "N(s.", "there is no value");
    row("a tuple of nothing", "\x87.", "there is no value");
    row("no MARK", "Nt.", "there is no MARK");
    row("half an entry", "}(Nu.", "a key has no value");
    row("an entry of a list", "]NNs.", "adds to a list as if it were a dict");
    row("an item of a tuple", ")Na.", "adds to a tuple as if it were a list");
    row("a state of a list", "]Nb.", "sets the state of a list");
    row("a call of a list", "])R.", "calls a list");
    row("a call without tuple", "ccollections\nOrderedDict\n]R.", "its arguments are no tuple");
    row("a list in itself", "]q\0h\0a."s, "a value contains itself");
    row("a list in itself, in between", "]q\0]h\0aa."s, "a value contains itself");
    row("deep lists", std::string(101, ']') + std::string(100, 'a') + ".", "deeper than 100");
    row("deep lists, many", std::string(100'000, '(') + std::string(100'000, 'l') + ".",
        "deeper than 100");
    row("a wrong codec", "c_codecs\nencode\n(Vx\nVrot13\ntR.", "uses the codec 'rot13'");
    row("beyond Latin-1", "c_codecs\nencode\n(V\\u20ac\nVlatin1\ntR.", "beyond Latin-1");
  }

  void hostilePicklesAreRefused() {
    QFETCH(std::string, text);
    QFETCH(std::string, expected);
    const std::string problem = problemOf(text);
    QVERIFY2(problem.find(expected) != std::string::npos, problem.c_str());
    QVERIFY(problem.find("file.bin") == 0);
  }

  void deepestAllowedIsRead() {
    QVERIFY(problemOf(std::string(100, ']') + std::string(99, 'a') + ".").empty());
  }

  void aTowerOfSharedTuplesIsCheap() {
    // 60 levels of (x, x): 2^60 leaves for a walk that does not know them as the same.
    std::string text = "N";
    for (int level = 0; level < 60; ++level) text += "2\x86";
    QVERIFY(problemOf(text + ".").empty());
  }

  void decodedTextsNeverOutgrowTheFile() {
    std::string text =
        "c_codecs\nencode\nq\x01X"s + little(1000, 4) + std::string(1000, 'x') + "q\x02"s;
    text += "Vlatin1\nq\x03"s;
    for (int i = 0; i < 100; ++i) text += "h\x01h\x02h\x03\x86R0";
    QVERIFY2(problemOf(text + "h\x01.").find("decodes to more") != std::string::npos,
             problemOf(text).c_str());
  }

  void copiesAreBounded() {
    PickleRules rules;
    rules.limits.opcodes = 1000;
    std::string text = "cbuiltins\nlist\nq\x01(" + std::string(400, 'N') + "lq\x02";
    for (int i = 0; i < 3; ++i) text += "h\x01h\x02\x85R0";
    QVERIFY2(problemOf(text + ".", rules).find("copies more") != std::string::npos,
             problemOf(text, rules).c_str());
  }

  void opcodesAreBounded() {
    PickleRules rules;
    rules.limits.opcodes = 1000;
    QVERIFY(problemOf(std::string(1000, 'N'), rules).find("ends without STOP") !=
            std::string::npos);
    QVERIFY(problemOf(std::string(1001, 'N'), rules).find("more than 1000 opcodes") !=
            std::string::npos);
  }

  void everyTruncationIsRefused() {
    for (const char* hex : lafs::test::kPickledValues) {
      const std::string text = fromHex(hex);
      for (std::size_t length = 0; length < text.size(); ++length) {
        QVERIFY(!problemOf(text.substr(0, length)).empty());
      }
    }
  }

  void everyChangedByteIsReadOrRefused() {
    for (const char* hex : lafs::test::kPickledValues) {
      const std::string text = fromHex(hex);
      for (std::size_t at = 0; at < text.size(); ++at) {
        for (const int change : {1, 0x20, 0x80, 0xff}) {
          std::string changed = text;
          changed[at] = static_cast<char>(changed[at] ^ change);
          problemOf(changed);  // either way, and nothing else is thrown
        }
      }
    }
  }

  void fixturePickleThatCallsIsRefused() {
    const std::string root = lafs::test::fixtures();
    if (root.empty()) QSKIP("no fixtures here (LAFS_FIXTURES)");
    for (const char* seed : {"seed11", "seed12"}) {
      QFile file(QString::fromStdString(root + "/m_file_formats/" + seed + "/hostile_global.bin"));
      QVERIFY(file.open(QIODevice::ReadOnly));
      const std::string problem = problemOf(file.readAll().toStdString());
      QVERIFY2(problem.find("opcode GLOBAL") != std::string::npos, problem.c_str());
    }
  }
};

QTEST_APPLESS_MAIN(TestPickleReader)
#include "test_pickle_reader.moc"

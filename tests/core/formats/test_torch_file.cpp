// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/torch_file.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/base/error.h"
#include "core/formats/pickle_writer.h"
#include "tests/support/test_paths.h"

using lafs::Dtype;
using lafs::PickleWriter;
using lafs::SafetensorsFile;
using lafs::TorchFile;
using lafs::TorchTable;

namespace {

std::string load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void store(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string problemOf(const std::string& path) {
  try {
    const TorchFile file = TorchFile::open(path);
    for (const TorchTable& table : file.tables()) {
      for (const auto& entry : table.entries) file.read(entry.tensor);
    }
  } catch (const lafs::UserError& error) {
    return error.what();
  }
  return {};
}

const TorchTable::Entry* entryOf(const TorchTable& table, const std::string& name) {
  for (const auto& entry : table.entries) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

/// Numbers of half and brain floats by their definition.
float widened(Dtype dtype, std::uint16_t bits) {
  if (dtype == Dtype::BF16) {
    const std::uint32_t wide = std::uint32_t{bits} << 16;
    float value = 0;
    std::memcpy(&value, &wide, sizeof value);
    return value;
  }
  const int exponent = bits >> 10 & 31, fraction = bits & 1023;
  const float size = exponent == 0 ? std::ldexp(static_cast<float>(fraction), -24)
                                   : std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
  return bits & 0x8000 ? -size : size;
}

/// The bytes of an entry as the fixtures store them: 16-bit floats widened to float32.
std::string expectedForm(const TorchFile& file, const TorchTable::Entry& entry) {
  const std::string bytes = file.read(entry.tensor);
  if (entry.tensor.dtype != Dtype::F16 && entry.tensor.dtype != Dtype::BF16) return bytes;
  std::string wide;
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, bytes.data() + at, 2);
    const float value = widened(entry.tensor.dtype, bits);
    wide.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  return wide;
}

std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

std::uint32_t crc32(const std::string& bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

/// A zip with a pickle of one byte of a storage of `claimed` bytes, and a member data/0 that says
/// it had so many.
std::string claimingZip(std::uint64_t claimed) {
  PickleWriter pickle;
  pickle.orderedDict();
  pickle.mark();
  pickle.text("w");
  pickle.global("torch._utils", "_rebuild_tensor_v2");
  pickle.mark();
  pickle.mark();
  pickle.text("storage");
  pickle.global("torch", "ByteStorage");
  pickle.text("0");
  pickle.text("cpu");
  pickle.integer(static_cast<std::int64_t>(claimed));
  pickle.tuple();
  pickle.persistentId();
  pickle.integer(0);
  pickle.integers({1});
  pickle.integers({1});
  pickle.boolean(false);
  pickle.orderedDict();
  pickle.tuple();
  pickle.reduce();
  pickle.setItems();
  std::string file, directory;
  const auto add = [&](const std::string& name, const std::string& content, std::uint64_t size) {
    const std::string offset = little(file.size(), 4);
    const std::string head = little(0, 2) + little(0, 2) + little(0, 2) + little(0x21, 2) +
                             little(crc32(content), 4) + std::string(8, '\xff') +
                             little(name.size(), 2) + little(20, 2);
    const std::string extra = little(1, 2) + little(16, 2) + little(size, 8) + little(size, 8);
    file += "PK\x03\x04" + little(45, 2) + head + name + extra + content;
    directory += "PK\x01\x02" + little(45, 2) + little(45, 2) + head + std::string(10, '\0') +
                 offset + name + extra;
  };
  const std::string text = pickle.finish();
  add("archive/data.pkl", text, text.size());
  add("archive/data/0", "x", claimed);
  const std::string start = little(file.size(), 4);
  return file + directory + "PK\x05\x06" + little(0, 4) + little(2, 2) + little(2, 2) +
         little(directory.size(), 4) + start + little(0, 2);
}

/// One tensor of `elements` float32 in the legacy container, its record as given.
struct Legacy {
  std::int64_t declared = 6, stored = 6, offset = 0;
  std::vector<std::int64_t> shape{2, 3}, strides{3, 1};
  std::string storageClass = "FloatStorage";
  bool little = true;

  std::string bytes() const {
    PickleWriter version, system, object, keys;
    version.integer(1001);
    std::string sys = "\x80\x02}X\x0d";
    sys += std::string(3, '\0') + "little_endian" + (little ? "\x88" : "\x89") + "s.";
    object.orderedDict();
    object.mark();
    object.text("weight");
    object.global("torch._utils", "_rebuild_tensor_v2");
    object.mark();
    object.mark();
    object.text("storage");
    object.global("torch", storageClass);
    object.text("7");
    object.text("cpu");
    object.integer(declared);
    object.tuple();
    object.persistentId();
    object.integer(offset);
    object.integers(shape);
    object.integers(strides);
    object.boolean(false);
    object.orderedDict();
    object.tuple();
    object.reduce();
    object.setItems();
    std::string text = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
    text += version.finish() + sys + object.finish();
    text += std::string("\x80\x02]X\x01\0\0\0", 8) + "7a.";
    text.append(reinterpret_cast<const char*>(&stored), 8);
    for (int i = 0; i < 6; ++i) {
      const float value = static_cast<float>(i);
      text.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    return text;
  }
};

}  // namespace

class TestTorchFile : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;
  std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }

  std::string legacyProblem(const Legacy& legacy) {
    store(path("legacy.pth"), legacy.bytes());
    return problemOf(path("legacy.pth"));
  }

  void compareStateDict(const TorchFile& file, const TorchTable& table,
                        const SafetensorsFile& expected) {
    std::size_t compared = 0;
    for (const lafs::TensorView& view : expected.views()) {
      if (view.name.rfind("sd/", 0) != 0) continue;
      const auto* entry = entryOf(table, view.name.substr(3));
      QVERIFY2(entry, view.name.c_str());
      QVERIFY2(entry->tensor.shape == view.shape, view.name.c_str());
      const std::string bytes = expectedForm(file, *entry);
      QVERIFY2(bytes == std::string(reinterpret_cast<const char*>(view.data), view.bytes),
               view.name.c_str());
      ++compared;
    }
    QCOMPARE(compared, table.entries.size());
    QCOMPARE(compared, std::size_t{14});
  }

 private Q_SLOTS:

  void fixturesOpenEqual_data() {
    QTest::addColumn<QString>("seed");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("container");
    for (const char* seed : {"seed11", "seed12"}) {
      QTest::addRow("%s bare", seed) << seed << "bare_state_dict.pth"
                                     << ""
                                     << "zip";
      QTest::addRow("%s legacy", seed) << seed << "bare_state_dict_legacy.pth"
                                       << ""
                                       << "legacy";
      QTest::addRow("%s dino", seed) << seed << "dino_checkpoint.pth"
                                     << "student"
                                     << "zip";
    }
  }

  void fixturesOpenEqual() {
    const std::string root = lafs::test::fixtures();
    if (root.empty()) QSKIP("no fixtures here (LAFS_FIXTURES)");
    QFETCH(QString, seed);
    QFETCH(QString, name);
    QFETCH(QString, table);
    QFETCH(QString, container);
    const std::string folder = root + "/m_file_formats/" + seed.toStdString() + "/";
    const auto expected = SafetensorsFile::open(folder + "pth.expected.safetensors");
    const TorchFile file = TorchFile::open(folder + name.toStdString());
    QCOMPARE(QString(file.container()), container);
    QVERIFY(file.table(table.toStdString()));
    compareStateDict(file, *file.table(table.toStdString()), expected);
  }

  void fixtureCheckpointHoldsTheRest() {
    const std::string root = lafs::test::fixtures();
    if (root.empty()) QSKIP("no fixtures here (LAFS_FIXTURES)");
    for (const std::string seed : {"seed11", "seed12"}) {
      const std::string folder = root + "/m_file_formats/" + seed + "/";
      const auto expected = SafetensorsFile::open(folder + "pth.expected.safetensors");
      const TorchFile file = TorchFile::open(folder + "dino_checkpoint.pth");
      const auto equals = [&](const char* table, const char* name, const char* wanted) {
        const auto& view = expected.view(wanted);
        const std::string bytes = file.read(entryOf(*file.table(table), name)->tensor);
        return bytes == std::string(reinterpret_cast<const char*>(view.data), view.bytes);
      };
      QVERIFY(equals("dino_loss", "center", "center"));
      QVERIFY(equals("optimizer/state/0", "exp_avg", "optimizer/0/exp_avg"));
      double numbers[3];
      std::memcpy(numbers, expected.view("lr_wd_epoch").data, sizeof numbers);
      const lafs::Json& facts = file.facts();
      const lafs::Json& group = facts["optimizer"]["param_groups"][0];
      QCOMPARE(group["lr"].get<double>(), numbers[0]);
      QCOMPARE(group["weight_decay"].get<double>(), numbers[1]);
      QCOMPARE(facts["epoch"].get<double>(), numbers[2]);
      QCOMPARE(facts["args"]["arch"].get<std::string>(), std::string("mynet"));
      QCOMPARE(facts["args"]["lst"].dump(), std::string("[1,2.5,\"x\"]"));
      QCOMPARE(file.table("teacher")->entries.size(), std::size_t{5});
    }
  }

  void truncatedFixtureIsRefused() {
    const std::string root = lafs::test::fixtures();
    if (root.empty()) QSKIP("no fixtures here (LAFS_FIXTURES)");
    const std::string problem = problemOf(root + "/m_file_formats/seed11/truncated.pth");
    QVERIFY2(problem.find("zip directory cannot be read") != std::string::npos, problem.c_str());
  }

  void everyTruncationIsRefused() {
    const std::string root = lafs::test::fixtures();
    if (root.empty()) QSKIP("no fixtures here (LAFS_FIXTURES)");
    for (const char* name : {"bare_state_dict.pth", "bare_state_dict_legacy.pth"}) {
      const std::string whole = load(root + "/m_file_formats/seed11/" + name);
      for (std::size_t length = 0; length < whole.size(); length += 53) {
        store(path("cut.pth"), whole.substr(0, length));
        QVERIFY2(!problemOf(path("cut.pth")).empty(), std::to_string(length).c_str());
      }
    }
  }

  void everyChangedByteIsReadOrRefused() {
    const std::string root = lafs::test::fixtures();
    if (root.empty()) QSKIP("no fixtures here (LAFS_FIXTURES)");
    for (const char* name : {"bare_state_dict.pth", "bare_state_dict_legacy.pth"}) {
      const std::string whole = load(root + "/m_file_formats/seed12/" + name);
      for (std::size_t at = 0; at < whole.size(); at += 11) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ (at % 3 ? 0x41 : 0xff));
        store(path("changed.pth"), changed);
        problemOf(path("changed.pth"));  // either way, and nothing else is thrown
      }
    }
  }

  void aDamagedStorageIsNoticed() {
    const float values[4] = {1.25f, 2, 3, 4};
    lafs::writeTorchFile(path("sound.pth"), {{"w", Dtype::F32, {4}, values}});
    std::string bytes = load(path("sound.pth"));
    const std::size_t at = bytes.find(std::string(reinterpret_cast<const char*>(values), 16));
    QVERIFY(at != std::string::npos);
    bytes[at + 5] = static_cast<char>(bytes[at + 5] ^ 1);
    store(path("damaged.pth"), bytes);
    const std::string problem = problemOf(path("damaged.pth"));
    QVERIFY2(problem.find("data/0 is damaged") != std::string::npos, problem.c_str());
  }

  void aMemberThatClaimsMoreThanTheFileIsRefused() {
    // Pickle and zip directory agree on 2^40 bytes; only the file's own size speaks against them.
    store(path("claim.pth"), claimingZip(std::uint64_t{1} << 40));
    const TorchFile file = TorchFile::open(path("claim.pth"));
    QCOMPARE(file.table("")->entries[0].tensor.bytes(), std::uint64_t{1});
    const std::string problem = problemOf(path("claim.pth"));
    QVERIFY2(problem.find("expected 1099511627776 in a file of") != std::string::npos,
             problem.c_str());
  }

  void roundTripKeepsEverything() {
    const float weights[6] = {1.5f, -2, 3, 4, 5, 6};
    const std::int64_t count = -7;
    const std::uint16_t halves[3] = {0x3c00, 0xc000, 0x7bff};
    const std::uint8_t bytes[300] = {1, 2, 255};
    lafs::writeTorchFile(path("round.pth"), {{"a.weight", Dtype::F32, {2, 3}, weights},
                                             {"count", Dtype::I64, {}, &count},
                                             {"none", Dtype::BF16, {0, 4}, nullptr},
                                             {"halves", Dtype::F16, {3, 1}, halves},
                                             {"näme", Dtype::U8, {300}, bytes},
                                             {"mask", Dtype::BOOL, {3}, bytes}});
    const TorchFile file = TorchFile::open(path("round.pth"));
    QCOMPARE(file.tables().size(), std::size_t{1});
    const auto& entries = file.table("")->entries;
    QCOMPARE(entries.size(), std::size_t{6});
    QVERIFY(entries[0].name == "a.weight" && entries[4].name == "näme");
    QVERIFY((entries[0].tensor.shape == std::vector<std::int64_t>{2, 3}));
    QVERIFY((entries[2].tensor.shape == std::vector<std::int64_t>{0, 4}));
    QVERIFY(entries[1].tensor.shape.empty() && entries[1].tensor.dtype == Dtype::I64);
    QVERIFY(entries[3].tensor.dtype == Dtype::F16 && entries[5].tensor.dtype == Dtype::BOOL);
    QCOMPARE(std::memcmp(file.read(entries[0].tensor).data(), weights, sizeof weights), 0);
    QCOMPARE(std::memcmp(file.read(entries[1].tensor).data(), &count, sizeof count), 0);
    QCOMPARE(std::memcmp(file.read(entries[3].tensor).data(), halves, sizeof halves), 0);
    QCOMPARE(std::memcmp(file.read(entries[4].tensor).data(), bytes, sizeof bytes), 0);
    QVERIFY(file.read(entries[2].tensor).empty());
    QVERIFY(lafs::looksLikeTorchFile(path("round.pth")));
  }

  void writesTheSameBytesForTheSameTensors() {
    const float values[2] = {1, 2};
    lafs::writeTorchFile(path("one.pth"), {{"w", Dtype::F32, {2}, values}});
    lafs::writeTorchFile(path("two.pth"), {{"w", Dtype::F32, {2}, values}});
    QVERIFY(load(path("one.pth")) == load(path("two.pth")));
  }

  void anUnwritableFolderLeavesNothing() {
    const float value = 1;
    const std::string inside = path("missing/x.pth");
    QVERIFY_EXCEPTION_THROWN(lafs::writeTorchFile(inside, {{"w", Dtype::F32, {}, &value}}),
                             lafs::UserError);
    QVERIFY(!std::filesystem::exists(path("missing")));
  }

  void legacyViewsAreGathered() {
    Legacy legacy;
    legacy.shape = {3, 2};
    legacy.strides = {1, 3};
    QVERIFY2(legacyProblem(legacy).empty(), legacyProblem(legacy).c_str());
    const TorchFile file = TorchFile::open(path("legacy.pth"));
    const std::string bytes = file.read(file.table("")->entries[0].tensor);
    const float expected[6] = {0, 3, 1, 4, 2, 5};
    QCOMPARE(std::memcmp(bytes.data(), expected, sizeof expected), 0);
  }

  void hostileTensorsAreRefused_data() {
    QTest::addColumn<int>("which");
    QTest::addColumn<QString>("expected");
    const char* rows[] = {"reaches outside", "reaches outside",
                          "reaches outside", "shows the 6 elements",
                          "sizes and",       "names 'torch QInt8Storage'",
                          "expected 6",      "is cut off",
                          "big-endian",      "a storage of 1152921504606846976"};
    for (int i = 0; i < 10; ++i) QTest::addRow("%d %s", i, rows[i]) << i << rows[i];
  }

  void hostileTensorsAreRefused() {
    QFETCH(int, which);
    QFETCH(QString, expected);
    Legacy legacy;
    switch (which) {
      case 0:
        legacy.offset = 1;
        break;
      case 1:
        legacy.strides = {4, 1};
        break;
      case 2:
        legacy.shape = {std::int64_t{1} << 62, std::int64_t{1} << 62};
        break;
      case 3:
        legacy.shape = {std::int64_t{1} << 40}, legacy.strides = {0};
        break;
      case 4:
        legacy.strides = {1};
        break;
      case 5:
        legacy.storageClass = "QInt8Storage";
        break;
      case 6:
        legacy.stored = 7;
        break;
      case 7:
        legacy.declared = legacy.stored = 7;
        break;
      case 8:
        legacy.little = false;
        break;
      case 9:
        legacy.declared = std::int64_t{1} << 60;
        break;
    }
    const std::string problem = legacyProblem(legacy);
    QVERIFY2(problem.find(expected.toStdString()) != std::string::npos, problem.c_str());
  }

  void otherFilesAreRefusedByWhatTheyAre() {
    store(path("text.pth"), "hello, this is no checkpoint");
    QVERIFY(problemOf(path("text.pth")).find("no file of torch.save") != std::string::npos);
    store(path("empty.pth"), "");
    QVERIFY(problemOf(path("empty.pth")).find("no file of torch.save") != std::string::npos);
    store(path("pickle.pth"), "\x80\x02}.");
    QVERIFY(problemOf(path("pickle.pth")).find("no file of torch.save") != std::string::npos);
    QVERIFY(problemOf(path("absent.pth")).find("cannot be read") != std::string::npos);
    QVERIFY(problemOf(folder_.path().toStdString()).find("not an ordinary file") !=
            std::string::npos);
  }
};

QTEST_APPLESS_MAIN(TestTorchFile)
#include "test_torch_file.moc"

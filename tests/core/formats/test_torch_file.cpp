// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/torch_file.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <string>

#include "core/base/error.h"
#include "tests/core/formats/torch_samples.h"
#include "tests/support/test_paths.h"

using lafs::Dtype;
using lafs::SafetensorsFile;
using lafs::TorchFile;
using lafs::TorchTable;
using namespace lafs::test;

namespace {

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

}  // namespace

class TestTorchFile : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;
  std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }

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
    store(path("legacy.pth"), legacy.bytes());
    const TorchFile file = TorchFile::open(path("legacy.pth"));
    const std::string bytes = file.read(file.table("")->entries[0].tensor);
    const float expected[6] = {0, 3, 1, 4, 2, 5};
    QCOMPARE(std::memcmp(bytes.data(), expected, sizeof expected), 0);
  }
};

QTEST_APPLESS_MAIN(TestTorchFile)
#include "test_torch_file.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// Checkpoints that are cut off, damaged or hostile: refused with the reason, and nothing else.
#include <QTemporaryDir>
#include <QTest>
#include <string>

#include "tests/core/formats/torch_samples.h"
#include "tests/support/test_paths.h"

using lafs::Dtype;
using lafs::TorchFile;
using namespace lafs::test;

class TestTorchDamage : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;
  std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }

 private Q_SLOTS:
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
    store(path("legacy.pth"), legacy.bytes());
    const std::string problem = problemOf(path("legacy.pth"));
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

QTEST_APPLESS_MAIN(TestTorchDamage)
#include "test_torch_damage.moc"

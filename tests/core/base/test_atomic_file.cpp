// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

class TestAtomicFile : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void writesAndReadsAnyBytes();
  void replacesWithoutAPartEverBeingSeen();
  void leavesNoTemporaryBehind();
  void refusesAMissingFolder();
  void refusesToReadWhatIsNotThere();
  void publishesALargeFile();

 private:
  QTemporaryDir folder_;
  std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }
};

void TestAtomicFile::writesAndReadsAnyBytes() {
  std::string bytes;
  for (int i = 0; i < 200000; ++i) bytes += static_cast<char>(i * 31 % 256);
  lafs::writeFileAtomically(path("bytes"), bytes);
  QVERIFY(lafs::readWholeFile(path("bytes")) == bytes);
  lafs::writeFileAtomically(path("bytes"), "");
  QVERIFY(lafs::readWholeFile(path("bytes")).empty());
}

void TestAtomicFile::replacesWithoutAPartEverBeingSeen() {
  const std::string first(50000, 'a');
  const std::string second(70000, 'b');
  const std::string file = path("replaced");
  lafs::writeFileAtomically(file, first);
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int i = 0; i < 60; ++i) lafs::writeFileAtomically(file, i % 2 ? first : second);
    done = true;
  });
  int looks = 0;
  bool whole = true;
  while (!done || looks == 0) {
    const std::string seen = lafs::readWholeFile(file);
    whole = whole && (seen == first || seen == second);
    ++looks;
  }
  writer.join();
  QVERIFY(whole);
}

void TestAtomicFile::leavesNoTemporaryBehind() {
  QTemporaryDir folder;
  const std::string file = folder.filePath("only").toStdString();
  for (int i = 0; i < 5; ++i) lafs::writeFileAtomically(file, "x");
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path().toStdString())) {
    QCOMPARE(entry.path().filename().string(), std::string("only"));
    ++files;
  }
  QCOMPARE(files, 1);
}

void TestAtomicFile::refusesAMissingFolder() {
  try {
    lafs::writeFileAtomically(path("no/such/file"), "x");
    QFAIL("wrote into a folder that does not exist");
  } catch (const lafs::UserError& error) {
    const std::string text = error.what();
    QVERIFY(text.find("no/such/file") != std::string::npos);
    QVERIFY(text.find("No such file or directory") != std::string::npos);
  }
}

void TestAtomicFile::refusesToReadWhatIsNotThere() {
  QVERIFY_EXCEPTION_THROWN(lafs::readWholeFile(path("absent")), lafs::UserError);
  QVERIFY_EXCEPTION_THROWN(lafs::readWholeFile(folder_.path().toStdString()), lafs::UserError);
  QVERIFY_EXCEPTION_THROWN(lafs::readWholeFile("/dev/zero"), lafs::UserError);
}

void TestAtomicFile::publishesALargeFile() {
  const std::string final = path("published");
  const std::string temporary = lafs::temporaryPathFor(final);
  QVERIFY(temporary != lafs::temporaryPathFor(final));
  QCOMPARE(std::filesystem::path(temporary).parent_path(),
           std::filesystem::path(final).parent_path());
  std::ofstream(temporary) << "content";
  lafs::publishFile(temporary, final);
  QCOMPARE(lafs::readWholeFile(final), std::string("content"));
  QVERIFY(!std::filesystem::exists(temporary));
}

QTEST_GUILESS_MAIN(TestAtomicFile)
#include "test_atomic_file.moc"

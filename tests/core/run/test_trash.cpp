// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/run/run_reader.h"
#include "core/run/run_writer.h"
#include "core/run/trash.h"

using namespace lafs;

namespace {

const char* kName = "finetune-0123456789abcdef";

QString makeRun(const QTemporaryDir& folder, int bytes) {
  const QString directory = folder.filePath(kName);
  QDir().mkpath(directory + "/results");
  QFile file(directory + "/results/scores.npy");
  if (file.open(QIODevice::WriteOnly)) file.write(QByteArray(bytes, 'x'));
  return directory;
}

}  // namespace

class TestTrash : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void archivesAndPutsBack() {
    const QTemporaryDir folder;
    const std::string runs = folder.path().toStdString();
    const QString directory = makeRun(folder, 1500);
    const TrashEntry entry = moveToTrash(runs, directory.toStdString());
    QCOMPARE(entry.bytes, std::int64_t(1500));
    QVERIFY(!QFileInfo::exists(directory));
    QVERIFY(listRuns(runs).empty());
    QCOMPARE(listTrash(runs).size(), std::size_t(1));
    restoreFromTrash(runs, kName);
    QVERIFY(QFileInfo::exists(directory + "/results/scores.npy"));
    QVERIFY(listTrash(runs).empty());
    QVERIFY_EXCEPTION_THROWN(restoreFromTrash(runs, kName), UserError);
  }

  void twoOfOneNameAreKeptApart() {
    const QTemporaryDir folder;
    const std::string runs = folder.path().toStdString();
    moveToTrash(runs, makeRun(folder, 10).toStdString());
    moveToTrash(runs, makeRun(folder, 20).toStdString());
    QCOMPARE(listTrash(runs).size(), std::size_t(2));
    restoreFromTrash(runs, kName);
    QCOMPARE(sizeOfFolder(folder.filePath(kName).toStdString()), std::int64_t(20));
    QVERIFY_EXCEPTION_THROWN(restoreFromTrash(runs, kName), UserError);
    QCOMPARE(emptyTrash(runs), std::int64_t(10));
    QVERIFY(listTrash(runs).empty());
  }

  void aLiveRunStays() {
    const QTemporaryDir folder;
    const QString directory = makeRun(folder, 10);
    RunWriter writer(directory.toStdString());
    QVERIFY_EXCEPTION_THROWN(moveToTrash(folder.path().toStdString(), directory.toStdString()),
                             UserError);
    writer.finishStopped();
    QCOMPARE(QString::fromStdString(
                 moveToTrash(folder.path().toStdString(), directory.toStdString()).name),
             QString(kName));
  }

  void writesSizesForPeople() {
    QCOMPARE(bytesText(0), std::string("0 B"));
    QCOMPARE(bytesText(999), std::string("999 B"));
    QCOMPARE(bytesText(1400), std::string("1.4 kB"));
    QCOMPARE(bytesText(312000000), std::string("312 MB"));
    QCOMPARE(bytesText(4200000000000), std::string("4.2 TB"));
  }
};

QTEST_GUILESS_MAIN(TestTrash)
#include "test_trash.moc"

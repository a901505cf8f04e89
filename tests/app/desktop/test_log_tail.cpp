// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "app/desktop/log_tail.h"

using lafs::LogTail;

namespace {

void write(const QString& path, const QByteArray& bytes, QIODevice::OpenMode mode) {
  QFile file(path);
  QVERIFY(file.open(mode));
  file.write(bytes);
}

}  // namespace

/// What a panel that begins afresh when it is told to has in the end.
class TestLogTail : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    path_ = folder_.filePath("worker.log");
    write(path_, "one\ntwo\n", QIODevice::WriteOnly);
  }

  void followsWhatIsAppended() {
    LogTail tail;
    watch(tail);
    tail.follow(path_);
    QTRY_COMPARE(shown_, QStringList({"one", "two"}));
    write(path_, "three\nhalf a li", QIODevice::Append);
    QTRY_COMPARE(shown_, QStringList({"one", "two", "three"}));
    write(path_, "ne\n", QIODevice::Append);
    QTRY_COMPARE(shown_, QStringList({"one", "two", "three", "half a line"}));
  }

  void tellsAFileOnceThatIsLeftAndOpenedAgain() {
    LogTail tail;
    watch(tail);
    tail.follow(path_);
    QTRY_COMPARE(shown_, QStringList({"one", "two"}));
    tail.follow({});
    tail.follow(path_);
    QTest::qWait(100);
    QCOMPARE(shown_, QStringList({"one", "two"}));
    QCOMPARE(begun_, 2);
  }

  void beginsAgainWithAShorterFile() {
    LogTail tail;
    watch(tail);
    tail.follow(path_);
    QTRY_COMPARE(shown_.size(), 2);
    write(path_, "new\n", QIODevice::WriteOnly);
    QTRY_COMPARE(shown_, QStringList({"new"}));
  }

 private:
  void watch(LogTail& tail) {
    shown_.clear();
    begun_ = 0;
    connect(&tail, &LogTail::begun, this, [this] {
      shown_.clear();
      ++begun_;
    });
    connect(&tail, &LogTail::lines, this, [this](const QStringList& lines) { shown_ += lines; });
  }

  QTemporaryDir folder_;
  QString path_;
  QStringList shown_;
  int begun_ = 0;
};

QTEST_MAIN(TestLogTail)
#include "test_log_tail.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_note.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"

using lafs::RunNote;
using lafs::RunPaths;

class TestRunNote : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void comesBackAsItWasWritten() {
    const QTemporaryDir folder;
    const RunPaths paths(folder.path().toStdString());
    QVERIFY(lafs::readNote(paths).isEmpty());
    lafs::writeNote(paths, {"the \"good\" one\nα = 2", {"figure-3", "baseline", "figure-3"}});
    const RunNote note = lafs::readNote(paths);
    QCOMPARE(note.text, std::string("the \"good\" one\nα = 2"));
    QCOMPARE(note.tags, (std::vector<std::string>{"baseline", "figure-3"}));
    lafs::writeNote(paths, {});
    QVERIFY(!QFile::exists(QString::fromStdString(paths.note())));
  }

  void damageIsNoNote() {
    const QTemporaryDir folder;
    const RunPaths paths(folder.path().toStdString());
    for (const char* text :
         {"", "{", "[]", R"({"text": 3, "tags": "x"})", R"({"tags": [1, "a b"]})"}) {
      QFile file(QString::fromStdString(paths.note()));
      QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
      file.write(text);
      file.close();
      QVERIFY2(lafs::readNote(paths).isEmpty(), text);
    }
  }

  void refusesWhatIsNoTagOrNoRun() {
    const QTemporaryDir folder;
    QVERIFY_EXCEPTION_THROWN(
        lafs::writeNote(RunPaths(folder.path().toStdString()), {"", {"two words"}}),
        lafs::UserError);
    QVERIFY_EXCEPTION_THROWN(lafs::writeNote(RunPaths("/no/such/run"), {"text", {}}),
                             lafs::UserError);
  }
};

QTEST_GUILESS_MAIN(TestRunNote)
#include "test_run_note.moc"

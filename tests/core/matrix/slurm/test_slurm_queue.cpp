// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/matrix/command_output.h"
#include "core/matrix/slurm/slurm_ledger.h"
#include "core/matrix/slurm/slurm_queue.h"

using lafs::SlurmLedger;
using lafs::SlurmTaskState;

/// What squeue prints, what the ledger keeps, and how commands are run.
class TestSlurmQueue : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsTheQueue();
  void knowsWhichReasonsPass();
  void keepsTheNewestTaskOfARun();
  void passesOverWhatIsTorn();
  void forgetsJobs();
  void tellsHowACommandEnded();
  void saysThatACommandIsMissing();
};

void TestSlurmQueue::readsTheQueue() {
  const lafs::SlurmQueue queue = lafs::parseSlurmQueue(
      "12_0|RUNNING|None\n"
      "12_1|PENDING|(launch failed requeued held)\n"
      "12_2|COMPLETING|None\n"
      "12_3|CANCELLED|None\n"
      "13_0|REQUEUE_HOLD|JobHeldUser\n"
      "14_0|A_STATE_OF_TOMORROW|None\n"
      "15|RUNNING|None\n"
      "slurm_load_jobs error: something\n"
      "16_[0-3]|PENDING|Priority\n"
      "17_1|PENDING");
  QCOMPARE(queue.size(), std::size_t{6});
  QVERIFY(queue.at("12_0").state == SlurmTaskState::Active);
  QVERIFY(queue.at("12_1").state == SlurmTaskState::Waiting);
  QCOMPARE(queue.at("12_1").reason, std::string("(launch failed requeued held)"));
  QVERIFY(queue.at("12_2").state == SlurmTaskState::Active);
  QVERIFY(queue.at("12_3").state == SlurmTaskState::Ended);
  QVERIFY(queue.at("13_0").state == SlurmTaskState::Waiting);
  QVERIFY(queue.at("14_0").state == SlurmTaskState::Active);  // safer than to take it for ended
}

void TestSlurmQueue::knowsWhichReasonsPass() {
  QVERIFY(lafs::isCommonReason("Resources") && lafs::isCommonReason("BeginTime"));
  QVERIFY(!lafs::isCommonReason("PartitionDown") && !lafs::isCommonReason("JobHeldAdmin"));
}

void TestSlurmQueue::keepsTheNewestTaskOfARun() {
  QTemporaryDir folder;
  const SlurmLedger ledger(folder.path().toStdString());
  ledger.create();
  const std::string a = "pretrain-00000000000000aa";
  const std::string b = "pretrain-00000000000000bb";
  ledger.record("9", "0 " + a + "\n1 " + b + "\n", "#!/bin/bash\n");
  ledger.record("10", "0 " + b + "\n", "#!/bin/bash\n");
  QCOMPARE(ledger.jobs(), (std::vector<std::string>{"9", "10"}));  // by number, not by text
  QCOMPARE(ledger.tasks(), (std::map<std::string, std::string>{{a, "9_0"}, {b, "10_0"}}));
}

void TestSlurmQueue::passesOverWhatIsTorn() {
  QTemporaryDir folder;
  const SlurmLedger ledger(folder.path().toStdString());
  ledger.create();
  ledger.record("9", "0 ../elsewhere\n1 pretrain-00000000000000aa\nx", "");
  QCOMPARE(ledger.tasks().size(), std::size_t{1});
  QVERIFY(!ledger.endOf("9_1").has_value());
  QFile file(QString::fromStdString(ledger.folder()) + "/9_1.exit");
  QVERIFY(file.open(QIODevice::WriteOnly));
  QVERIFY(!ledger.endOf("9_1").has_value());
  file.write("137 4711\n");
  file.close();
  QCOMPARE(ledger.endOf("9_1")->code, 137);
  QCOMPARE(ledger.endOf("9_1")->pid, 4711);
}

void TestSlurmQueue::forgetsJobs() {
  QTemporaryDir folder;
  const SlurmLedger ledger(folder.path().toStdString());
  ledger.create();
  const QDir dir(QString::fromStdString(ledger.folder()));
  for (const char* name : {"9.tasks", "9.sh", "9.out", "9_12.exit", "99.tasks", "99_9.exit"}) {
    QFile file(dir.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
  }
  ledger.forget({"9"});
  QCOMPARE(dir.entryList(QDir::Files, QDir::Name), (QStringList{"99.tasks", "99_9.exit"}));
}

void TestSlurmQueue::tellsHowACommandEnded() {
  const auto both = lafs::commandOutput({"sh", "-c", "echo out; echo error >&2; exit 3"}, 10);
  QVERIFY(both.started && !both.timedOut);
  QCOMPARE(both.exitCode, 3);
  QCOMPARE(both.out, std::string("out\n"));
  QCOMPARE(both.error, std::string("error\n"));
  const auto large = lafs::commandOutput({"head", "-c", "300000", "/dev/zero"}, 10);
  QCOMPARE(large.out.size(), std::size_t{300000});
  QVERIFY(!lafs::commandOutput({"no-such-program-of-ours"}, 10).started);
  const auto late = lafs::commandOutput({"sleep", "60"}, 0.1);
  QVERIFY(late.timedOut && late.exitCode == 128 + 9);
}

void TestSlurmQueue::saysThatACommandIsMissing() {
  const QByteArray path = qgetenv("PATH");
  QTemporaryDir empty;
  qputenv("PATH", empty.path().toUtf8());
  try {
    lafs::slurm::requireCommands();
    QFAIL("found sbatch in an empty folder");
  } catch (const lafs::UserError& error) {
    QVERIFY(QString(error.what()).contains("sbatch"));
  }
  qputenv("PATH", path);
}

QTEST_APPLESS_MAIN(TestSlurmQueue)
#include "test_slurm_queue.moc"

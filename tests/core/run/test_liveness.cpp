// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/wait.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/run/liveness.h"

using lafs::Claim;
using lafs::Machine;
using lafs::Presence;
using lafs::RunState;
using lafs::RunStatus;
using lafs::WorkerState;

/// Judges workers of a process table that the test writes itself.
class TestLiveness : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void knowsItself();
  void seesThatAChildEnded();
  void tellsRecycledPid();
  void readsNamesWithParentheses();
  void countsZombiesAsGone();
  void tellsRebootFromOtherHost();
  void judges_data();
  void judges();
  void trustsNoOldStatus();
  void letsTakeOver();

 private:
  void addProcess(int pid, long long start, char state = 'S', const QString& name = "lafs-worker");
  Claim claimOf(int pid, long long start) const;

  QTemporaryDir folder_;
  Machine machine_;
};

void TestLiveness::init() {
  QDir(folder_.path()).removeRecursively();
  QVERIFY(QDir().mkpath(folder_.path()));
  machine_ = Machine{"host", "machine-1", "boot-1", "pid:[1]", folder_.path().toStdString()};
}

void TestLiveness::addProcess(int pid, long long start, char state, const QString& name) {
  const QString path = folder_.path() + '/' + QString::number(pid);
  QVERIFY(QDir().mkpath(path));
  QFile file(path + "/stat");
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(QString("%1 (%2) %3 1 1 1 0 -1 4194304 1 0 0 0 1 2 0 0 20 0 1 0 %4 1000 10\n")
                 .arg(pid)
                 .arg(name)
                 .arg(QChar(state))
                 .arg(start)
                 .toUtf8());
}

Claim TestLiveness::claimOf(int pid, long long start) const {
  Claim claim;
  claim.generation = 1;
  claim.process = {machine_.host, machine_.machine, machine_.bootId, machine_.pidNamespace, pid,
                   start};
  return claim;
}

void TestLiveness::knowsItself() {
  const Machine& local = Machine::local();
  const lafs::ProcessIdentity self = local.self();
  QCOMPARE(self.pid, std::int64_t{::getpid()});
  QVERIFY(self.startTicks > 0);
  QVERIFY(!self.bootId.empty());
  QVERIFY(local.presence(self) == Presence::Alive);
  const lafs::ProcessIdentity back = lafs::processFromJson(lafs::toJson(self));
  QVERIFY(local.presence(back) == Presence::Alive);
}

void TestLiveness::seesThatAChildEnded() {
  const pid_t child = ::fork();
  QVERIFY(child >= 0);
  if (child == 0) {
    ::pause();
    ::_exit(0);
  }
  const lafs::ProcessIdentity process = Machine::local().process(child);
  QVERIFY(Machine::local().presence(process) == Presence::Alive);
  ::kill(child, SIGKILL);
  siginfo_t info = {};
  ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);
  QVERIFY(Machine::local().presence(process) == Presence::Gone);  // a zombie now
  ::waitpid(child, nullptr, 0);
  QVERIFY(Machine::local().presence(process) == Presence::Gone);
}

void TestLiveness::tellsRecycledPid() {
  addProcess(100, 5000);
  QVERIFY(machine_.presence(claimOf(100, 5000).process) == Presence::Alive);
  QVERIFY(machine_.presence(claimOf(100, 4000).process) == Presence::Gone);
  QVERIFY(machine_.presence(claimOf(101, 5000).process) == Presence::Gone);
}

void TestLiveness::readsNamesWithParentheses() {
  addProcess(100, 5000, 'R', "a) Z 1 (b");
  QVERIFY(machine_.presence(claimOf(100, 5000).process) == Presence::Alive);
}

void TestLiveness::countsZombiesAsGone() {
  addProcess(100, 5000, 'Z');
  QVERIFY(machine_.presence(claimOf(100, 5000).process) == Presence::Gone);
}

void TestLiveness::tellsRebootFromOtherHost() {
  addProcess(100, 5000);
  const lafs::ProcessIdentity process = claimOf(100, 5000).process;
  Machine later = machine_;
  later.bootId = "boot-2";
  QVERIFY(later.presence(process) == Presence::Rebooted);
  Machine twin = later;
  twin.machine = "machine-2";
  QVERIFY(twin.presence(process) == Presence::Elsewhere);
  Machine nameless = later;
  nameless.machine.clear();
  lafs::ProcessIdentity namelessProcess = process;
  namelessProcess.machine.clear();
  QVERIFY(nameless.presence(namelessProcess) == Presence::Elsewhere);
  Machine container = machine_;
  container.pidNamespace = "pid:[2]";
  QVERIFY(container.presence(process) == Presence::Elsewhere);
}

void TestLiveness::judges_data() {
  QTest::addColumn<int>("pid");  // 100 is alive, 200 is not
  QTest::addColumn<QString>("boot");
  QTest::addColumn<int>("worker");  // -1: no status yet
  QTest::addColumn<bool>("released");
  QTest::addColumn<double>("silence");
  QTest::addColumn<int>("expected");
  const int running = static_cast<int>(WorkerState::Running);
  const auto row = [](const char* name, int pid, const char* boot, int worker, bool released,
                      double silence, RunState expected) {
    QTest::newRow(name) << pid << QString(boot) << worker << released << silence
                        << static_cast<int>(expected);
  };
  row("alive", 100, "boot-1", running, false, 0.5, RunState::Running);
  row("alive but silent", 100, "boot-1", running, false, 9999, RunState::Running);
  row("gone", 200, "boot-1", running, false, 0.5, RunState::Dead);
  row("just claimed", 100, "boot-1", -1, false, 0.1, RunState::Running);
  row("died before its first status", 200, "boot-1", -1, false, 0.1, RunState::Dead);
  row("other host", 200, "boot-9", running, false, 5, RunState::Running);
  row("other host, silent", 200, "boot-9", running, false, 31, RunState::LostContact);
  row("done, process still there", 100, "boot-1", static_cast<int>(WorkerState::Done), false, 0.5,
      RunState::Done);
  row("done", 200, "boot-1", static_cast<int>(WorkerState::Done), true, 9999, RunState::Done);
  row("failed", 200, "boot-9", static_cast<int>(WorkerState::Failed), true, 9999, RunState::Failed);
  row("stopped", 200, "boot-1", static_cast<int>(WorkerState::Stopped), true, 1, RunState::Stopped);
  row("interrupted", 200, "boot-1", static_cast<int>(WorkerState::Interrupted), true, 1,
      RunState::Interrupted);
}

void TestLiveness::judges() {
  QFETCH(int, pid);
  QFETCH(QString, boot);
  QFETCH(int, worker);
  QFETCH(bool, released);
  QFETCH(double, silence);
  QFETCH(int, expected);
  addProcess(100, 5000);
  Claim claim = claimOf(pid, 5000);
  claim.process.bootId = boot.toStdString();
  if (boot != "boot-1") claim.process.host = "elsewhere";
  claim.released = released;
  std::optional<RunStatus> status;
  if (worker >= 0) {
    status.emplace();
    status->state = static_cast<WorkerState>(worker);
    status->claim = claim.generation;
  }
  const RunState state = lafs::judge(status, claim, silence, machine_);
  QCOMPARE(lafs::runStateName(state), lafs::runStateName(static_cast<RunState>(expected)));
}

void TestLiveness::trustsNoOldStatus() {
  QVERIFY(lafs::judge({}, {}, 0, machine_) == RunState::Queued);
  addProcess(100, 5000);
  RunStatus old;
  old.state = WorkerState::Failed;
  old.claim = 1;
  Claim next = claimOf(100, 5000);
  next.generation = 2;  // a second worker has begun and written no status yet
  QVERIFY(lafs::judge(old, next, 0, machine_) == RunState::Running);
  next.process.pid = 200;
  QVERIFY(lafs::judge(old, next, 0, machine_) == RunState::Dead);
}

void TestLiveness::letsTakeOver() {
  addProcess(100, 5000);
  const Claim alive = claimOf(100, 5000);
  const Claim gone = claimOf(100, 4000);
  QVERIFY(!lafs::mayTakeOver(alive, 1e6, machine_));
  QVERIFY(lafs::mayTakeOver(gone, 0, machine_));
  Claim released = alive;
  released.released = true;
  QVERIFY(lafs::mayTakeOver(released, 0, machine_));
  Claim foreign = alive;
  foreign.process.bootId = "boot-9";
  foreign.process.host = "elsewhere";
  QVERIFY(!lafs::mayTakeOver(foreign, 599, machine_));
  QVERIFY(lafs::mayTakeOver(foreign, 601, machine_));
  Claim torn = alive;
  torn.readable = false;
  QVERIFY(!lafs::mayTakeOver(torn, 1, machine_));
  QVERIFY(lafs::mayTakeOver(torn, 31, machine_));
}

QTEST_GUILESS_MAIN(TestLiveness)
#include "test_liveness.moc"

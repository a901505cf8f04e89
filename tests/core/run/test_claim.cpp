// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/wait.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <vector>

#include "core/base/error.h"
#include "core/run/claim.h"

using lafs::Claim;
using lafs::RunPaths;

class TestClaim : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void refusesASecondWriter();
  void followsAReleasedClaim();
  void takesOverFromTheDead();
  void waitsForAClaim();
  void noticesThatItWasTakenOver();
  void letsExactlyOneOfManyWin_data();
  void letsExactlyOneOfManyWin();
};

namespace {

/// Runs `work` in a child process and ends it without cleaning up, as SIGKILL would.
template <typename Work>
pid_t inChild(Work work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  return child;
}

int exitCode(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int tryToClaim(const RunPaths& paths) {
  try {
    lafs::acquireClaim(paths);
    return 0;
  } catch (const lafs::UserError&) {
    return 3;
  }
}

}  // namespace

void TestClaim::refusesASecondWriter() {
  QTemporaryDir folder;
  const RunPaths paths(folder.path().toStdString());
  const Claim claim = lafs::acquireClaim(paths);
  QCOMPARE(claim.generation, std::int64_t{1});
  try {
    lafs::acquireClaim(paths);
    QFAIL("a live claim was taken over");
  } catch (const lafs::UserError& error) {
    QVERIFY(QString(error.what()).contains(QString::number(::getpid())));
  }
  QCOMPARE(QDir(QString::fromStdString(paths.claims())).entryList(QDir::Files | QDir::Hidden),
           QStringList{"000001.json"});
}

void TestClaim::followsAReleasedClaim() {
  QTemporaryDir folder;
  const RunPaths paths(folder.path().toStdString());
  Claim first = lafs::acquireClaim(paths);
  lafs::releaseClaim(paths, first);
  QCOMPARE(lafs::acquireClaim(paths).generation, std::int64_t{2});
}

void TestClaim::takesOverFromTheDead() {
  QTemporaryDir folder;
  const RunPaths paths(folder.path().toStdString());
  QCOMPARE(exitCode(inChild([&] { return tryToClaim(paths); })), 0);
  const auto dead = lafs::newestClaim(paths);
  QVERIFY(dead && !dead->released && dead->process.pid != ::getpid());
  QCOMPARE(lafs::acquireClaim(paths).generation, std::int64_t{2});
}

void TestClaim::waitsForAClaim() {
  QTemporaryDir folder;
  const RunPaths paths(folder.path().toStdString());
  const pid_t child = inChild([&] {
    Claim claim = lafs::acquireClaim(paths);
    ::usleep(400000);
    lafs::releaseClaim(paths, claim);
    return 0;
  });
  QTRY_VERIFY(lafs::newestClaim(paths).has_value());
  QVERIFY_EXCEPTION_THROWN(lafs::acquireClaim(paths, 0.05), lafs::UserError);
  QCOMPARE(lafs::acquireClaim(paths, 20).generation, std::int64_t{2});
  QCOMPARE(exitCode(child), 0);
}

void TestClaim::noticesThatItWasTakenOver() {
  QTemporaryDir folder;
  const RunPaths paths(folder.path().toStdString());
  const Claim mine = lafs::acquireClaim(paths);
  QVERIFY(!lafs::claimLost(paths, mine));
  QVERIFY(
      QFile::copy(QString::fromStdString(paths.claim(1)), QString::fromStdString(paths.claim(2))));
  QVERIFY(lafs::claimLost(paths, mine));
}

void TestClaim::letsExactlyOneOfManyWin_data() {
  QTest::addColumn<bool>("deadClaim");
  QTest::newRow("nobody before") << false;
  QTest::newRow("a dead worker before") << true;
}

void TestClaim::letsExactlyOneOfManyWin() {
  QFETCH(bool, deadClaim);
  constexpr int kRounds = 15;
  constexpr int kWorkers = 8;
  for (int round = 0; round < kRounds; ++round) {
    QTemporaryDir folder;
    const RunPaths paths(folder.path().toStdString());
    if (deadClaim) QCOMPARE(exitCode(inChild([&] { return tryToClaim(paths); })), 0);
    // All start when the first pipe closes; all stay alive until the second one does, so that no
    // loser may take a finished winner's place.
    int go[2];
    int leave[2];
    int told[2];
    QVERIFY(::pipe(go) == 0 && ::pipe(leave) == 0 && ::pipe(told) == 0);
    std::vector<pid_t> children;
    for (int worker = 0; worker < kWorkers; ++worker) {
      children.push_back(inChild([&] {
        ::close(go[1]);
        ::close(leave[1]);
        char byte = 0;
        (void)!::read(go[0], &byte, 1);
        byte = static_cast<char>(tryToClaim(paths));
        (void)!::write(told[1], &byte, 1);
        (void)!::read(leave[0], &byte, 1);
        return 0;
      }));
    }
    ::close(go[1]);
    std::vector<char> answers(kWorkers);
    for (char& answer : answers) QVERIFY(::read(told[0], &answer, 1) == 1);
    ::close(leave[1]);
    for (const pid_t child : children) ::waitpid(child, nullptr, 0);
    for (const int end : {go[0], leave[0], told[0], told[1]}) ::close(end);
    QCOMPARE(std::count(answers.begin(), answers.end(), 0), 1);
    QCOMPARE(std::count(answers.begin(), answers.end(), 3), kWorkers - 1);
    QCOMPARE(lafs::newestClaim(paths)->generation, std::int64_t{deadClaim ? 2 : 1});
  }
}

QTEST_GUILESS_MAIN(TestClaim)
#include "test_claim.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/worker_team.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <cerrno>
#include <filesystem>

#include "core/base/atomic_file.h"

namespace fs = std::filesystem;

namespace {

/// In place of a worker: says where it was told to meet the others, and stays.
constexpr const char* kMember =
    "#!/bin/sh\n"
    "echo \"rank $RANK of $WORLD_SIZE at $MASTER_ADDR:$MASTER_PORT\"\n"
    "exec sleep 60\n";

/// The error of listening at a port of every address; 0 when it can be done.
int errorOfListening(std::uint16_t port, bool reuseAddress) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  const int file = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int reuse = reuseAddress ? 1 : 0;
  ::setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
  const bool listens =
      ::bind(file, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::listen(file, 1) == 0;
  const int error = listens ? 0 : errno;
  ::close(file);
  return error;
}

QString textOf(const std::string& file) {
  return fs::exists(file) ? QString::fromStdString(lafs::readWholeFile(file)) : QString();
}

}  // namespace

class TestWorkerTeam : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  std::string member_;

 private Q_SLOTS:
  void initTestCase() {
    member_ = folder_.filePath("member.sh").toStdString();
    lafs::writeFileAtomically(member_, kMember);
    fs::permissions(member_, fs::perms::owner_all);
  }

  void meetsWhereNobodyElseIsLet() {
    const lafs::RunPaths paths(folder_.path().toStdString());
    lafs::WorkerTeam team = lafs::WorkerTeam::start(member_, paths, 2);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(paths.workerLog()).endsWith('\n'), 20000);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(paths.rankLog(1)).endsWith('\n'), 20000);
    const QRegularExpression pattern("^rank 0 (of 2 at 127\\.0\\.0\\.1:(\\d+))\n$");
    const auto told = pattern.match(textOf(paths.workerLog()));
    QVERIFY2(told.hasMatch(), qPrintable(textOf(paths.workerLog())));
    QCOMPARE(textOf(paths.rankLog(1)), "rank 1 " + told.captured(1) + "\n");

    // Another program is refused; LibTorch's store, which sets SO_REUSEADDR, is let in.
    const std::uint16_t port = told.captured(2).toUShort();
    QCOMPARE(errorOfListening(port, false), EADDRINUSE);
    QCOMPARE(errorOfListening(port, true), 0);
    team.kill();
    QTRY_VERIFY_WITH_TIMEOUT(team.poll().has_value(), 20000);
  }

  void aWorkerAloneMeetsNobody() {
    QTemporaryDir folder;
    const lafs::RunPaths paths(folder.path().toStdString());
    lafs::WorkerTeam team = lafs::WorkerTeam::start(member_, paths, 1);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(paths.workerLog()).endsWith('\n'), 20000);
    QCOMPARE(textOf(paths.workerLog()), QString("rank  of  at :\n"));
    team.kill();
    QTRY_VERIFY_WITH_TIMEOUT(team.poll().has_value(), 20000);
  }
};

QTEST_GUILESS_MAIN(TestWorkerTeam)
#include "test_worker_team.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/slurm_cluster.h"

#include <QStandardPaths>

#include "tests/support/test_paths.h"

namespace lafs::test {

namespace {

constexpr int kStartMs = 30000;
constexpr int kStopMs = 15000;

}  // namespace

SlurmCluster::SlurmCluster() {
  const QString script =
      QString::fromStdString(sourceDir()) + "/packaging/cluster/slurm_on_loopback.sh";
  // The command says when the cluster is up, and ends when its standard input does.
  process_.start("bash", {script, folder_.path(), "sh", "-c", "echo up; exec cat >/dev/null"});
  while (process_.waitForReadyRead(kStartMs)) {
    if (process_.readAllStandardOutput().contains("up")) up_ = true;
    if (up_) break;
  }
  problem_ = QString::fromUtf8(process_.readAllStandardError());
  if (up_) qputenv("SLURM_CONF", (folder_.path() + "/slurm.conf").toUtf8());
}

SlurmCluster::~SlurmCluster() {
  process_.closeWriteChannel();
  process_.waitForFinished(kStopMs);
  qunsetenv("SLURM_CONF");
}

bool SlurmCluster::isMissing() const {
  return QStandardPaths::findExecutable("slurmctld", {"/usr/sbin", "/usr/bin", "/sbin"}).isEmpty();
}

}  // namespace lafs::test

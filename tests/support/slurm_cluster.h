// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace lafs::test {

/// A Slurm cluster of one node on loopback (packaging/cluster/slurm_on_loopback.sh), for as long as
/// the object lives; it ends with the test program too, however that ends. While it lives,
/// SLURM_CONF names it, so that Slurm's commands and whatever calls them use it.
class SlurmCluster {
 public:
  SlurmCluster();
  ~SlurmCluster();

  bool isUp() const { return up_; }
  /// Slurm is not installed: the one reason for which a test may be skipped.
  bool isMissing() const;
  QString problem() const { return problem_; }

 private:
  QTemporaryDir folder_;
  QProcess process_;
  bool up_ = false;
  QString problem_;
};

}  // namespace lafs::test

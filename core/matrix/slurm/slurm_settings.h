// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace lafs {

/// What the user says about the cluster, and how closely it is watched.
struct SlurmSettings {
  std::string partition;                     ///< empty: the cluster's default
  std::vector<std::string> sbatchArguments;  ///< further options of sbatch, e.g. "--gres=gpu:1"
  int atOnce = 0;                            ///< tasks of an array at a time; 0 = as many as go
  /// How often the run directories and the queue are looked at. The directories tell nearly
  /// everything, and a controller has many users.
  double lookSeconds = 1;
  double queueSeconds = 10;
  /// How long a task may be gone from the queue before its last words are expected in the folder.
  double settleSeconds = 30;
};

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <map>
#include <string>

#include "app/desktop/run_row_reader.h"
#include "app/desktop/run_scanner.h"

namespace lafs {

/// The scanner's half that lives on its own thread and touches files.
class ScanLoop : public QObject {
  Q_OBJECT

 public:
  ScanLoop(std::string runsFolder, std::string indexFile);

  void begin();
  void lookAtAll();

 Q_SIGNALS:
  void looked(const lafs::RunListPtr& runs);

 private:
  struct Watched {
    ReadRun read;
    TimeLeft timeLeft;
  };

  void look();
  bool listFolder();
  bool refresh(const std::string& directory, Watched& watched);
  void deliver(bool complete);
  void takeIndex();
  void keepIndex();

  std::string runsFolder_;
  std::string indexFile_;
  QTimer* timer_ = nullptr;
  std::map<std::string, Watched> runs_;  ///< by directory
  std::string next_;                     ///< where the turn through the resting runs goes on
  bool all_ = true;                      ///< look at every run in the next round
  bool indexStale_ = false;              ///< rows at rest have changed since the index was written
  double indexKept_ = 0;
  double latencyMs_ = 0;
  std::string plansText_;  ///< to notice that they have changed
};

}  // namespace lafs

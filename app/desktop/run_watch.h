// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>

#include "app/desktop/run_scanner.h"

namespace lafs {

class DesktopContext;

/// Turns what happens to runs into cards and notices: a failure, a death, a directory that cannot
/// be read. Says things once, when they happen.
class RunWatch : public QObject {
  Q_OBJECT

 public:
  RunWatch(DesktopContext& desktop, QObject* parent = nullptr);

 private:
  struct Seen {
    RunState state = RunState::Queued;
    std::string problem;
  };

  void look();
  void tell(const RunRow& row);

  DesktopContext& desktop_;
  QHash<QString, Seen> seen_;
  RunListPtr last_;  ///< what was looked at last; null before the first time
  bool first_ = true;
};

}  // namespace lafs

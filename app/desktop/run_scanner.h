// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QThread>
#include <memory>
#include <vector>

#include "core/matrix/plan_file.h"
#include "widgets/runs/run_row.h"

namespace lafs {

/// All that one look at the runs folder found. Rows that have not changed since the last look are
/// the same objects: comparing pointers tells what is new.
struct RunList {
  std::vector<RunRowPtr> rows;  ///< sorted by name
  std::vector<PlanView> plans;  ///< executors: live ones, and the last ones that ended
  bool complete = false;        ///< false while the first look is still under way
  double latencyMs = 0;         ///< what one question to the file system takes
  double time = 0;              ///< Unix time of the look
};
using RunListPtr = std::shared_ptr<const RunList>;

class ScanLoop;

/// Watches the runs folder from a thread of its own, by polling: live runs about once a second, the
/// others in turn. Lives on the window's thread; what it delivers are plain values.
class RunScanner : public QObject {
  Q_OBJECT

 public:
  /// `indexFile` remembers the rows between two starts; it may be deleted at any time.
  RunScanner(const QString& runsFolder, const QString& indexFile, QObject* parent = nullptr);
  ~RunScanner() override;

  void start();
  /// Looks at everything again, soon: something was asked for.
  void poke();
  const RunListPtr& runs() const { return runs_; }      ///< never null
  RunRowPtr find(const QString& directory) const;       ///< null when there is none (any more)
  RunRowPtr findByName(const std::string& name) const;  ///< likewise

 Q_SIGNALS:
  void changed();  ///< `runs()` is another list

 private:
  void take(const lafs::RunListPtr& runs);

  QThread thread_;
  ScanLoop* loop_;
  RunListPtr runs_;
};

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <QTimer>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/config/experiment_spec.h"
#include "widgets/run/run_charts.h"

namespace lafs {

/// A run as the plots follow it.
struct FollowedRun {
  std::string directory;
  RunCurves curves;  ///< metrics are never null
  std::optional<ExperimentSpec> spec;
  Json provenance = Json::object();
  std::vector<std::int64_t> previewSteps;
  std::string failedTerm;  ///< what stopped being a number, when that ended the run
};

/// Follows the metrics of some runs from a thread of the pool, about once a second and only while
/// it is switched on; tells when something has come. Lives on the window's thread.
class RunFeed : public QObject {
  Q_OBJECT

 public:
  explicit RunFeed(QObject* parent = nullptr);

  void follow(const QStringList& directories);
  void setActive(bool active);
  const std::vector<FollowedRun>& runs() const { return runs_; }

 Q_SIGNALS:
  void changed();

 private:
  struct Sources;  // what the polling thread keeps between two looks
  struct Look;

  void poll();

  QStringList directories_;
  std::vector<FollowedRun> runs_;
  std::shared_ptr<Sources> sources_;
  QTimer timer_;
  int round_ = 0;  ///< tells answers for earlier directories apart
  bool waiting_ = false;
};

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableWidget>
#include <map>
#include <tuple>
#include <vector>

#include "core/eval/bootstrap.h"
#include "widgets/evaluate/scored_run.h"

namespace lafs {

/// What a bootstrap says of a run's TAR, FAR by FAR.
using TarEstimates = std::vector<TarEstimate>;

/// TAR at the usual FAR targets and at the threshold line, a row a run. A target below a run's FAR
/// floor is shown faint, with the reason in its tip.
class TarTable : public QTableWidget {
  Q_OBJECT

 public:
  explicit TarTable(QWidget* parent = nullptr);

  void setRuns(std::vector<ScoredRunPtr> runs, TarRule rule);
  void setFar(double far);                      ///< of the threshold line: the first column
  static const std::vector<double>& targets();  ///< FAR of the columns after the threshold
  /// Puts intervals beside a run's numbers at these FARs, an estimate each. They take their time,
  /// so they come after; those that are not in sight are kept until the runs change.
  void setEstimates(const ScoredRunPtr& run, TarRule rule, const std::vector<double>& fars,
                    const TarEstimates& estimates);
  bool hasEstimate(const ScoredRunPtr& run, TarRule rule, double far) const;
  QSize sizeHint() const override;

 Q_SIGNALS:
  void farChosen(double far);  ///< a column's head was clicked

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void fill();
  void fillCell(int row, int column, const ScoredRun& run, double far);
  const Interval* intervalOf(const ScoredRun& run, double far) const;  ///< null: none (yet)

  std::vector<ScoredRunPtr> runs_;
  TarRule rule_ = TarRule::Floor;
  double far_ = 1e-3;
  std::map<std::tuple<const ScoredRun*, TarRule, double>, TarEstimate> estimates_;
};

}  // namespace lafs

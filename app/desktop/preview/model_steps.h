// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <optional>
#include <vector>

#include "app/desktop/preview/drift_reader.h"
#include "widgets/runs/run_row.h"

namespace lafs {

/// The checkpoints of a model's run, for whoever looks at one after the other. On the window's
/// thread; files are read elsewhere.
class ModelSteps : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  /// Follows `model` (JSON, as the preview service takes it). With `run`, the row of the run that
  /// it is from, the checkpoints are looked for, and `found` tells when they are there: true. Else
  /// the model is all there is: false.
  bool follow(const QString& model, const RunRowPtr& run);

  const QVector<DriftModel>& models() const {
    return models_;
  }  ///< empty while they are looked for
  std::vector<std::int64_t> steps() const;
  /// The model of the newest checkpoint up to a step; the one that is followed without a step.
  Json at(std::optional<std::int64_t> step) const;

 Q_SIGNALS:
  void found();

 private:
  Json followed() const { return Json::parse(model_.toStdString(), nullptr, false); }

  QString model_;
  QVector<DriftModel> models_;
};

}  // namespace lafs

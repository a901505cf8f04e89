// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>

#include "app/desktop/preview/preview_answer.h"
#include "widgets/faces/drift_panel.h"

namespace lafs {

/// One landmark CNN on a run's way: the model object of the preview protocol, and what to call it.
struct DriftModel {
  Json model;
  QString name;
  qint64 step = -1;  ///< -1: not a checkpoint of the run
};

/// The landmark CNNs of a run, oldest first: the frozen one that a fine-tuning starts from, the
/// checkpoints that are kept, the result. `landmarkRun` is the run that the fine-tuning reads,
/// empty without. Reads the run directory: for a background thread.
QVector<DriftModel> driftModels(const QString& run, const QString& landmarkRun);

/// The question "landmarks" for these models.
Json driftQuestion(const Json& source, int index, const QVector<DriftModel>& models);

/// The answer as the panel shows it, with grid-likeness (some 10 ms a model: for a background
/// thread).
LandmarkDrift driftOf(const PreviewAnswer& answer, const QVector<DriftModel>& models);

}  // namespace lafs

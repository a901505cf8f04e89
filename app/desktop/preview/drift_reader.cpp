// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/preview/drift_reader.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

#include "core/eval/landmark_grid.h"
#include "core/run/run_reader.h"

namespace lafs {

namespace {

constexpr int kMostModels = 40;  ///< the service takes 48
constexpr int kLeastLandmarks = 4;

QString tr(const char* text) {
  return QCoreApplication::translate("DriftReader", text);
}

/// At most `most` entries, spread evenly, the last one among them.
QVector<DriftModel> thinned(const QVector<DriftModel>& all, int most) {
  if (all.size() <= most) return all;
  QVector<DriftModel> kept;
  for (int k = 0; k < most; ++k) kept.append(all[k * (all.size() - 1) / (most - 1)]);
  return kept;
}

}  // namespace

QVector<DriftModel> driftModels(const QString& run, const QString& landmarkRun) {
  QVector<DriftModel> models;
  const std::string directory = run.toStdString();
  const RunReader reader(directory);
  QVector<DriftModel> steps;
  for (const CheckpointEntry& entry : reader.checkpoints()) {
    if (!entry.complete) continue;
    steps.append({{{"run", directory}, {"step", entry.step}},
                  tr("step %1").arg(QLocale().toString(qlonglong(entry.step))),
                  entry.step});
  }
  if (!landmarkRun.isEmpty()) {
    models.append({{{"run", landmarkRun.toStdString()}}, tr("frozen CNN"), -1});
  }
  models += thinned(steps, kMostModels);
  const bool done =
      QFileInfo::exists(QString::fromStdString(reader.paths().result("model.safetensors")));
  if (done || steps.isEmpty()) models.append({{{"run", directory}}, tr("result"), -1});
  return models;
}

Json driftQuestion(const Json& source, int index, const QVector<DriftModel>& models) {
  Json list = Json::array();
  for (const DriftModel& model : models) list.push_back(model.model);
  return {{"ask", "landmarks"}, {"source", source}, {"index", index}, {"models", list}};
}

LandmarkDrift driftOf(const PreviewAnswer& answer, const QVector<DriftModel>& models) {
  LandmarkDrift drift;
  drift.picture = answer.picture("picture");
  drift.side = answer.head.value("side", 112);
  for (int k = 0; k < models.size(); ++k) {
    LandmarkDrift::Checkpoint checkpoint;
    checkpoint.name = models[k].name;
    checkpoint.step = models[k].step;
    checkpoint.landmarks = answer.points("landmarks", k);
    std::vector<LandmarkPoint> points;
    for (const QPointF& point : checkpoint.landmarks) points.push_back({point.x(), point.y()});
    if (static_cast<int>(points.size()) < kLeastLandmarks) continue;
    checkpoint.gridLikeness = gridLikeness(points);
    drift.checkpoints.append(checkpoint);
  }
  return drift;
}

}  // namespace lafs

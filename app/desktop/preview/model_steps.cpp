// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/preview/model_steps.h"

#include <QDir>
#include <QFileInfo>

#include "app/desktop/background.h"

namespace lafs {

bool ModelSteps::follow(const QString& model, const RunRowPtr& run) {
  model_ = model;
  models_.clear();
  if (!run || !run->identity || run->identity->stage == StageKind::Pretrain) {
    models_.append({followed(), tr("this model"), -1});
    return false;
  }
  const QString directory = QString::fromStdString(run->directory);
  QString landmarkRun;
  const auto input = run->inputs.find("landmark");
  if (input != run->inputs.end()) {
    landmarkRun = QFileInfo(directory).dir().filePath(QString::fromStdString(input->second));
  }
  runInBackground(
      this, [directory, landmarkRun] { return driftModels(directory, landmarkRun); },
      [this, model](const QVector<DriftModel>& models) {
        if (model != model_) return;  // another one is followed by now
        models_ = models;
        Q_EMIT found();
      });
  return true;
}

std::vector<std::int64_t> ModelSteps::steps() const {
  std::vector<std::int64_t> steps;
  for (const DriftModel& model : models_) {
    if (model.step >= 0) steps.push_back(model.step);
  }
  return steps;
}

Json ModelSteps::at(std::optional<std::int64_t> step) const {
  const DriftModel* best = nullptr;
  for (const DriftModel& model : models_) {
    if (step && model.step >= 0 && model.step <= *step) best = &model;
  }
  return best ? best->model : followed();
}

}  // namespace lafs

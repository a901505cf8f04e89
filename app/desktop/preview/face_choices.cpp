// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/preview/face_choices.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>

namespace lafs {

namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("FaceChoices", text);
}

QString idOf(const Json& json) {
  return QString::fromStdString(json.dump());
}

const Json& syntheticFaces() {
  static const Json source = {
      {"data", {{"source", "synthetic"}, {"identities", 100}, {"images_per_identity", 8}}}};
  return source;
}

QString runText(const RunRow& run) {
  const QString name = QString::fromStdString(run.name);
  return run.experiment.empty() ? name : QString::fromStdString(run.experiment) + " · " + name;
}

/// Whether a run has, or reads, a landmark CNN that can be asked.
bool hasCnn(const RunRow& run) {
  if (!run.identity || !run.problem.empty()) return false;
  switch (run.identity->stage) {
    case StageKind::Landmark:
    case StageKind::Finetune:
      return run.state == RunState::Done || run.progress.step > 0;
    case StageKind::Pretrain:
      return run.inputs.count("landmark") > 0;
    default:
      return false;
  }
}

bool isTraining(const RunRow& run) {
  return run.identity && run.problem.empty() && run.identity->stage != StageKind::Evaluate;
}

Json runJson(const RunRow& run) {
  return {{"run", run.directory}};
}

QVector<PicturePicker::Choice> openedChoices(const QStringList& opened) {
  QVector<PicturePicker::Choice> choices;
  for (const QString& id : opened) {
    const Json json = Json::parse(id.toStdString(), nullptr, false);
    for (const char* key : {"file", "path"}) {
      if (!json.is_object() || !json.contains(key)) continue;
      const QString path = QString::fromStdString(json.at(key).get<std::string>());
      choices.append({id, QFileInfo(path).fileName(), path});
    }
  }
  return choices;
}

}  // namespace

QString askForPath(QWidget* parent, const QString& id, bool model) {
  if (id == kChooseFolder) return QFileDialog::getExistingDirectory(parent, tr("Folder of faces"));
  return QFileDialog::getOpenFileName(
      parent, model ? tr("Model file") : tr("Picture"), {},
      model ? tr("Models (*.safetensors)")
            : tr("Pictures (*.jpg *.jpeg *.png *.pgm *.ppm *.bmp *.webp *.tif *.tiff)"));
}

Json sourceOf(const QString& path) {
  return {{"path", path.toStdString()}};
}

QVector<PicturePicker::Choice> sourceChoices(const RunList& runs, const QStringList& opened) {
  QVector<PicturePicker::Choice> choices = {
      {idOf(syntheticFaces()), tr("Synthetic faces"), tr("Rendered by this program")}};
  choices += openedChoices(opened);
  for (const RunRowPtr& run : runs.rows) {
    if (!isTraining(*run)) continue;
    choices.append({idOf(runJson(*run)), runText(*run),
                    tr("The data of %1").arg(QString::fromStdString(run->directory))});
  }
  choices.append({kChooseFile, tr("Open a picture…"), {}});
  choices.append({kChooseFolder, tr("Open a folder…"), {}});
  return choices;
}

QVector<PicturePicker::Choice> modelChoices(const RunList& runs, const QStringList& opened) {
  QVector<PicturePicker::Choice> choices = {
      {idOf({{"grid", {{"preset", "part-fvit-tiny"}}}}), tr("Regular grid (no model)"),
       tr("196 landmarks on a grid of 14 × 14: what a patch of a plain ViT is")}};
  choices += openedChoices(opened);
  for (const RunRowPtr& run : runs.rows) {
    if (!hasCnn(*run)) continue;
    choices.append({idOf(runJson(*run)), runText(*run), QString::fromStdString(run->directory)});
  }
  choices.append({kChooseFile, tr("Open a model file…"), {}});
  return choices;
}

QString preferredSource(const RunList& runs, const RunRowPtr& run) {
  if (run && isTraining(*run)) return idOf(runJson(*run));
  for (const RunRowPtr& other : runs.rows) {
    if (isTraining(*other) && other->identity->stage == StageKind::Pretrain) {
      return idOf(runJson(*other));
    }
  }
  return idOf(syntheticFaces());
}

QString preferredModel(const RunList& runs, const RunRowPtr& run) {
  if (run && hasCnn(*run)) return idOf(runJson(*run));
  RunRowPtr newest;
  for (const RunRowPtr& other : runs.rows) {
    if (hasCnn(*other) && (!newest || other->updated > newest->updated)) newest = other;
  }
  return newest ? idOf(runJson(*newest)) : modelChoices({}, {}).first().id;
}

QString runOf(const QString& id) {
  const Json json = Json::parse(id.toStdString(), nullptr, false);
  if (!json.is_object() || !json.contains("run") || !json.at("run").is_string()) return {};
  return QString::fromStdString(json.at("run").get<std::string>());
}

AugmentSettings settingsOf(const RunRow& run) {
  const auto text = [&](const char* path) { return QString::fromStdString(run.specText(path)); };
  AugmentSettings settings;
  settings.seed = text("seed").toInt();
  settings.alpha = text("pretrain.perturbation_alpha").toDouble();
  settings.subset = text("pretrain.subset_landmarks").toInt();
  settings.shuffle = text("pretrain.shuffle");
  settings.sampling = text("pretrain.subset_sampling");
  settings.shared = text("pretrain.perturbation_shared") == "true";
  return settings;
}

}  // namespace lafs

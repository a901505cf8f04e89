// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/preview/view_question.h"

#include <QCoreApplication>
#include <QStringList>

namespace lafs {

namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("ViewQuestion", text);
}

std::string text(const QString& text) {
  return text.toStdString();
}

QString amount(const Json& json, const char* name, int decimals = 2) {
  return QString::number(json.value(name, 0.0), 'f', decimals);
}

/// What was drawn for a view, in words.
QString drawnText(const Json& view) {
  QStringList parts;
  const Json crop = view.value("crop", Json::object());
  const int side = view.value("side", 0);
  if (crop.value("width", side) == side && crop.value("height", side) == side) {
    parts << tr("whole face");
  } else {
    parts << tr("crop %1 × %2 at (%3, %4)")
                 .arg(crop.value("width", 0))
                 .arg(crop.value("height", 0))
                 .arg(crop.value("left", 0))
                 .arg(crop.value("top", 0));
  }
  if (view.value("mirrored", false)) parts << tr("mirrored");
  const Json jitter = view.value("jitter", Json());
  if (jitter.is_object()) {
    parts << tr("brightness %1, contrast %2, saturation %3, hue %4")
                 .arg(amount(jitter, "brightness"), amount(jitter, "contrast"),
                      amount(jitter, "saturation"), amount(jitter, "hue", 3));
  }
  if (view.value("grey", false)) parts << tr("grey");
  if (view.value("blur_radius", Json()).is_number()) {
    parts << tr("blur %1 px").arg(amount(view, "blur_radius"));
  }
  if (view.value("solarised", false)) parts << tr("solarised");
  if (view.value("shuffled", false)) parts << tr("shuffled");
  return parts.join(QStringLiteral(" · "));
}

const Json* viewJson(const PreviewAnswer& answer, int view) {
  const auto views = answer.head.find("views");
  if (views == answer.head.end() || !views->is_array()) return nullptr;
  for (const Json& entry : *views) {
    if (entry.value("view", -1) == view) return &entry;
  }
  return nullptr;
}

QString viewName(const Json& view) {
  return QString::fromStdString(view.value("name", std::string()));
}

/// `prefix` is "" for the student's arrays and "teacher_" for a teacher's own.
BranchView branchView(const PreviewAnswer& answer, const Json& json, const std::string& prefix) {
  const std::string name = "view" + std::to_string(json.value("view", 0)) + ".";
  BranchView view;
  view.details = drawnText(json);
  view.face.picture = answer.picture(name + "colour");
  view.face.side = json.value("side", 112);
  view.face.points = answer.points(name + prefix + "tokens");
  view.face.landmarks = answer.integers(name + prefix + "order");
  view.face.patchSize = answer.head.value("patch_size", 0);
  const QVector<QPointF> found = answer.points(name + "found");
  for (int k = 0; k < view.face.points.size() && !found.isEmpty(); ++k) {
    const int landmark = view.face.landmarkOf(k);
    view.face.origins.append(landmark < found.size() ? found[landmark] : view.face.points[k]);
  }
  view.before.patches = answer.pictures(name + "base");
  view.after.patches = answer.pictures(name + prefix + "patches");
  view.after.landmarks = view.face.landmarks;
  return view;
}

}  // namespace

Json viewsQuestion(const ViewedFace& face, const AugmentSettings& settings) {
  Json question = {{"ask", "views"},
                   {"source", face.source},
                   {"index", face.index},
                   {"model", face.model},
                   {"epoch", settings.epoch}};
  if (!face.run.isEmpty()) question["run"] = text(face.run);
  question["spec"] = {{"seed", settings.seed},
                      {"pretrain",
                       {{"method", text(face.method)},
                        {"perturbation_alpha", settings.alpha},
                        {"subset_landmarks", settings.subset},
                        {"shuffle", text(settings.shuffle)},
                        {"subset_sampling", text(settings.sampling)},
                        {"perturbation_shared", settings.shared}}}};
  question["switches"] = {{"crop", settings.crop},     {"flip", settings.flip},
                          {"jitter", settings.jitter}, {"grey", settings.grey},
                          {"blur", settings.blur},     {"solarise", settings.solarise}};
  return question;
}

BranchView studentView(const PreviewAnswer& answer, int view) {
  const Json* json = viewJson(answer, view);
  if (!json) return {};
  BranchView shown = branchView(answer, *json, "");
  shown.title = tr("Student · %1").arg(viewName(*json));
  return shown;
}

BranchView teacherView(const PreviewAnswer& answer, int view) {
  const Json* json = viewJson(answer, view);
  if (!json || !json->value("teacher", Json()).is_string()) return {};
  const bool own = json->at("teacher") == "own";
  BranchView shown = branchView(answer, *json, own ? "teacher_" : "");
  shown.title = tr("Teacher · %1").arg(viewName(*json));
  return shown;
}

QVector<ViewStrip::Entry> stripEntries(const PreviewAnswer& answer) {
  QVector<ViewStrip::Entry> entries;
  for (const Json& view : answer.head.value("views", Json::array())) {
    const std::string name = "view" + std::to_string(view.value("view", 0)) + ".colour";
    entries.append({viewName(view), answer.picture(name)});
  }
  return entries;
}

}  // namespace lafs

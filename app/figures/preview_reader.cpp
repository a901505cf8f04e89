// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figures/preview_reader.h"

#include <algorithm>
#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/json.h"
#include "core/run/run_paths.h"

namespace lafs {

namespace {

constexpr int kGap = 4;  // between the cells of a sheet (core/train/preview_sheet.cpp)

QVector<QPointF> pointsOf(const Json& points) {
  QVector<QPointF> result;
  if (!points.is_array()) return result;
  for (const Json& point : points) {
    if (point.is_array() && point.size() == 2 && point[0].is_number() && point[1].is_number()) {
      result.append({point[0].get<double>(), point[1].get<double>()});
    }
  }
  return result;
}

/// Cell of a sheet whose `columns` equal cells fill its width.
QImage cellOf(const QImage& sheet, int row, int column, int columns) {
  if (sheet.isNull() || columns < 1) return {};
  const int cell = (sheet.width() - kGap) / columns - kGap;
  return sheet.copy(kGap + column * (cell + kGap), kGap + row * (cell + kGap), cell, cell);
}

PreviewView viewOf(const Json& json, const QString& title) {
  PreviewView view;
  view.title = title;
  view.side = json.value("side", 0.0);
  view.landmarks = pointsOf(json.value("landmarks", Json()));
  view.tokens = pointsOf(json.value("tokens", Json()));
  return view;
}

/// Views as the writer lists them, each a picture and, with tokens, its patches in the plain sheet.
void takeViews(PreviewFace& face, const Json& views, const QImage& plain, int row, int columns) {
  int column = 0;
  for (const Json& json : views) {
    PreviewView view = viewOf(json, QString::fromStdString(json.value("title", std::string())));
    view.picture = cellOf(plain, row, column++, columns);
    if (json.value("patches", false)) view.patches = cellOf(plain, row, column++, columns);
    face.views.append(view);
  }
}

/// What runs wrote before there were plain sheets: pictures with the dots already in them.
void takeOldViews(PreviewFace& face, const Json& json, const QImage& sheet, int row) {
  const bool pretraining = json.contains("global");
  const int columns = pretraining ? 3 : 1;
  const char* names[] = {pretraining ? "global" : "view", "local"};
  for (int column = 0; column < 2; ++column) {
    if (!json.contains(names[column])) continue;
    PreviewView view = viewOf(json[names[column]], names[column]);
    view.picture = cellOf(sheet, row, column, columns);
    view.landmarks.clear();
    view.tokens.clear();
    if (column == 1) view.patches = cellOf(sheet, row, 2, columns);
    face.views.append(view);
  }
}

PreviewFrame frameOf(const Json& json, const QImage& sheet, const QImage& plain) {
  PreviewFrame frame;
  frame.step = json.value("step", std::int64_t{0});
  frame.epoch = json.value("epoch", std::int64_t{0});
  const Json faces = json.value("faces", Json::array());
  const Json indices = json.value("indices", Json::array());
  for (std::size_t i = 0; i < faces.size(); ++i) {
    PreviewFace face;
    if (i < indices.size()) face.index = indices[i].get<std::int64_t>();
    const int row = static_cast<int>(i);
    if (faces[i].contains("views") && !plain.isNull()) {
      takeViews(face, faces[i]["views"], plain, row, json.value("columns", 1));
    } else {
      takeOldViews(face, faces[i], sheet, row);
    }
    frame.faces.append(face);
  }
  return frame;
}

}  // namespace

std::vector<std::int64_t> previewSteps(const std::string& directory) {
  std::vector<std::int64_t> steps;
  std::error_code error;
  const RunPaths paths(directory);
  for (const auto& entry : std::filesystem::directory_iterator(paths.previews(), error)) {
    if (entry.path().extension() != ".json") continue;
    if (const auto step = parseStepName(entry.path().stem().string())) steps.push_back(*step);
  }
  std::sort(steps.begin(), steps.end());
  return steps;
}

PreviewFrame readPreview(const std::string& directory, std::int64_t step) {
  const std::string base = RunPaths(directory).previews() + '/' + stepName(step);
  PreviewFrame frame;
  try {
    const Json json = Json::parse(readWholeFile(base + ".json"));
    frame = frameOf(json, QImage(QString::fromStdString(base + ".png")),
                    QImage(QString::fromStdString(base + "_views.png")));
  } catch (const std::exception&) {
    frame.faces.clear();  // half-written or damaged: the step shows nothing
  }
  frame.step = step;
  return frame;
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/previews.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/image/codec.h"
#include "core/model/patch_sampling.h"
#include "core/run/run_paths.h"
#include "core/train/preview_sheet.h"

namespace lafs {

namespace {

constexpr std::int64_t kFaces = 4;
constexpr std::int64_t kCell = 224;
constexpr std::int64_t kFirstLocal = 2;
constexpr std::int64_t kPlainCell = 112;
constexpr std::int64_t kPlainLocals = 3;  // subsets of the student that are kept without dots
constexpr Rgb kFound = {255, 255, 255};
constexpr Rgb kTokens = {255, 150, 40};

/// [N, 2] as [[x, y], …] with hundredths of a pixel, null when there is nothing.
Json pointsJson(const at::Tensor& points) {
  if (!points.defined()) return nullptr;
  const at::Tensor rows = points.detach().to(at::kCPU, at::kDouble).contiguous();
  const auto at = rows.accessor<double, 2>();
  Json json = Json::array();
  const auto hundredths = [](double value) { return std::round(value * 100) / 100; };
  for (std::int64_t i = 0; i < rows.size(0); ++i) {
    json.push_back({hundredths(at[i][0]), hundredths(at[i][1])});
  }
  return json;
}

at::Tensor rowOf(const at::Tensor& tensor, std::int64_t face) {
  return tensor.defined() ? tensor[face] : tensor;
}

/// The first faces of a batch alone: their random numbers do not depend on the others.
Batch firstFaces(const Batch& batch) {
  Batch few = batch;
  const std::int64_t faces =
      std::min<std::int64_t>(kFaces, static_cast<std::int64_t>(batch.indices.size()));
  for (at::Tensor& view : few.views) view = view.narrow(0, 0, faces);
  few.labels = batch.labels.narrow(0, 0, faces);
  few.indices.resize(faces);
  return few;
}

void writePng(const std::string& path, const PreviewSheet& sheet) {
  const std::vector<std::uint8_t> png = encodePng(sheet.image());
  writeFileAtomically(path, std::string(png.begin(), png.end()));
}

void write(RunWriter& run, const StepContext& step, Json json, const PreviewSheet& sheet,
           const PreviewSheet& plain) {
  const std::string base = run.previewsDir() + "/" + stepName(step.step);
  writePng(base + ".png", sheet);
  writePng(base + "_views.png", plain);
  // The numbers last: a watcher looks for them and then finds the picture there.
  writeFileAtomically(base + ".json", json.dump() + "\n");
}

Json header(const StepContext& step, const Batch& batch) {
  Json json;
  json["step"] = step.step;
  json["epoch"] = step.epoch;
  json["indices"] = batch.indices;
  return json;
}

/// Draws one view of one face and gives its numbers.
Json drawView(PreviewSheet& sheet, const ViewPlacement& view, std::int64_t face,
              std::int64_t column) {
  const std::int64_t side = view.picture.size(-1);
  sheet.picture(face, column, view.picture[face]);
  if (view.found.defined()) sheet.dots(face, column, view.found[face], side, kFound);
  if (view.tokens.defined()) sheet.dots(face, column, view.tokens[face], side, kTokens);
  Json json;
  json["side"] = side;
  json["landmarks"] = pointsJson(rowOf(view.found, face));
  json["tokens"] = pointsJson(rowOf(view.tokens, face));
  return json;
}

/// A view that viewers draw themselves: its picture, and its patches when it has tokens, without
/// dots, in the next columns of `plain`; its numbers are returned.
Json plainView(PreviewSheet& plain, const ViewPlacement& view, const std::string& title,
               std::int64_t face, std::int64_t patchSize, std::int64_t& column) {
  plain.picture(face, column++, view.picture[face]);
  if (view.tokens.defined()) {
    plain.patches(face, column++,
                  samplePatches(view.picture.narrow(0, face, 1).contiguous(),
                                view.tokens.narrow(0, face, 1).contiguous(), patchSize)[0],
                  patchSize);
  }
  return {{"title", title},
          {"side", view.picture.size(-1)},
          {"landmarks", pointsJson(rowOf(view.found, face))},
          {"tokens", pointsJson(rowOf(view.tokens, face))},
          {"patches", view.tokens.defined()}};
}

/// The first global view, which the teacher and the student see, and the student's first subsets.
std::vector<std::pair<std::string, const ViewPlacement*>> plainViews(
    const std::vector<ViewPlacement>& views) {
  std::vector<std::pair<std::string, const ViewPlacement*>> chosen = {
      {"teacher and student", &views.front()}};
  const auto all = static_cast<std::int64_t>(views.size());
  for (std::int64_t i = kFirstLocal; i < std::min(all, kFirstLocal + kPlainLocals); ++i) {
    chosen.emplace_back("student, view " + std::to_string(i + 1),
                        &views[static_cast<std::size_t>(i)]);
  }
  return chosen;
}

std::int64_t plainColumns(const std::vector<std::pair<std::string, const ViewPlacement*>>& chosen) {
  std::int64_t columns = 0;
  for (const auto& [title, view] : chosen) columns += view->tokens.defined() ? 2 : 1;
  return columns;
}

}  // namespace

PreviewHook pretrainingPreview(DinoObjective& objective, RunWriter& run) {
  return [&objective, &run](const Batch& batch, const StepContext& step) {
    at::NoGradGuard noGrad;
    const Batch few = firstFaces(batch);
    const auto faces = static_cast<std::int64_t>(few.indices.size());
    const std::vector<ViewPlacement> views = objective.encoder().place(few);
    const bool hasLocal = views.size() > kFirstLocal;
    const ViewPlacement& last = hasLocal ? views[kFirstLocal] : views.front();
    PreviewSheet sheet(faces, 3, kCell);
    const auto chosen = plainViews(views);
    PreviewSheet plain(faces, plainColumns(chosen), kPlainCell);
    Json json = header(step, few);
    json["columns"] = plainColumns(chosen);
    for (std::int64_t face = 0; face < faces; ++face) {
      Json row;
      std::int64_t column = 0;
      for (const auto& [title, view] : chosen) {
        row["views"].push_back(plainView(plain, *view, title, face, objective.patchSize(), column));
      }
      row["global"] = drawView(sheet, views.front(), face, 0);
      if (hasLocal) row["local"] = drawView(sheet, last, face, 1);
      if (last.tokens.defined()) {
        const std::int64_t patchSize = objective.patchSize();
        sheet.patches(face, 2,
                      samplePatches(last.picture.narrow(0, face, 1).contiguous(),
                                    last.tokens.narrow(0, face, 1).contiguous(), patchSize)[0],
                      patchSize);
      }
      json["faces"].push_back(row);
    }
    write(run, step, json, sheet, plain);
  };
}

PreviewHook supervisedPreview(SupervisedObjective& objective, RunWriter& run) {
  return [&objective, &run](const Batch& batch, const StepContext& step) {
    at::NoGradGuard noGrad;
    const Batch few = firstFaces(batch);
    const auto faces = static_cast<std::int64_t>(few.indices.size());
    FaceModel& model = *objective.model();
    const at::Device device = model.parameters().front().device();
    model.eval();  // leaves batch norms and the noise of training alone
    const FaceFeatures features = model.forward(few.views.front().to(device));
    model.train();
    PreviewSheet sheet(faces, 1, kCell);
    PreviewSheet plain(faces, 1, kPlainCell);
    Json json = header(step, few);
    json["columns"] = 1;
    for (std::int64_t face = 0; face < faces; ++face) {
      Json row;
      const ViewPlacement view = {few.views.front(), features.landmarks, {}, {}};
      std::int64_t column = 0;
      row["view"] = drawView(sheet, view, face, 0);
      row["views"].push_back(plainView(plain, view, "as the network sees it", face, 1, column));
      row["label"] = few.labels[face].item<std::int64_t>();
      json["faces"].push_back(row);
    }
    write(run, step, json, sheet, plain);
  };
}

}  // namespace lafs

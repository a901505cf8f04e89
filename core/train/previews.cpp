// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/previews.h"

#include <ATen/ATen.h>

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

void write(RunWriter& run, const StepContext& step, Json json, const PreviewSheet& sheet) {
  const std::string base = run.previewsDir() + "/" + stepName(step.step);
  const std::vector<std::uint8_t> png = encodePng(sheet.image());
  writeFileAtomically(base + ".png", std::string(png.begin(), png.end()));
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
    Json json = header(step, few);
    for (std::int64_t face = 0; face < faces; ++face) {
      Json row;
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
    write(run, step, json, sheet);
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
    Json json = header(step, few);
    for (std::int64_t face = 0; face < faces; ++face) {
      Json row;
      row["view"] = drawView(sheet, {few.views.front(), features.landmarks, {}, {}}, face, 0);
      row["label"] = few.labels[face].item<std::int64_t>();
      json["faces"].push_back(row);
    }
    write(run, step, json, sheet);
  };
}

}  // namespace lafs

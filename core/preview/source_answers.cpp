// SPDX-License-Identifier: GPL-3.0-or-later
// Requests about the pictures of a source: open, samples, batch.
#include <ATen/ATen.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/image/resize.h"
#include "core/preview/preview_service.h"
#include "core/preview/request_fields.h"
#include "core/train/landmark_encoders.h"
#include "core/train/stage_data.h"

namespace lafs {

namespace {

constexpr std::size_t kMostSamples = 512;
constexpr std::int64_t kLargestSize = 1024;
constexpr std::int64_t kDefaultSize = 112;
constexpr std::int64_t kMostListed = 4096;
constexpr std::int64_t kLargestCount = std::int64_t{1} << 40;

void checkIndex(std::int64_t index, const FaceSource& faces) {
  if (index < faces.size()) return;
  throw UserError("index", std::to_string(index) + " is past the source's " +
                               std::to_string(faces.size()) + " pictures");
}

Json describeSample(const FaceSource& faces, std::int64_t index) {
  const std::int64_t label = faces.label(index);
  return {{"index", index},
          {"name", faces.imageName(index)},
          {"label", label},
          {"identity", faces.identityName(label)}};
}

/// Small pictures of a request, and landmarks on them.
class SampleSheet {
 public:
  SampleSheet(std::int64_t count, std::int64_t size)
      : size_(size), pixels_(static_cast<std::size_t>(count * size * size * 3)) {}

  void put(std::int64_t row, const Image& image) {
    const int side = static_cast<int>(size_);
    const Image small = resizeBicubic(image, side, side);
    std::copy(small.pixels.begin(), small.pixels.end(), pixels_.begin() + row * size_ * size_ * 3);
  }
  const std::vector<std::uint8_t>& pixels() const { return pixels_; }

 private:
  std::int64_t size_;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace

PreviewReply answerOpen(PreviewContext& context, const Json& request) {
  refuseUnknown(request, {"id", "ask", "source", "from", "count"}, "open");
  const OpenPictures& open = context.sources.open(objectField(request, "source", "open"));
  const FaceSource& faces = *open.faces;
  const std::int64_t from = integerField(request, "from", "open", 0, kLargestCount, 0);
  const std::int64_t count = integerField(request, "count", "open", 0, kMostListed, 0);
  PreviewReply reply;
  reply.head["images"] = faces.size();
  reply.head["identities"] = faces.identities();
  reply.head["warnings"] = faces.warnings();
  reply.head["listed"] = Json::array();
  for (std::int64_t k = from; k < std::min(faces.size(), from + count); ++k) {
    reply.head["listed"].push_back(describeSample(faces, k));
  }
  if (!open.subset.empty()) reply.integers("subset", open.subset);
  return reply;
}

PreviewReply answerSamples(PreviewContext& context, const Json& request) {
  refuseUnknown(request, {"id", "ask", "source", "indices", "names", "size", "model"}, "samples");
  const OpenPictures& open = context.sources.open(objectField(request, "source", "samples"));
  const FaceSource& faces = *open.faces;
  const std::vector<std::int64_t> indices =
      request.contains("names")
          ? context.sources.indicesOf(textsField(request, "names", "samples", kMostSamples), open)
          : indicesField(request, "indices", "samples", kMostSamples);
  const std::int64_t size = integerField(request, "size", "samples", 8, kLargestSize, kDefaultSize);
  const LandmarkModel* model = nullptr;
  if (request.contains("model")) {
    model = &context.models.open(objectField(request, "model", "samples"));
  }
  const auto count = static_cast<std::int64_t>(indices.size());
  SampleSheet sheet(count, size);
  std::vector<at::Tensor> pictures;
  PreviewReply reply;
  reply.head["samples"] = Json::array();
  for (std::int64_t row = 0; row < count; ++row) {
    checkIndex(indices[row], faces);
    Json sample = describeSample(faces, indices[row]);
    try {
      const Image image = faces.ownImage(indices[row]);
      sample["width"] = image.width;
      sample["height"] = image.height;
      sheet.put(row, image);
      if (model) pictures.push_back(wholeFace(image, model->shape.imageSize));
    } catch (const UserError& error) {  // one damaged picture does not spoil the sheet
      sample["error"] = error.what();
      if (model) {
        pictures.push_back(
            at::zeros({1, 3, model->shape.imageSize, model->shape.imageSize}, at::kFloat));
      }
    }
    reply.head["samples"].push_back(sample);
  }
  reply.bytes("pictures", {count, size, size, 3}, sheet.pixels());
  if (model) {
    reply.head["side"] = model->shape.imageSize;
    reply.head["model"] = model->name;
    reply.floats("landmarks", landmarksOf(*model->cnn, pictures));
  }
  return reply;
}

PreviewReply answerBatch(PreviewContext& context, const Json& request) {
  refuseUnknown(request, {"id", "ask", "run", "epoch", "step"}, "batch");
  const std::string run = textField(request, "run", "batch");
  const StageJob job = runNamed(run);
  if (job.stage == StageKind::Evaluate) throw UserError(run, "an evaluation takes no steps");
  const std::vector<std::int64_t>& subset = context.sources.open({{"run", run}}).subset;
  const std::int64_t batchSize = job.stage == StageKind::Pretrain ? job.spec.pretrain.batchSize
                                 : job.stage == StageKind::Landmark
                                     ? job.spec.landmark.train.batchSize
                                     : job.spec.finetune.train.batchSize;
  const auto steps = static_cast<std::int64_t>(subset.size()) / batchSize;
  if (steps < 1) throw UserError(run, "its data does not fill one batch");
  const std::int64_t epoch = integerField(request, "epoch", "batch", 0, kLargestCount);
  const std::int64_t step = integerField(request, "step", "batch", 0, steps - 1);
  const std::vector<std::int64_t> order =
      epochOrder(loaderSeed(job.spec, job.stage), epoch, static_cast<std::int64_t>(subset.size()));
  std::vector<std::int64_t> indices;
  for (std::int64_t k = step * batchSize; k < (step + 1) * batchSize; ++k) {
    indices.push_back(subset[order[k]]);
  }
  PreviewReply reply;
  reply.head["epoch"] = epoch;
  reply.head["step"] = step;
  reply.head["steps_per_epoch"] = steps;
  reply.integers("indices", indices);
  return reply;
}

}  // namespace lafs

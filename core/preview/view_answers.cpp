// SPDX-License-Identifier: GPL-3.0-or-later
// Requests about one picture: views, landmarks.
#include <ATen/ATen.h>

#include <algorithm>
#include <set>

#include "core/augment/views.h"
#include "core/base/error.h"
#include "core/config/spec_json.h"
#include "core/model/patch_sampling.h"
#include "core/preview/preview_service.h"
#include "core/preview/request_fields.h"
#include "core/train/landmark_encoders.h"

namespace lafs {

namespace {

constexpr std::int64_t kLargestEpoch = std::int64_t{1} << 40;
constexpr std::size_t kMostModels = 48;
constexpr const char* kJitterNames[4] = {"brightness", "contrast", "saturation", "hue"};

std::int64_t pictureIndex(const Json& request, const FaceSource& faces, const char* where) {
  return integerField(request, "index", where, 0, faces.size() - 1, 0);
}

ViewSwitches switchesOf(const Json& request) {
  ViewSwitches switches;
  if (!request.contains("switches")) return switches;
  const std::string where = "views.switches";
  const Json& given = objectField(request, "switches", "views");
  refuseUnknown(given, {"crop", "flip", "jitter", "grey", "blur", "solarise"}, where);
  switches.crop = flagField(given, "crop", where, true);
  switches.flip = flagField(given, "flip", where, true);
  switches.jitter = flagField(given, "jitter", where, true);
  switches.grey = flagField(given, "grey", where, true);
  switches.blur = flagField(given, "blur", where, true);
  switches.solarise = flagField(given, "solarise", where, true);
  return switches;
}

/// The spec of the run that is named, or every default, with what the request sets.
ExperimentSpec specOf(const Json& request) {
  Json whole = Json::object();
  if (request.contains("run")) {
    whole = toJson(runNamed(textField(request, "run", "views")).spec);
  }
  if (request.contains("spec")) whole.merge_patch(objectField(request, "spec", "views"));
  return specFromJson(whole, "views.spec");
}

Json jitterJson(const std::optional<JitterDraws>& jitter) {
  if (!jitter) return nullptr;
  Json json;
  for (const int which : jitter->order) json["order"].push_back(kJitterNames[which]);
  for (int k = 0; k < 4; ++k) json[kJitterNames[k]] = jitter->amounts[k];
  return json;
}

Json drawsJson(const ViewDraws& draws) {
  const ColourDraws& colours = draws.colours;
  return {{"crop",
           {{"left", draws.box.left},
            {"top", draws.box.top},
            {"width", draws.box.width},
            {"height", draws.box.height}}},
          {"mirrored", draws.mirrored},
          {"jitter", jitterJson(colours.jitter)},
          {"grey", colours.grey},
          {"blur_radius", colours.blurRadius ? Json(*colours.blurRadius) : Json()},
          {"solarised", colours.solarise}};
}

std::vector<std::int64_t> orderOf(const LandmarkDraws& draws, std::int64_t tokens) {
  std::vector<std::int64_t> order;
  for (std::int64_t n = 0; n < tokens; ++n) {
    order.push_back(draws.order.defined() ? draws.order[0][n].item<std::int64_t>() : n);
  }
  return order;
}

/// Writes the views of one face into a reply.
class ViewsReply {
 public:
  ViewsReply(PreviewReply& reply, const ModelShape& shape, bool imagenet, bool exact)
      : reply_(reply), patchSize_(shape.patchSize), imagenet_(imagenet), exact_(exact) {}

  void add(std::int64_t view, const AugmentedView& shown) {
    name_ = "view" + std::to_string(view) + ".";
    const ViewPlacement& at = shown.placement;
    const bool grid = !at.tokens.defined();
    const std::int64_t tokens = shown.studentPatches.size(1);
    const std::vector<std::int64_t> order = orderOf(shown.student, tokens);
    Json json = {
        {"view", view},
        {"name", view < kGlobalViews ? "global " + std::to_string(view + 1)
                                     : "subset " + std::to_string(view - kGlobalViews + 1)},
        {"side", at.picture.size(-1)}};
    json.update(drawsJson(shown.draws));
    json["grid"] = grid;
    json["tokens"] = tokens;
    json["distinct"] = std::set<std::int64_t>(order.begin(), order.end()).size();
    json["shuffled"] = !std::is_sorted(order.begin(), order.end());
    picture("colour", at.picture, imagenet_);
    if (shown.plain.defined()) picture("plain", shown.plain, false);
    if (at.found.defined()) {
      reply_.floats(name_ + "found", at.found[0]);
      patches("base", samplePatches(at.picture, at.found, patchSize_), true);
    }
    branch("", at.tokens, order, shown.studentPatches);
    json["teacher"] = nullptr;
    if (shown.teacherPatches.defined()) {
      const bool shared = grid || at.teacherTokens.is_same(at.tokens);
      json["teacher"] = shared ? "shared" : "own";
      if (!shared) {
        branch("teacher_", at.teacherTokens, orderOf(shown.teacher, tokens), shown.teacherPatches);
      }
    }
    reply_.head["views"].push_back(json);
  }

 private:
  void picture(const std::string& name, const at::Tensor& values, bool imagenet) {
    if (exact_) {
      reply_.floats(name_ + name, values[0]);
    } else {
      reply_.picture(name_ + name, values[0], imagenet);
    }
  }
  void patches(const std::string& name, const at::Tensor& vectors, bool alongX) {
    if (exact_) {
      reply_.floats(name_ + name, vectors[0]);
    } else {
      reply_.patches(name_ + name, vectors[0], patchSize_, alongX, imagenet_);
    }
  }
  void branch(const std::string& prefix, const at::Tensor& tokens,
              const std::vector<std::int64_t>& order, const at::Tensor& vectors) {
    if (tokens.defined()) reply_.floats(name_ + prefix + "tokens", tokens[0]);
    reply_.integers(name_ + prefix + "order", order);
    patches(prefix + "patches", vectors, tokens.defined());
  }

  PreviewReply& reply_;
  std::int64_t patchSize_;
  bool imagenet_, exact_;
  std::string name_;
};

std::vector<std::int64_t> wantedViews(const Json& request, std::size_t count) {
  std::vector<std::int64_t> wanted;
  if (request.contains("views")) {
    wanted = indicesField(request, "views", "views", count);
    for (const std::int64_t view : wanted) {
      if (view < static_cast<std::int64_t>(count)) continue;
      throw UserError("views.views", "there is no view " + std::to_string(view) + " among " +
                                         std::to_string(count));
    }
    return wanted;
  }
  for (std::size_t view = 0; view < count; ++view) {
    wanted.push_back(static_cast<std::int64_t>(view));
  }
  return wanted;
}

}  // namespace

PreviewReply answerViews(PreviewContext& context, const Json& request) {
  refuseUnknown(request,
                {"id", "ask", "source", "index", "model", "run", "spec", "epoch", "switches",
                 "views", "exact"},
                "views");
  const Json& source = objectField(request, "source", "views");
  const OpenPictures& open = context.sources.open(source);
  const FaceSource& faces = *open.faces;
  const LandmarkModel& model = context.models.open(objectField(request, "model", "views"));
  ViewsQuestion question;
  question.faces = &faces;
  question.facesKey = open.key;
  question.index = pictureIndex(request, faces, "views");
  question.epoch = integerField(request, "epoch", "views", 0, kLargestEpoch, 0);
  question.switches = switchesOf(request);
  question.spec = specOf(request);
  const AugmentedFace face = context.views.make(question, model);

  PreviewReply reply;
  reply.head["side"] = model.shape.imageSize;
  reply.head["patch_size"] = model.shape.patchSize;
  reply.head["landmarks"] = model.shape.landmarks;
  reply.head["model"] = model.name;
  reply.head["name"] = faces.imageName(question.index);
  reply.head["identity"] = faces.identityName(faces.label(question.index));
  reply.head["view_count"] = face.views.size();
  reply.head["views"] = Json::array();
  reply.picture("source.picture", face.source[0]);
  reply.floats("source.found", face.sourceFound[0]);
  ViewsReply writer(reply, model.shape, question.spec.pretrain.normalisation == "imagenet",
                    flagField(request, "exact", "views", false));
  for (const std::int64_t view : wantedViews(request, face.views.size())) {
    writer.add(view, face.views[view]);
  }
  return reply;
}

PreviewReply answerLandmarks(PreviewContext& context, const Json& request) {
  refuseUnknown(request, {"id", "ask", "source", "index", "models"}, "landmarks");
  const FaceSource& faces =
      *context.sources.open(objectField(request, "source", "landmarks")).faces;
  const std::int64_t index = pictureIndex(request, faces, "landmarks");
  const Json models = request.value("models", Json());
  if (!models.is_array() || models.empty() || models.size() > kMostModels) {
    throw UserError("landmarks.models",
                    "expected a list of 1 to " + std::to_string(kMostModels) + " models");
  }
  const Image image = faces.image(index);
  PreviewReply reply;
  reply.head["name"] = faces.imageName(index);
  reply.head["models"] = Json::array();
  std::vector<at::Tensor> found;
  for (const Json& named : models) {
    const LandmarkModel& model = context.models.open(named);
    const at::Tensor face = wholeFace(image, model.shape.imageSize);
    const at::Tensor landmarks = landmarksOf(*model.cnn, {face});
    if (found.empty()) {
      reply.head["side"] = model.shape.imageSize;
      reply.picture("picture", face[0]);
    } else if (landmarks.sizes() != found.front().sizes()) {
      throw UserError("landmarks.models",
                      model.name + " finds " + std::to_string(landmarks.size(1)) +
                          " landmarks, the first model " + std::to_string(found.front().size(1)));
    }
    reply.head["models"].push_back(model.name);
    found.push_back(landmarks);
  }
  reply.floats("landmarks", at::cat(found));
  return reply;
}

}  // namespace lafs

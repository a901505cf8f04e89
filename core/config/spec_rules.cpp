// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/spec_rules.h"

#include <algorithm>
#include <optional>

#include "core/base/text.h"
#include "core/config/data_rules.h"
#include "core/config/model_shape.h"
#include "core/config/protocol_name.h"

namespace lafs {

namespace {

bool contains(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

std::string number(std::int64_t value) {
  return std::to_string(value);
}

/// Checks one spec, one topic a function.
class RuleCheck {
 public:
  RuleCheck(const ExperimentSpec& spec, const IsGiven& given) : spec_(spec), given_(given) {}

  std::vector<Problem> run() {
    checkModel();
    checkDataRules(spec_, given_, problems_);
    if (spec_.pretrain.method != "none") checkPretraining();
    checkCheckpoints();
    checkSupervised("landmark.train", spec_.landmark.train);
    checkSupervised("finetune.train", spec_.finetune.train);
    checkFinetuning();
    checkEvaluation();
    checkRuntime();
    return std::move(problems_);
  }

 private:
  void refuse(const std::string& path, const std::string& message, const std::string& remedy) {
    problems_.push_back({path, path + ": " + message, remedy});
  }

  void checkModel() {
    try {
      shape_ = resolveModel(spec_.model);
    } catch (const UserError& error) {
      for (const Problem& problem : error.problems()) {
        refuse(problem.where, problem.message, problem.remedy);
      }
    }
  }

  void checkCheckpoints() {
    if (spec_.pretrain.method == "none" && given_("pretrain.checkpoint")) {
      refuse("pretrain.checkpoint", "has no effect, because pretrain.method is none",
             "set the method with which the file was made, lafs or dino");
    }
  }

  void checkScale(const char* path, const std::vector<double>& scale) {
    if (scale.size() == 2 && scale[0] > scale[1]) {
      refuse(path, "runs from " + formatNumber(scale[0]) + " down to " + formatNumber(scale[1]),
             "write the smaller share first");
    }
  }

  void checkSchedule(const std::string& path, double warmup, std::int64_t epochs, double rate,
                     double finalRate) {
    if (warmup > static_cast<double>(epochs)) {
      refuse(path + ".warmup_epochs",
             formatNumber(warmup) + " is more than the " + number(epochs) + " epochs there are",
             "at most " + path + ".epochs");
    }
    if (finalRate > rate) {
      refuse(path + ".final_learning_rate",
             formatNumber(finalRate) + " is above the peak " + formatNumber(rate),
             "at most " + path + ".learning_rate");
    }
  }

  void checkPrecision(const std::string& path, const std::string& precision) {
    if (precision == "float16" && spec_.runtime.device == "cpu") {
      refuse(path + ".precision", "float16 needs a GPU, but runtime.device is cpu",
             "bfloat16 or float32 on a CPU");
    }
  }

  void checkPretraining() {
    const PretrainSpec& pretrain = spec_.pretrain;
    checkScale("pretrain.global_scale", pretrain.globalScale);
    checkScale("pretrain.local_scale", pretrain.localScale);
    checkSchedule("pretrain", pretrain.warmupEpochs, pretrain.epochs, pretrain.learningRate,
                  pretrain.finalLearningRate);
    checkPrecision("pretrain", pretrain.precision);
    if (!shape_) return;
    if (pretrain.method == "lafs") {
      checkLafs();
    } else {
      checkLocalViews();
    }
  }

  void checkLafs() {
    const PretrainSpec& pretrain = spec_.pretrain;
    if (!shape_->hasLandmarkCnn()) {
      refuse("pretrain.method",
             "lafs needs a transformer with a landmark CNN, and " + shape_->name + " is none",
             "a part-fvit model or mini, or method dino");
    }
    if (pretrain.subsetLandmarks > shape_->landmarks && shape_->hasLandmarkCnn()) {
      refuse("pretrain.subset_landmarks",
             number(pretrain.subsetLandmarks) + " is more than the model's " +
                 number(shape_->landmarks) + " landmarks",
             "at most model.landmarks");
    }
    if (pretrain.teacherViews != "landmark") {
      checkGridFits("pretrain.teacher_views", pretrain.teacherViews + " views of the teacher");
    }
  }

  /// Only a plain grid cuts local crops itself; with a landmark CNN they are resized to full size.
  void checkLocalViews() {
    const PretrainSpec& pretrain = spec_.pretrain;
    if (pretrain.localSize > shape_->imageSize) {
      refuse("pretrain.local_size",
             number(pretrain.localSize) + " is larger than the face's " + number(shape_->imageSize),
             "at most model.image_size");
    } else if (shape_->family == ModelFamily::FVit && pretrain.localViews > 0 &&
               pretrain.localSize % shape_->patchSize != 0) {
      refuse("pretrain.local_size",
             number(pretrain.localSize) + " is no multiple of the patch side " +
                 number(shape_->patchSize),
             "a grid of patches has to cover the crop exactly");
    }
  }

  /// A grid of patches must have as many patches as there are landmarks: positions go by index.
  void checkGridFits(const char* path, const std::string& what) {
    const std::int64_t side = shape_->imageSize / shape_->patchSize;
    if (shape_->imageSize % shape_->patchSize != 0 || side * side > shape_->landmarks) {
      refuse(path,
             what + " need a plain grid, and one of " + number(shape_->imageSize) + " / " +
                 number(shape_->patchSize) + " patches a side does not fit " +
                 number(shape_->landmarks) + " landmarks",
             "change model.patch_size or model.landmarks");
    }
  }

  void checkSupervised(const std::string& path, const SupervisedSpec& train) {
    if (train.loss == "none" || train.loss == "dino") {
      if (train.sampledClasses < 1) {
        refuse(path + ".sampled_classes", "loss " + train.loss + " has no classes to sample from",
               "leave it at 1");
      }
      if (train.loss == "none") return;
    }
    checkSchedule(path, train.warmupEpochs, train.epochs, train.learningRate,
                  train.finalLearningRate);
    checkPrecision(path, train.precision);
  }

  void checkFinetuning() {
    const FinetuneSpec& finetune = spec_.finetune;
    const bool pretrained = spec_.pretrain.method != "none";
    if (!pretrained && finetune.start == "pretrain") {
      refuse("finetune.start", "pretrain, but pretrain.method is none",
             "set it to scratch, or choose a pretraining");
    }
    const bool continued = pretrained && finetune.start == "pretrain";
    if (finetune.train.loss == "dino" && !spec_.pretrain.checkpoint.empty()) {
      refuse("finetune.train.loss",
             "dino goes on from a pretraining's student, head and centre, which a checkpoint file "
             "does not bring",
             "another loss, or no pretrain.checkpoint");
    }
    if (finetune.train.loss == "dino" && !continued) {
      refuse("finetune.train.loss", "dino continues a pretraining, and there is none",
             "set pretrain.method to lafs or dino and finetune.start to pretrain");
    }
    if (finetune.train.loss == "none" && !continued &&
        contains(spec_.evaluate.stages, "finetune")) {
      refuse("finetune.train.loss", "none, and no pretraining either: nothing would be trained",
             "choose a loss or a pretraining");
    }
    if (!shape_ || !shape_->hasLandmarkCnn()) return;
    const bool needsFrozen =
        finetune.landmarkMode == "fixed" || finetune.landmarkMode == "supervised";
    if (finetune.landmarkSource == "scratch" && needsFrozen) {
      refuse(
          "finetune.landmark_mode",
          finetune.landmarkMode + " keeps a trained landmark CNN, but landmark_source is scratch",
          "trainable, or landmark_source: landmark");
    }
    if (finetune.landmarkMode == "grid") checkGridFits("finetune.landmark_mode", "grid patches");
  }

  void checkEvaluation() {
    const EvaluateSpec& evaluate = spec_.evaluate;
    checkPrecision("evaluate", evaluate.precision);
    for (std::size_t i = 0; i < evaluate.stages.size(); ++i) {
      const std::string& stage = evaluate.stages[i];
      const auto end = evaluate.stages.begin() + static_cast<std::ptrdiff_t>(i);
      if (std::find(evaluate.stages.begin(), end, stage) != end) {
        refuse("evaluate.stages", "names " + stage + " twice", "once is enough");
      }
    }
    const bool none = std::none_of(evaluate.stages.begin(), evaluate.stages.end(),
                                   [this](const std::string& stage) { return hasStage(stage); });
    if (none) {
      refuse("evaluate.stages", "names no stage that is trained here", "finetune, in most cases");
    }
    const bool files = dataOf(spec_, StageKind::Evaluate).source != "synthetic";
    for (const std::string& protocol : evaluate.protocols) checkProtocol(protocol, files);
  }

  /// In a matrix not every cell has every stage; those that it has are measured.
  bool hasStage(const std::string& stage) const {
    if (stage == "landmark") return !shape_ || shape_->hasLandmarkCnn();
    if (stage == "finetune") return true;
    return spec_.pretrain.method != "none" && spec_.finetune.start == "pretrain";
  }

  void checkProtocol(const std::string& protocol, bool files) {
    const ProtocolName name = parseProtocolName(protocol);
    const ProtocolKind* kind = findProtocolKind(name.kind);
    if (!kind) {
      std::vector<std::string> known;
      for (const ProtocolKind& one : protocolKinds()) known.push_back(one.name);
      const std::string near = nearestName(protocol, known);
      refuse("evaluate.protocols",
             "'" + protocol + "' is no protocol; expected " + protocolNamesText(),
             near.empty() ? "" : "did you mean " + near + "?");
      return;
    }
    if (kind->needs == ProtocolNeeds::SyntheticFaces && files) {
      refuse("evaluate.protocols", protocol + " is made of synthetic faces, the data is not",
             "all-pairs, or pairs:FILE");
    }
  }

  void checkRuntime() {
    const std::string& device = spec_.runtime.device;
    const bool numbered = device.rfind("cuda:", 0) == 0 && device.size() > 5 &&
                          device.find_first_not_of("0123456789", 5) == std::string::npos;
    if (contains({"auto", "cpu", "cuda"}, device) || numbered) return;
    const std::string near = nearestName(device, {"auto", "cpu", "cuda"});
    refuse("runtime.device", "found '" + device + "', expected auto, cpu, cuda or cuda:N",
           near.empty() ? "" : "did you mean " + near + "?");
  }

  const ExperimentSpec& spec_;
  const IsGiven& given_;
  std::optional<ModelShape> shape_;  ///< absent when the model itself is wrong
  std::vector<Problem> problems_;
};

}  // namespace

void settleDefaults(ExperimentSpec& spec, const IsGiven& given) {
  if (spec.pretrain.method == "dino") {
    if (!given("pretrain.perturbation_alpha")) spec.pretrain.perturbationAlpha = 0;
    if (!given("pretrain.shuffle")) spec.pretrain.shuffle = "off";
  }
  if (spec.pretrain.method == "none" && !given("finetune.start")) spec.finetune.start = "scratch";
  if (spec.finetune.landmarkSource == "scratch" && !given("finetune.landmark_mode")) {
    spec.finetune.landmarkMode = "trainable";
  }
}

std::vector<Problem> checkRules(const ExperimentSpec& spec, const IsGiven& given) {
  return RuleCheck(spec, given).run();
}

}  // namespace lafs

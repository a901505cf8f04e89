// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/evaluate_stage.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cctype>
#include <chrono>

#include "core/base/error.h"
#include "core/data/pair_protocol.h"
#include "core/embed/embedder.h"
#include "core/model/tensor_file.h"
#include "core/run/run_format.h"
#include "core/run/run_paths.h"
#include "core/train/device.h"
#include "core/train/stages.h"
#include "core/train/stop_signal.h"

namespace lafs {

namespace {

/// Images that pairs name, once each, and the pairs as positions among them.
struct PairedImages {
  std::vector<std::int64_t> images, first, second;
  std::vector<bool> same;
};

PairedImages pairedImages(const std::vector<FacePair>& pairs) {
  PairedImages result;
  for (const FacePair& pair : pairs) {
    result.images.push_back(pair.first);
    result.images.push_back(pair.second);
  }
  std::sort(result.images.begin(), result.images.end());
  result.images.erase(std::unique(result.images.begin(), result.images.end()), result.images.end());
  const auto position = [&](std::int64_t image) {
    return std::lower_bound(result.images.begin(), result.images.end(), image) -
           result.images.begin();
  };
  for (const FacePair& pair : pairs) {
    result.first.push_back(position(pair.first));
    result.second.push_back(position(pair.second));
    result.same.push_back(pair.same);
  }
  return result;
}

/// A protocol's name as part of a file name: "pairs:/data/lfw_pairs.txt" -> "lfw_pairs".
std::string fileLabel(const std::string& protocol) {
  std::string label = protocol.substr(protocol.find_last_of("/:") + 1);
  label = label.substr(0, label.find_last_of('.'));
  for (char& letter : label) {
    if (!std::isalnum(static_cast<unsigned char>(letter)) && letter != '-') letter = '_';
  }
  return label.empty() ? "pairs" : label;
}

void writeScores(const std::string& path, const Verification& verification) {
  const auto count = static_cast<std::int64_t>(verification.distances.size());
  at::Tensor same = at::empty({count}, at::kByte);
  for (std::int64_t i = 0; i < count; ++i) same.data_ptr<std::uint8_t>()[i] = verification.same[i];
  const at::Tensor distances =
      at::from_blob(const_cast<double*>(verification.distances.data()), {count}, at::kDouble)
          .to(at::kFloat);
  saveTensors(path, {{"distance", distances}, {"same", same}},
              {{"protocol", verification.protocol},
               {"meaning", "squared Euclidean distance of unit embeddings; same = 1 for genuine"}});
}

Json modelJson(const FaceModel& model) {
  return {{"name", model.shape().name},
          {"embedding", model.embeddingDim()},
          {"image_size", model.shape().imageSize}};
}

std::shared_ptr<FaceModel> openModel(const std::string& file, const ExperimentSpec& spec) {
  auto model = loadFaceModel(file);
  const at::Device device = chooseDevice(spec.runtime.device);
  checkPrecision(spec.evaluate.precision, device);
  model->to(device);
  model->setBfloat16(spec.evaluate.precision == "bfloat16");
  model->eval();
  return model;
}

}  // namespace

Verification evaluateProtocol(FaceModel& model, const std::string& protocol,
                              const EvaluateSpec& spec, const DataSpec& data,
                              const RuntimeSpec& runtime,
                              const std::function<bool(std::int64_t, std::int64_t)>& progress) {
  const PairProtocol opened = openProtocol(protocol, spec, data);
  const PairedImages paired = pairedImages(opened.pairs);
  const auto images = static_cast<std::int64_t>(paired.images.size());

  EmbedOptions options;
  options.batchSize = spec.batchSize;
  options.loaderThreads = runtime.loaderThreads;
  options.halfRange = spec.normalisation == "half";
  options.device = chooseDevice(runtime.device).str();
  const Embeddings embeddings =
      embedFaces(model, opened.source, paired.images, options,
                 [&](std::int64_t done) { return !progress || progress(done, images); });
  if (!embeddings.sums.defined()) throw Stopped();

  Verification result = verify(
      protocol, pairDistances(embeddings.sums, paired.first, paired.second), paired.same, spec);
  result.images = images;
  result.meanNorm = embeddings.meanNorm;
  return result;
}

void runEvaluateStage(const StageJob& job, const RuntimeSpec& runtime, RunWriter& run) {
  const auto input = job.inputs.find(job.subject);
  require(input != job.inputs.end(), "an evaluation has its subject among its inputs");
  ExperimentSpec spec = job.spec;
  spec.runtime = runtime;
  const auto model = openModel(
      RunPaths(input->second)
          .result(job.subject == stageName(StageKind::Pretrain) ? kTeacherResult : kModelResult),
      spec);
  run.beginSegment(0);

  const auto started = std::chrono::steady_clock::now();
  const auto protocols = static_cast<std::int64_t>(spec.evaluate.protocols.size());
  Json results = Json::array();
  std::int64_t before = 0;
  for (const std::string& protocol : spec.evaluate.protocols) {
    run.log(LogLevel::Info, "protocol " + protocol);
    const auto report = [&](std::int64_t done, std::int64_t images) {
      RunProgress progress;
      progress.step = before + done;
      progress.steps = before + images;
      progress.epoch = static_cast<std::int64_t>(results.size());
      progress.epochs = protocols;
      const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - started;
      progress.rate = static_cast<double>(progress.step) / std::max(1e-9, elapsed.count());
      run.progress(progress);
      return !run.poll().stop && !stopRequested();
    };
    const Verification verification = evaluateProtocol(
        *model, protocol, spec.evaluate, dataOf(spec, StageKind::Evaluate), runtime, report);
    run.result("roc-" + fileLabel(protocol) + ".csv", verification.rocCsv());
    writeScores(run.resultPath("scores-" + fileLabel(protocol) + ".safetensors"), verification);
    results.push_back(verification.json());
    before += verification.images;
  }
  const Json metrics = {
      {"subject", job.subject}, {"model", modelJson(*model)}, {"protocols", results}};
  run.result(format::kResultMetrics, metrics.dump(2) + "\n");
}

Json evaluateCheckpoint(const std::string& modelFile, const ExperimentSpec& spec,
                        const std::function<bool(std::int64_t, std::int64_t)>& progress) {
  const auto model = openModel(modelFile, spec);
  Json results = Json::array();
  for (const std::string& protocol : spec.evaluate.protocols) {
    results.push_back(evaluateProtocol(*model, protocol, spec.evaluate,
                                       dataOf(spec, StageKind::Evaluate), spec.runtime, progress)
                          .json());
  }
  return {{"subject", modelFile}, {"model", modelJson(*model)}, {"protocols", results}};
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/evaluate_stage.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/embed/model_supply.h"
#include "core/run/run_format.h"
#include "core/run/run_paths.h"
#include "core/train/device.h"
#include "core/train/stages.h"
#include "core/train/stop_signal.h"

namespace lafs {

namespace {

/// A protocol's name as part of a file name: "pairs:/data/lfw_pairs.txt" -> "lfw_pairs".
std::string fileLabel(const std::string& protocol) {
  std::string label = protocol.substr(protocol.find_last_of("/:") + 1);
  label = label.substr(0, label.find_last_of('.'));
  for (char& letter : label) {
    if (!std::isalnum(static_cast<unsigned char>(letter)) && letter != '-') letter = '_';
  }
  return label.empty() ? "pairs" : label;
}

/// Writes a protocol's curve and scores into `folder` and names them in its entry.
Json writeResults(const std::string& folder, ProtocolResult& result) {
  const std::string label = fileLabel(result.scores.protocol);
  result.json["roc"] = "roc-" + label + ".csv";
  result.json["scores"] = "scores-" + label + ".safetensors";
  writeFileAtomically(folder + "/roc-" + label + ".csv", result.rocCsv);
  writeScoreFile(folder + "/scores-" + label + ".safetensors", result.scores);
  return result.json;
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

ProtocolResult evaluateProtocol(FaceModel& model, const std::string& protocol,
                                const EvaluateSpec& spec, const DataSpec& data,
                                const RuntimeSpec& runtime, const EvaluationWatch& watch,
                                const std::string& featureFolder) {
  const auto opened = openEvaluationProtocol(protocol, spec, data);
  EmbedOptions options;
  options.batchSize = spec.batchSize;
  options.loaderThreads = runtime.loaderThreads;
  options.halfRange = spec.normalisation == "half";
  options.device = chooseDevice(runtime.device).str();
  const std::int64_t images = opened->images();
  ModelSupply supply(
      model, options,
      [&](std::int64_t done) { return !watch.progress || watch.progress(done, images); },
      [&](const std::string& warning) {
        if (watch.warn) watch.warn(protocol + ": " + warning);
      });
  FeatureFileWriter writer(supply, featureFolder);
  ProtocolResult result = featureFolder.empty() ? opened->judge(supply) : opened->judge(writer);
  result.json["probes"] = supply.probes();
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
    EvaluationWatch watch;
    watch.warn = [&](const std::string& warning) { run.log(LogLevel::Warning, warning); };
    watch.progress = [&](std::int64_t done, std::int64_t images) {
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
    ProtocolResult result = evaluateProtocol(*model, protocol, spec.evaluate,
                                             dataOf(spec, StageKind::Evaluate), runtime, watch, {});
    before += result.json.value("images", std::int64_t{0});
    results.push_back(writeResults(RunPaths(run.directory()).results(), result));
  }
  const Json metrics = {
      {"subject", job.subject}, {"model", modelJson(*model)}, {"protocols", results}};
  run.result(format::kResultMetrics, metrics.dump(2) + "\n");
}

Json evaluateCheckpoint(const EvaluationRequest& request, const EvaluationWatch& watch) {
  const ExperimentSpec& spec = request.spec;
  const DataSpec& data = dataOf(spec, StageKind::Evaluate);
  std::shared_ptr<FaceModel> model;
  Json document{{"subject", request.subject()}, {"protocols", Json::array()}};
  if (!request.model.empty()) {
    model = openModel(request.model, spec);
    document["model"] = modelJson(*model);
  }
  for (const std::string& protocol : spec.evaluate.protocols) {
    ProtocolResult result;
    if (model) {
      result = evaluateProtocol(*model, protocol, spec.evaluate, data, spec.runtime, watch,
                                request.featureFolder);
    } else {
      const auto opened = openEvaluationProtocol(protocol, spec.evaluate, data);
      if (!request.scores.empty()) {
        result = opened->judgeScores(readScores(request.scores, opened->pairs()));
        result.json["card"]["scores"] = request.scores;
      } else {
        result = opened->judge(*featureFileSupply(request.features, request.bothSides));
      }
    }
    document["protocols"].push_back(
        request.results.empty() ? result.json : writeResults(request.results, result));
  }
  if (!request.results.empty()) {
    writeFileAtomically(request.results + '/' + format::kResultMetrics, document.dump(2) + '\n');
  }
  return document;
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_writer.h"
#include "core/train/stages.h"

namespace lafs::test {

/// An experiment of a few steps a stage on a model of 16 landmarks.
inline ExperimentSpec tinyExperiment() {
  ExperimentSpec spec;
  spec.model.preset = "mini";
  spec.model.imageSize = 32;
  spec.model.patchSize = 8;
  spec.model.landmarks = 16;
  spec.model.dim = 16;
  spec.model.depth = 1;
  spec.model.heads = 2;
  spec.model.headDim = 8;
  spec.model.mlpDim = 32;
  spec.data.identities = 4;
  spec.data.imagesPerIdentity = 3;
  spec.landmark.train.epochs = 1;
  spec.landmark.train.batchSize = 6;
  spec.landmark.train.warmupEpochs = 0;
  spec.landmark.train.learningRate = 1e-3;
  spec.finetune.train = spec.landmark.train;
  spec.finetune.train.layerDecay = 0.58;
  spec.pretrain.epochs = 1;
  spec.pretrain.batchSize = 6;
  spec.pretrain.warmupEpochs = 0;
  spec.pretrain.localViews = 2;
  spec.pretrain.localSize = 16;
  spec.pretrain.subsetLandmarks = 4;
  spec.pretrain.headOutputs = 32;
  spec.pretrain.headHidden = 16;
  spec.pretrain.headBottleneck = 8;
  return spec;
}

/// Runs a training stage in this process, from its fresh directory to its end; gives the directory.
inline std::string runStage(const StageJob& job) {
  writeStageDirectory(job, Json::object());
  RunWriter writer(job.directory);
  RuntimeSpec runtime = job.spec.runtime;
  runtime.device = "cpu";
  runtime.loaderThreads = 1;
  const auto runner = job.stage == StageKind::Landmark   ? runLandmarkStage
                      : job.stage == StageKind::Pretrain ? runPretrainStage
                                                         : runFinetuneStage;
  runner(readStageJob(job.directory), runtime, writer);
  writer.finishDone();
  return job.directory;
}

}  // namespace lafs::test

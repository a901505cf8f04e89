// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/config/data_spec.h"

namespace lafs {

/// Augmentations of supervised training (those of Part fViT).
struct SupervisedAugmentSpec {
  bool enabled = true;              ///< false = "flip only", the paper's "w/o Aug"
  double randAugmentMagnitude = 1;  ///< 1 (WebFace4M) or 2 (MS1MV3); 0 turns RandAugment off
  double mixupProbability = 0.1;    ///< 0.1 (WebFace4M) or 0.2 (MS1MV3)
  double mixupAlpha = 0.2;
};

/// Optimizer, schedule and loss of supervised training; shared by landmark and finetune.
struct SupervisedSpec {
  std::int64_t epochs = 34;
  std::int64_t maxSteps = 0;  ///< stop after so many optimizer steps; 0 = all epochs
  std::int64_t batchSize = 400;
  std::int64_t accumulation = 1;    ///< micro-batches per optimizer step
  std::string optimizer = "adamw";  ///< adamw | sgd (IResNet recipe)
  double momentum = 0.9;            ///< sgd only
  double learningRate = 1e-4;       ///< peak
  std::string learningRateRule =
      "absolute";  ///< absolute | release (scaled by batch and accumulation)
  double finalLearningRate = 1e-6;
  double warmupEpochs = 5;
  double weightDecay = 0.1;
  double cnnWeightDecay = 0.1;        ///< matrices of stn.* (released code: 0.05)
  double layerDecay = 1.0;            ///< layer-wise LR decay; 1 = off
  double clipNorm = 0;                ///< global gradient norm; 0 = none
  std::string precision = "float32";  ///< float32 | bfloat16 | float16 (GPU only)
  std::string loss = "cosface";       ///< cosface | arcface | adaface (| dino, none: finetune)
  double scale = 64;                  ///< s
  double margin = 0.4;                ///< m
  double sampledClasses = 1.0;        ///< Partial FC: share of classes in a step; 1 = all
  SupervisedAugmentSpec augment;
};

/// Stage `landmark`: supervised Part fViT with CosFace; yields the landmark CNN.
struct LandmarkSpec {
  std::string checkpoint;  ///< file to take the CNN from instead of training; empty = train
  DataSpec data;
  SubsetSpec subset;
  SupervisedSpec train;
};

/// Stage `pretrain`: LAFS, DINO or none.
struct PretrainSpec {
  std::string method = "lafs";  ///< lafs | dino | none
  std::string checkpoint;  ///< file to take the backbone from instead of training; empty = train
  DataSpec data;
  SubsetSpec subset;
  std::int64_t epochs = 40;
  std::int64_t maxSteps = 0;
  std::int64_t batchSize = 164;
  std::int64_t accumulation = 1;
  std::string precision = "float32";
  // views
  std::int64_t localViews = 8;
  std::int64_t localSize = 48;  ///< DINO-face: side of a local crop, pixels
  std::vector<double> globalScale = {0.4, 1.0};
  std::vector<double> localScale = {0.08, 0.4};  ///< DINO-face
  std::string normalisation = "half";            ///< half: mean = std = 0.5 | imagenet
  // landmark augmentations (LAFS, Table 2)
  std::int64_t subsetLandmarks = 36;  ///< K
  double perturbationAlpha = 2;       ///< α, pixels of a 112 face; 0 = off
  bool perturbationShared = true;     ///< one noisy set for teacher and student
  bool perturbationClamp = false;
  std::string shuffle = "all";                         ///< all | subset | off
  std::string subsetSampling = "without_replacement";  ///< | with_replacement
  std::string teacherViews = "landmark";               ///< landmark | global | mixed (Table 7)
  // head and loss (DINO)
  std::int64_t headOutputs = 100000;  ///< O
  std::int64_t headHidden = 2048;
  std::int64_t headBottleneck = 256;
  bool normLastLayer = true;
  double studentTemperature = 0.1;
  double teacherTemperatureStart = 0.07;
  double teacherTemperature = 0.04;
  std::int64_t teacherTemperatureEpochs = 30;  ///< epochs from start to final; 0 = constant
  double centreMomentum = 0.9;
  double teacherMomentum = 0.996;  ///< EMA, cosine to 1
  bool teacherEval = false;        ///< true: no dropout in the teacher
  // optimizer (DINO)
  double learningRate = 5e-4;  ///< for a batch of 256; scaled by batch/256
  double finalLearningRate = 1e-6;
  double warmupEpochs = 10;
  double weightDecay = 0.04;
  double finalWeightDecay = 0.4;
  double clipNorm = 3.0;  ///< per parameter tensor; 0 = none
  std::int64_t freezeLastLayerEpochs = 1;
};

/// Stage `finetune`.
struct FinetuneSpec {
  std::string start = "pretrain";           ///< pretrain | scratch (no checkpoint at all for fViT)
  std::string landmarkSource = "landmark";  ///< landmark: CNN of that stage | scratch: random
  std::string landmarkMode = "supervised";  ///< fixed | trainable | supervised | grid
  double landmarkBeta = 0.1;                ///< β
  std::string landmarkLoss = "mse";         ///< mse | l2norm
  std::string betaSchedule = "constant";    ///< constant | release
  std::string classCount = "actual";        ///< actual | fixed
  std::int64_t fixedClasses = 205990;
  DataSpec data;
  SubsetSpec subset;
  SupervisedSpec train;  ///< its defaults here: layerDecay 0.58, see field table
  FinetuneSpec() { train.layerDecay = 0.58; }
};

/// Stage `evaluate`: verification of pairs.
struct EvaluateSpec {
  std::vector<std::string> stages = {"finetune"};  ///< which stages of a cell are evaluated
  std::vector<std::string> protocols = {
      "frontal"};    ///< names as core/config/protocol_name.h reads them
  std::string root;  ///< images that a pairs file names; empty = the data root
  DataSpec data;
  std::int64_t batchSize = 64;
  std::string normalisation = "full";  ///< full [-1,1] | half
  std::string tarRule = "nearest";     ///< nearest | floor | interpolated
  std::vector<double> farTargets = {1e-4, 1e-3, 1e-2, 1e-1};
  std::int64_t folds = 10;
  bool keepNorm = true;                ///< templates: features keep their magnitude
  bool detectorScore = true;           ///< templates: features times the detector's score
  std::int64_t distractors = 1000000;  ///< MegaFace
  std::int64_t replicates = 1000;      ///< of the bootstrap; 0 = no intervals
  std::string precision = "float32";
};

/// How a run is carried out; nothing here may change a number (kept out of stage keys).
struct RuntimeSpec {
  std::string device = "auto";  ///< auto | cpu | cuda | cuda:N
  std::int64_t threads = 0;     ///< compute threads; 0 = all cores
  std::int64_t loaderThreads = 2;
  double checkpointMinutes = 5;      ///< also at the end of each epoch
  std::int64_t checkpointSteps = 0;  ///< also every so many steps; 0 = off
  std::int64_t keepCheckpoints = 2;  ///< newest N; the best is kept beside them
  std::int64_t logSteps = 1;
  std::int64_t previewSteps = 0;  ///< 0 = one preview an epoch
};

}  // namespace lafs

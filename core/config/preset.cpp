// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/preset.h"

namespace lafs {

namespace {

void setSupervised(SupervisedSpec& train) {
  train.learningRate = 1e-3;  // scaled by the rule below
  train.learningRateRule = "release";
  train.accumulation = 3;
  train.cnnWeightDecay = 0.05;
  train.layerDecay = 1.0;  // computed there, but nothing multiplies it into the rate
}

}  // namespace

void applyPreset(const std::string& name, ExperimentSpec& spec) {
  if (name != "release") return;
  spec.model.attentionScale = "width";
  spec.model.resnetHead = "avgpool";

  PretrainSpec& pretrain = spec.pretrain;
  pretrain.epochs = 41;
  pretrain.localScale = {0.05, 0.4};
  pretrain.normalisation = "imagenet";
  pretrain.perturbationAlpha = 5;
  pretrain.perturbationShared = true;
  pretrain.shuffle = "subset";
  pretrain.subsetSampling = "with_replacement";
  pretrain.teacherTemperatureStart = 0.07;
  pretrain.teacherTemperature = 0.04;
  pretrain.teacherTemperatureEpochs = 30;
  pretrain.teacherEval = false;

  FinetuneSpec& finetune = spec.finetune;
  setSupervised(spec.landmark.train);
  setSupervised(finetune.train);
  finetune.landmarkMode = "trainable";
  finetune.landmarkLoss = "mse";
  finetune.betaSchedule = "release";
  finetune.classCount = "fixed";
  spec.landmark.subset.selection = "prefix";
  spec.pretrain.subset.selection = "prefix";
  finetune.subset.selection = "prefix";
  spec.evaluate.normalisation = "half";
}

}  // namespace lafs

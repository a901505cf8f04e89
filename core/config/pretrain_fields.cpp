// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/field_builder.h"
#include "core/config/section_tables.h"

namespace lafs {

namespace {

using Builder = TableBuilder<PretrainSpec>;

void addRunFields(Builder& table) {
  table.choice("method", &PretrainSpec::method, {"lafs", "dino", "none"},
               "landmark-based pretraining, the DINO baseline, or no pretraining");
  table
      .text(
          "checkpoint", &PretrainSpec::checkpoint,
          "file to take the backbone from (a model file, or .pth with a teacher); then this stage "
          "trains nothing")
      .withoutEffectOnNumbers();  // what is in the file has: its fingerprint is in the key
  table.section("data", &PretrainSpec::data, stageDataTable(), "faces; labels are not looked at");
  table.section("subset", &PretrainSpec::subset, subsetTable(), "which of them");
  table.integer("epochs", &PretrainSpec::epochs, "passes over the images")
      .atLeast(1)
      .atMost(100000)
      .unit("epochs")
      .paper("40; released code: 41");
  table.integer("max_steps", &PretrainSpec::maxSteps, "stop after so many optimizer steps")
      .atLeast(0)
      .zero("all")
      .unit("steps");
  table.integer("batch_size", &PretrainSpec::batchSize, "images of a micro-batch")
      .atLeast(1)
      .atMost(1000000)
      .unit("images")
      .paper("silent; released script: 2 GPUs x 82");
  table.integer("accumulation", &PretrainSpec::accumulation, "micro-batches of an optimizer step")
      .atLeast(1)
      .atMost(100000);
  table.choice("precision", &PretrainSpec::precision, kPrecisions,
               "of matrix products; float16 needs a GPU");
}

void addViewFields(Builder& table) {
  table.integer("local_views", &PretrainSpec::localViews, "local (DINO) or subset (LAFS) views")
      .atLeast(0)
      .atMost(64)
      .paper("8, beside 2 global ones");
  table.integer("local_size", &PretrainSpec::localSize, "DINO: side of a local crop")
      .atLeast(8)
      .atMost(1024)
      .unit("px")
      .paper("48");
  table
      .numbers("global_scale", &PretrainSpec::globalScale,
               "share of the image's area that a global crop covers; LAFS: every crop")
      .entries(2)
      .above(0)
      .atMost(1)
      .paper("[0.4, 1.0]");
  table
      .numbers("local_scale", &PretrainSpec::localScale,
               "DINO: share of the area that a local crop covers")
      .entries(2)
      .above(0)
      .atMost(1)
      .paper("[0.08, 0.4]; released code: [0.05, 0.4]");
  table
      .choice("normalisation", &PretrainSpec::normalisation, {"half", "imagenet"},
              "mean and deviation 0.5, or ImageNet's")
      .paper("silent; released DINO transform: imagenet");
}

void addLandmarkFields(Builder& table) {
  table.integer("subset_landmarks", &PretrainSpec::subsetLandmarks, "K: landmarks of a subset view")
      .atLeast(1)
      .atMost(4096)
      .paper("36 of 196");
  table
      .number("perturbation_alpha", &PretrainSpec::perturbationAlpha,
              "deviation of the normal noise on landmark coordinates; 0 = off, also dino's default")
      .atLeast(0)
      .atMost(1000)
      .unit("px of a 112 face")
      .alias("alpha")
      .paper("2 best of 0, 2 and 5 (Table 2); released code: 5");
  table
      .boolean("perturbation_shared", &PretrainSpec::perturbationShared,
               "teacher and student see the same noise")
      .paper("noise for each branch (Eq. 4); released code: shared");
  table.boolean("perturbation_clamp", &PretrainSpec::perturbationClamp,
                "noisy landmarks are kept inside the image");
  table
      .choice("shuffle", &PretrainSpec::shuffle, {"all", "subset", "off"},
              "views whose landmark order is permuted; off by default with dino")
      .alias("shuffle")
      .paper("both branches (Table 2); released code: subset");
  table
      .choice("subset_sampling", &PretrainSpec::subsetSampling,
              {"without_replacement", "with_replacement"}, "how a subset's landmarks are drawn")
      .paper("\"randomly sample 36 out of 196\"; released code: with replacement");
  table
      .choice("teacher_views", &PretrainSpec::teacherViews, {"landmark", "global", "mixed"},
              "landmark patches for the teacher, plain grid patches, or one view of each")
      .paper("landmark (Table 7)");
}

void addHeadFields(Builder& table) {
  table.integer("head_outputs", &PretrainSpec::headOutputs, "O: outputs of the DINO head")
      .atLeast(2)
      .atMost(10000000)
      .paper("100K");
  table.integer("head_hidden", &PretrainSpec::headHidden, "hidden width of the head")
      .atLeast(1)
      .atMost(65536)
      .paper("DINO: 2048");
  table.integer("head_bottleneck", &PretrainSpec::headBottleneck, "width before the last layer")
      .atLeast(1)
      .atMost(65536)
      .paper("DINO: 256");
  table
      .boolean("norm_last_layer", &PretrainSpec::normLastLayer,
               "rows of the last layer keep length 1")
      .paper("DINO: true");
  table.number("student_temperature", &PretrainSpec::studentTemperature, "sharpness of the student")
      .above(0)
      .atMost(10)
      .paper("DINO: 0.1");
  table
      .number("teacher_temperature_start", &PretrainSpec::teacherTemperatureStart,
              "teacher's temperature in the first epoch")
      .above(0)
      .atMost(10)
      .paper("default settings of DINO; released script: 0.07");
  table
      .number("teacher_temperature", &PretrainSpec::teacherTemperature,
              "teacher's temperature after its schedule")
      .above(0)
      .atMost(10)
      .paper("default settings of DINO; released script: 0.04");
  table
      .integer("teacher_temperature_epochs", &PretrainSpec::teacherTemperatureEpochs,
               "epochs from the first to the second; 0 = the second throughout")
      .atLeast(0)
      .unit("epochs")
      .paper("released script: 30");
  table.number("centre_momentum", &PretrainSpec::centreMomentum, "memory of the teacher's centre")
      .atLeast(0)
      .atMost(1)
      .paper("DINO: 0.9");
  table
      .number("teacher_momentum", &PretrainSpec::teacherMomentum,
              "moving average of the student, rising to 1 by a cosine")
      .atLeast(0)
      .atMost(1)
      .paper("DINO: 0.996");
  table
      .boolean("teacher_eval", &PretrainSpec::teacherEval,
               "true: no dropout and no stochastic depth in the teacher")
      .paper("silent; released code: false");
}

void addOptimizerFields(Builder& table) {
  table
      .number("learning_rate", &PretrainSpec::learningRate,
              "peak at 256 images a step; scales with them")
      .above(0)
      .atMost(10)
      .paper("DINO: 5e-4");
  table.number("final_learning_rate", &PretrainSpec::finalLearningRate, "end of the cosine")
      .atLeast(0)
      .paper("DINO: 1e-6");
  table.number("warmup_epochs", &PretrainSpec::warmupEpochs, "linear warm-up from 0")
      .atLeast(0)
      .unit("epochs")
      .paper("DINO: 10");
  table.number("weight_decay", &PretrainSpec::weightDecay, "at the start; of matrices only")
      .atLeast(0)
      .atMost(10)
      .paper("DINO: 0.04");
  table.number("final_weight_decay", &PretrainSpec::finalWeightDecay, "end of its cosine")
      .atLeast(0)
      .atMost(10)
      .paper("DINO: 0.4");
  table
      .number("clip_norm", &PretrainSpec::clipNorm,
              "largest gradient norm of each parameter tensor; 0 = no limit")
      .atLeast(0)
      .paper("DINO: 3.0");
  table
      .integer("freeze_last_layer_epochs", &PretrainSpec::freezeLastLayerEpochs,
               "epochs in which the head's last layer does not learn")
      .atLeast(0)
      .unit("epochs")
      .paper("DINO: 1");
}

FieldTable makePretrainTable() {
  Builder table("pretrain");
  addRunFields(table);
  addViewFields(table);
  addLandmarkFields(table);
  addHeadFields(table);
  addOptimizerFields(table);
  return table.take();
}

}  // namespace

const FieldTable& pretrainTable() {
  static const FieldTable table = makePretrainTable();
  return table;
}

}  // namespace lafs

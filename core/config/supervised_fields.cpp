// SPDX-License-Identifier: GPL-3.0-or-later
// Sections `landmark` and `finetune`, which share how supervised training is described.
#include "core/config/field_builder.h"
#include "core/config/section_tables.h"

namespace lafs {

const std::vector<std::string> kTrainedStages = {"landmark", "pretrain", "finetune"};
const std::vector<std::string> kPrecisions = {"float32", "bfloat16", "float16"};

namespace {

FieldTable makeAugmentTable() {
  TableBuilder<SupervisedAugmentSpec> table("augment");
  table
      .boolean("enabled", &SupervisedAugmentSpec::enabled, "false: horizontal flips only, no mixup")
      .paper("\"w/o Aug\" in Tables 2 and 3 is false");
  table
      .number("rand_augment_magnitude", &SupervisedAugmentSpec::randAugmentMagnitude,
              "magnitude of RandAugment; 0 turns it off")
      .atLeast(0)
      .atMost(10)
      .paper("as in Part fViT: 1 on WebFace4M, 2 on MS1MV3");
  table
      .number("mixup_probability", &SupervisedAugmentSpec::mixupProbability,
              "share of batches that are mixed")
      .atLeast(0)
      .atMost(1)
      .paper("as in Part fViT: 0.1 on WebFace4M, 0.2 on MS1MV3");
  table
      .number("mixup_alpha", &SupervisedAugmentSpec::mixupAlpha,
              "mixing weight is drawn from Beta(alpha, alpha)")
      .above(0)
      .atMost(100)
      .paper("silent; released code: 0.2");
  return table.take();
}

const FieldTable& augmentTable() {
  static const FieldTable table = makeAugmentTable();
  return table;
}

void addOptimizerFields(TableBuilder<SupervisedSpec>& table) {
  table
      .choice("optimizer", &SupervisedSpec::optimizer, {"adamw", "sgd"},
              "AdamW, or SGD with momentum (the usual recipe of convolutional networks)")
      .paper("AdamW");
  table.number("momentum", &SupervisedSpec::momentum, "momentum of SGD")
      .neededWhen("optimizer", {"sgd"})
      .atLeast(0)
      .below(1);
  table.number("learning_rate", &SupervisedSpec::learningRate, "peak, reached after the warm-up")
      .above(0)
      .atMost(10)
      .paper("1e-4; released code: 1e-3 times a factor");
  table
      .choice("learning_rate_rule", &SupervisedSpec::learningRateRule, {"absolute", "release"},
              "the peak as given, or scaled by batch and accumulation like the released code")
      .paper("absolute");
  table.number("final_learning_rate", &SupervisedSpec::finalLearningRate, "end of the cosine")
      .atLeast(0)
      .paper("silent; released code: 1e-6");
  table.number("warmup_epochs", &SupervisedSpec::warmupEpochs, "linear warm-up from 0")
      .atLeast(0)
      .unit("epochs")
      .paper("5");
  table
      .number("weight_decay", &SupervisedSpec::weightDecay,
              "of matrices; biases and norms have none")
      .atLeast(0)
      .atMost(10)
      .paper("0.1 for all networks");
  table
      .number("cnn_weight_decay", &SupervisedSpec::cnnWeightDecay,
              "of the landmark CNN's convolutions")
      .atLeast(0)
      .atMost(10)
      .paper("0.1; released code: 0.05");
  table
      .number("layer_decay", &SupervisedSpec::layerDecay,
              "learning rate shrinks by this factor a layer, from the head down; 1 = off")
      .above(0)
      .atMost(1)
      .paper("fine-tuning: 0.58; the released code computes it and does not apply it");
  table.number("clip_norm", &SupervisedSpec::clipNorm, "largest global gradient norm; 0 = no limit")
      .atLeast(0)
      .paper("none");
}

FieldTable makeTrainTable(const std::vector<std::string>& losses) {
  TableBuilder<SupervisedSpec> table("train");
  table.integer("epochs", &SupervisedSpec::epochs, "passes over the images")
      .atLeast(1)
      .atMost(100000)
      .unit("epochs")
      .paper("34 on all data, 80 on 1 %");
  table.integer("max_steps", &SupervisedSpec::maxSteps, "stop after so many optimizer steps")
      .atLeast(0)
      .zero("all")
      .unit("steps");
  table.integer("batch_size", &SupervisedSpec::batchSize, "images of a micro-batch")
      .atLeast(1)
      .atMost(1000000)
      .unit("images")
      .paper("silent; released code: 2 GPUs x 200");
  table.integer("accumulation", &SupervisedSpec::accumulation, "micro-batches of an optimizer step")
      .atLeast(1)
      .atMost(100000)
      .paper("silent; released code: 3");
  addOptimizerFields(table);
  table.choice("precision", &SupervisedSpec::precision, kPrecisions,
               "of matrix products; float16 needs a GPU");
  table.choice("loss", &SupervisedSpec::loss, losses, "what is minimised")
      .paper("CosFace; DINO and no fine-tuning at all in Table 1");
  table.number("scale", &SupervisedSpec::scale, "s: length of the logits").above(0).paper("64");
  table.number("margin", &SupervisedSpec::margin, "m: margin of the target class")
      .atLeast(0)
      .atMost(3)
      .paper("CosFace 0.4; ArcFace 0.5");
  table
      .number("sampled_classes", &SupervisedSpec::sampledClasses,
              "share of the classes that takes part in a step; 1 = all")
      .above(0)
      .atMost(1);
  table.section("augment", &SupervisedSpec::augment, augmentTable(),
                "augmentations of supervised training");
  return table.take();
}

FieldTable makeLandmarkTable() {
  static const FieldTable train = makeTrainTable({"cosface", "arcface", "adaface"});
  TableBuilder<LandmarkSpec> table("landmark");
  table
      .text(
          "checkpoint", &LandmarkSpec::checkpoint,
          "file to take the landmark CNN from (a model file, or .pth with stn.*); then this stage "
          "trains nothing")
      .withoutEffectOnNumbers();  // what is in the file has: its fingerprint is in the key
  table.section("data", &LandmarkSpec::data, stageDataTable(), "labelled faces");
  table.section("subset", &LandmarkSpec::subset, subsetTable(), "which of them");
  table.section("train", &LandmarkSpec::train, train, "loss, optimizer, schedule");
  return table.take();
}

void addLandmarkOptions(TableBuilder<FinetuneSpec>& table) {
  const std::vector<std::string> supervised = {"supervised"};
  table.choice("landmark_source", &FinetuneSpec::landmarkSource, {"landmark", "scratch"},
               "landmark CNN of the landmark stage, or a random one (then it is trainable)");
  table
      .choice("landmark_mode", &FinetuneSpec::landmarkMode,
              {"fixed", "trainable", "supervised", "grid"},
              "frozen CNN; trainable CNN; trainable CNN with a frozen one's landmarks as soft "
              "labels; plain grid instead of landmarks")
      .paper(
          "options 1 to 4 of section 8.3.2; supervised for the main results, grid is bad by "
          "design (Table 7)");
  table.number("landmark_beta", &FinetuneSpec::landmarkBeta, "weight of the landmark loss")
      .neededWhen("landmark_mode", supervised)
      .atLeast(0)
      .alias("beta")
      .paper("0.1 best of 0.1, 1 and 100 (Table 7)");
  table
      .choice("landmark_loss", &FinetuneSpec::landmarkLoss, {"mse", "l2norm"},
              "mean squared error of coordinates / 111, or Euclidean norm an image")
      .neededWhen("landmark_mode", supervised)
      .paper("L2 norm; released code: mse");
  table
      .choice("beta_schedule", &FinetuneSpec::betaSchedule, {"constant", "release"},
              "beta as given, or 1000, 100, 1, 0.11, 0 by epoch like the released code")
      .neededWhen("landmark_mode", supervised)
      .paper("constant");
}

FieldTable makeFinetuneTable() {
  static const FieldTable train = makeTrainTable({"cosface", "arcface", "adaface", "dino", "none"});
  TableBuilder<FinetuneSpec> table("finetune");
  table.choice("start", &FinetuneSpec::start, {"pretrain", "scratch"},
               "weights of the pretraining's teacher, or random ones; scratch when "
               "pretrain.method is none");
  addLandmarkOptions(table);
  table
      .choice("class_count", &FinetuneSpec::classCount, {"actual", "fixed"},
              "classes of the head: identities that are present, or a fixed number")
      .paper("silent; released code: fixed");
  table.integer("fixed_classes", &FinetuneSpec::fixedClasses, "that fixed number")
      .neededWhen("class_count", {"fixed"})
      .atLeast(2)
      .atMost(100000000)
      .paper("WebFace4M has 205,990 identities");
  table.section("data", &FinetuneSpec::data, stageDataTable(), "labelled faces");
  table.section("subset", &FinetuneSpec::subset, finetuneSubsetTable(), "the few shots");
  table.section("train", &FinetuneSpec::train, train, "loss, optimizer, schedule");
  return table.take();
}

}  // namespace

const FieldTable& landmarkTable() {
  static const FieldTable table = makeLandmarkTable();
  return table;
}

const FieldTable& finetuneTable() {
  static const FieldTable table = makeFinetuneTable();
  return table;
}

}  // namespace lafs

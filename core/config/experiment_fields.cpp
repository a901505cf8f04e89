// SPDX-License-Identifier: GPL-3.0-or-later
// Sections `evaluate` and `runtime`, and the table that holds all sections.
#include "core/config/field_builder.h"
#include "core/config/section_tables.h"

namespace lafs {

namespace {

FieldTable makeEvaluateTable() {
  TableBuilder<EvaluateSpec> table("evaluate");
  table.texts("stages", &EvaluateSpec::stages, "stages whose model is measured")
      .from(kTrainedStages)
      .withoutEffectOnNumbers();  // each is a stage of its own; which others exist changes none
  table
      .texts("protocols", &EvaluateSpec::protocols,
             "frontal, profile, ageing (synthetic faces), all-pairs, pairs:FILE in LFW's format, "
             "bin:FILE, ijbb:FOLDER, ijbc:FOLDER, ijb:FOLDER, megaface:FOLDER")
      .paper("LFW, CFP-FP, AgeDB-30, IJB-B, IJB-C, MegaFace");
  table
      .text("root", &EvaluateSpec::root,
            "folder of the images that a pairs file names; empty = the data's root")
      .withoutEffectOnNumbers();  // the fingerprint of its images stands for it
  table.section("data", &EvaluateSpec::data, stageDataTable(), "faces of held-out identities");
  table.integer("batch_size", &EvaluateSpec::batchSize, "images embedded at a time")
      .atLeast(1)
      .atMost(100000)
      .unit("images");
  table
      .choice("normalisation", &EvaluateSpec::normalisation, {"full", "half"},
              "pixels to [-1, 1], or to [-0.5, 0.5]")
      .paper("silent; released code: half");
  table
      .choice("tar_rule", &EvaluateSpec::tarRule, {"nearest", "floor", "interpolated"},
              "ROC point with the nearest FAR, the best one whose FAR is not above, or between two")
      .paper("nearest is InsightFace's rule");
  table
      .numbers("far_targets", &EvaluateSpec::farTargets, "false accept rates at which TAR is given")
      .above(0)
      .atMost(1)
      .paper("IJB-B, IJB-C: 1e-4; MegaFace: 1e-6");
  table.integer("folds", &EvaluateSpec::folds, "folds of the accuracy")
      .atLeast(2)
      .atMost(1000)
      .paper("LFW's protocol: 10");
  table
      .boolean("keep_norm", &EvaluateSpec::keepNorm,
               "IJB: a feature's magnitude weighs it in its template")
      .paper("silent; InsightFace: on");
  table
      .boolean("detector_score", &EvaluateSpec::detectorScore,
               "IJB: the detector's score weighs a feature in its template")
      .paper("silent; InsightFace: on");
  table
      .integer("distractors", &EvaluateSpec::distractors,
               "MegaFace: size of the list of distractors, 10 … 1000000")
      .atLeast(10)
      .atMost(1000000)
      .unit("images")
      .paper("1M");
  table
      .integer("replicates", &EvaluateSpec::replicates,
               "of the bootstrap behind the intervals; 0 = no intervals")
      .atLeast(0)
      .atMost(100000);
  table.choice("precision", &EvaluateSpec::precision, kPrecisions,
               "of matrix products; float16 needs a GPU");
  return table.take();
}

FieldTable makeRuntimeTable() {
  TableBuilder<RuntimeSpec> table("runtime");
  table.text("device", &RuntimeSpec::device, "auto, cpu, cuda or cuda:N").withoutEffectOnNumbers();
  table.integer("threads", &RuntimeSpec::threads, "compute threads of a worker")
      .atLeast(0)
      .atMost(4096)
      .zero("all")
      .withoutEffectOnNumbers();
  table.integer("loader_threads", &RuntimeSpec::loaderThreads, "threads that prepare images")
      .atLeast(1)
      .atMost(1024)
      .withoutEffectOnNumbers();
  table
      .number("checkpoint_minutes", &RuntimeSpec::checkpointMinutes,
              "time between checkpoints; one more at the end of each epoch")
      .above(0)
      .unit("minutes")
      .withoutEffectOnNumbers();
  table
      .integer("checkpoint_steps", &RuntimeSpec::checkpointSteps,
               "also one every so many steps; 0 = off")
      .atLeast(0)
      .unit("steps")
      .withoutEffectOnNumbers();
  table
      .integer("keep_checkpoints", &RuntimeSpec::keepCheckpoints,
               "newest ones that are kept, the best beside them")
      .atLeast(1)
      .atMost(100000)
      .withoutEffectOnNumbers();
  table.integer("log_steps", &RuntimeSpec::logSteps, "steps between two lines of metrics")
      .atLeast(1)
      .unit("steps")
      .withoutEffectOnNumbers();
  table
      .integer("preview_steps", &RuntimeSpec::previewSteps,
               "steps between two previews; 0 = one an epoch")
      .atLeast(0)
      .unit("steps")
      .withoutEffectOnNumbers();
  return table.take();
}

FieldTable makeExperimentTable() {
  TableBuilder<ExperimentSpec> table("experiment");
  table.text("name", &ExperimentSpec::name, "name for people; the file's name when it is left out")
      .withoutEffectOnNumbers();
  table
      .choice("preset", &ExperimentSpec::preset, {"paper", "release"},
              "where paper and released code differ: which side the defaults take")
      .withoutEffectOnNumbers();  // the fields it sets are what counts
  table.integer("seed", &ExperimentSpec::seed, "of everything random").atLeast(0).alias("seed");
  table.section("data", &ExperimentSpec::data, experimentDataTable(),
                "faces of every stage that names none of its own");
  table.section("model", &ExperimentSpec::model, modelTable(), "the network");
  table.section("landmark", &ExperimentSpec::landmark, landmarkTable(),
                "supervised Part fViT, which yields the landmark CNN");
  table.section("pretrain", &ExperimentSpec::pretrain, pretrainTable(),
                "self-supervised pretraining");
  table.section("finetune", &ExperimentSpec::finetune, finetuneTable(), "few-shot fine-tuning");
  table.section("evaluate", &ExperimentSpec::evaluate, evaluateTable(), "verification of pairs");
  table.section("runtime", &ExperimentSpec::runtime, runtimeTable(),
                "how runs are carried out; changes no number");
  return table.take();
}

}  // namespace

const FieldTable& evaluateTable() {
  static const FieldTable table = makeEvaluateTable();
  return table;
}

const FieldTable& runtimeTable() {
  static const FieldTable table = makeRuntimeTable();
  return table;
}

const FieldTable& experimentTable() {
  static const FieldTable table = makeExperimentTable();
  return table;
}

}  // namespace lafs

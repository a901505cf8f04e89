// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/field_table.h"

namespace lafs {

/// One table a section; each in the file that is named after the section.
const FieldTable& experimentDataTable();  ///< `data:` of the experiment, which may not inherit
const FieldTable& stageDataTable();       ///< `data:` of a stage
const FieldTable& subsetTable();
const FieldTable& finetuneSubsetTable();  ///< the same, with the short names of few-shot tables
const FieldTable& modelTable();
const FieldTable& landmarkTable();
const FieldTable& pretrainTable();
const FieldTable& finetuneTable();
const FieldTable& evaluateTable();
const FieldTable& runtimeTable();

/// Stage names as `evaluate.stages` and file names use them.
extern const std::vector<std::string> kTrainedStages;  ///< landmark, pretrain, finetune
extern const std::vector<std::string> kPrecisions;     ///< float32, bfloat16, float16

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/config/model_shape.h"
#include "core/run/run_writer.h"
#include "core/run/stage_job.h"

namespace lafs {

/// What the landmark and the pretrain stage do when the spec names a checkpoint file: they take
/// their result from it instead of training. Files are those that an import reads; model files that
/// an import or a stage wrote among them. Both write results/transfer.json (which keys were taken)
/// and results/metrics.json.

/// results/model.safetensors from `file`: the whole face model when the file has all of it, else
/// the landmark CNN alone (which cannot be evaluated). UserError when it has no complete CNN of
/// `shape`.
void adoptLandmarkCnn(const std::string& file, const ModelShape& shape, RunWriter& run);

/// results/teacher.safetensors from the file that job.spec.pretrain names, the landmark CNN from
/// the landmark stage. UserError when the file lacks a weight of the backbone or has more than
/// that.
void adoptBackbone(const StageJob& job, const ModelShape& shape, RunWriter& run);

}  // namespace lafs

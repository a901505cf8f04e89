// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/run/run_writer.h"
#include "core/train/dino_objective.h"
#include "core/train/supervised_objective.h"
#include "core/train/trainer.h"

namespace lafs {

using PreviewHook = std::function<void(const Batch& batch, const StepContext& step)>;

/// Hooks that leave previews/step-<step>.json (landmarks and token positions as numbers) and .png
/// (the same drawn) of the first faces of a batch. They compute what the training code computes
/// for that batch and change nothing of it. step-<step>_views.png holds the views without dots, a row
/// a face in cells of 112 pixels, each followed by its patches when it has tokens; "views" of the
/// numbers lists them and "columns" says how many cells a row has. References must outlive the hook.
///
/// Pretraining: a row a face; the first global view with the landmarks found (white) and the token
/// positions after perturbation (orange), then the first local view with its tokens, then the
/// patches that the student gets there.
PreviewHook pretrainingPreview(DinoObjective& objective, RunWriter& run);

/// Supervised: the faces as the network sees them, with its landmarks where it has some.
PreviewHook supervisedPreview(SupervisedObjective& objective, RunWriter& run);

}  // namespace lafs

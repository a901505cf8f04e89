// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/experiment_spec.h"
#include "core/config/model_shape.h"

namespace lafs {

// The arithmetic below both estimates: run_costs.h (what one step of a stage needs) and
// core/report/stage_cost.h (what a whole stage takes).

/// Size of a set of faces; estimates need not be whole. Zeros when it is not known.
struct SetSize {
  double images = 0;
  double identities = 0;
};

/// The subset that a stage trains on; null for an evaluation, which looks at all there is.
const SubsetSpec* subsetOf(const ExperimentSpec& spec, StageKind stage);

/// What a subset takes of a set whose identities have equally many images.
SetSize subsetSize(const SetSize& whole, const SubsetSpec& subset);

/// The network of a stage, without its head.
struct NetworkCost {
  ModelShape shape;
  double parameters = 0;
  double landmarkCnn = 0;  ///< multiply-adds of one image in the landmark CNN
  double backbone = 0;     ///< in all the rest at a full view, attention included

  double forward() const { return landmarkCnn + backbone; }
};

/// UserError when the model does not resolve.
NetworkCost networkCost(const ModelSpec& spec);

/// Weights of the DINO head, which are its multiply-adds of one view as well.
double dinoHeadSize(const PretrainSpec& pretrain, const ModelShape& shape);

/// Classes that a supervised stage tells apart; `identities` of what it trains on.
double classesOf(const ExperimentSpec& spec, StageKind stage, double identities);

/// Multiply-adds of one image of a stage: of all its views and both networks, forward and, where
/// something trains, backward; of an evaluation with the mirror image. `classes` of the head of a
/// supervised stage.
double workOfImage(const ExperimentSpec& spec, StageKind stage, const NetworkCost& network,
                   double classes);

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/training_position.h"

#include "core/base/error.h"

namespace lafs {

void TrainingPosition::endEpoch() {
  const double mean = epochSteps > 0 ? epochLoss / static_cast<double>(epochSteps) : 0;
  if (epochSteps > 0 && (!bestStep || mean < bestLoss)) {
    bestStep = step;
    bestLoss = mean;
  }
  epochLoss = 0;
  epochSteps = 0;
}

Json toJson(const TrainingPosition& position) {
  Json json = {{"step", position.step},
               {"images", position.images},
               {"epoch_loss", position.epochLoss},
               {"epoch_steps", position.epochSteps},
               {"loss_scale", position.scaler.scale},
               {"loss_scale_steps", position.scaler.goodSteps},
               {"best_step", nullptr},
               {"best_loss", nullptr}};
  if (position.bestStep) {
    json["best_step"] = *position.bestStep;
    json["best_loss"] = position.bestLoss;
  }
  return json;
}

TrainingPosition positionFromJson(const Json& json, const std::string& where) {
  TrainingPosition position;
  try {
    position.step = json.at("step").get<std::int64_t>();
    position.images = json.at("images").get<std::int64_t>();
    position.epochLoss = json.at("epoch_loss").get<double>();
    position.epochSteps = json.at("epoch_steps").get<std::int64_t>();
    position.scaler.scale = json.at("loss_scale").get<double>();
    position.scaler.goodSteps = json.at("loss_scale_steps").get<std::int64_t>();
    if (!json.at("best_step").is_null()) {
      position.bestStep = json.at("best_step").get<std::int64_t>();
      position.bestLoss = json.at("best_loss").get<double>();
    }
  } catch (const Json::exception& error) {
    throw UserError(where, std::string("holds no training position: ") + error.what());
  }
  return position;
}

}  // namespace lafs

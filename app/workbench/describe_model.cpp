// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>

#include "app/workbench/describe.h"
#include "app/workbench/text_table.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/config/model_shape.h"
#include "core/config/spec_json.h"

namespace lafs {

namespace {

struct ModelCost {
  ModelShape shape;
  std::vector<LayerCost> layers;
  std::int64_t parameters = 0, multiplyAdds = 0, attention = 0;
};

ModelCost costOf(const ModelSpec& spec) {
  ModelCost cost;
  cost.shape = resolveModel(spec);
  cost.layers = layerCosts(cost.shape);
  cost.attention = attentionMultiplyAdds(cost.shape);
  for (const LayerCost& layer : cost.layers) {
    cost.parameters += layer.parameters;
    cost.multiplyAdds += layer.multiplyAdds;
  }
  return cost;
}

/// `describe model NAME --set model.depth=2` describes the changed one.
ModelSpec modelOf(const Arguments& arguments, const std::string& name) {
  Json sections = {{"model", {{"preset", name}}}};
  for (const std::string& setting : arguments.values("set")) {
    const std::size_t equals = setting.find('=');
    const std::string key = setting.substr(0, equals);
    if (equals == std::string::npos || key.rfind("model.", 0) != 0) {
      throw UserError("--set " + setting, "expected a size of the model",
                      "e.g. --set model.depth=2");
    }
    const std::string value = setting.substr(equals + 1);
    const auto whole = parseInteger(value);
    const auto number = parseNumber(value);
    sections["model"][key.substr(6)] = whole ? Json(*whole) : number ? Json(*number) : Json(value);
  }
  ExperimentSpec spec;
  // Only the model's own rules matter here; LAFS could not be pretrained on some of them.
  sections["pretrain"]["method"] = "none";
  return specFromJson(sections, "describe model").model;
}

std::string giga(std::int64_t count) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f G", static_cast<double>(count) / 1e9);
  return text;
}

Json jsonOf(const ModelCost& cost, bool withLayers) {
  Json json = {{"name", cost.shape.name},
               {"parameters", cost.parameters},
               {"multiply_adds", cost.multiplyAdds},
               {"attention_multiply_adds", cost.attention},
               {"image_size", cost.shape.imageSize},
               {"embedding", cost.shape.dim}};
  if (!withLayers) return json;
  json["layers"] = Json::array();
  for (const LayerCost& layer : cost.layers) {
    json["layers"].push_back({{"name", layer.name},
                              {"output", layer.output},
                              {"parameters", layer.parameters},
                              {"multiply_adds", layer.multiplyAdds}});
  }
  return json;
}

}  // namespace

int describeModel(VerbContext& context) {
  const auto& words = context.arguments.positional();
  if (words.size() != 2) {
    throw UserError("", "describe model needs one NAME", "one of " + join(modelPresets(), ", "));
  }
  const ModelCost cost = costOf(modelOf(context.arguments, words[1]));
  if (context.arguments.has("json")) {
    context.out << jsonOf(cost, true).dump(2) << "\n";
    return kExitDone;
  }
  using Align = TextTable::Align;
  TextTable table({"layer", "output", "parameters", "multiply-adds"},
                  {Align::Left, Align::Right, Align::Right, Align::Right});
  for (const LayerCost& layer : cost.layers) {
    table.row({layer.name, layer.output, withThousands(layer.parameters),
               withThousands(layer.multiplyAdds)});
  }
  table.rule();
  table.row(
      {cost.shape.name, "", withThousands(cost.parameters), withThousands(cost.multiplyAdds)});
  if (cost.attention > 0) {
    table.row({"attention products, not counted above", "", "", withThousands(cost.attention)});
  }
  context.out << table.text() << "\nMultiply-adds of one " << cost.shape.imageSize << " x "
              << cost.shape.imageSize << " face: " << giga(cost.multiplyAdds)
              << " in linear and convolutional layers, as the paper counts";
  if (cost.attention > 0) {
    context.out << "; " << giga(cost.multiplyAdds + cost.attention)
                << " with the two attention products";
  }
  context.out << ".\n";
  return kExitDone;
}

int describeModels(VerbContext& context) {
  Json list = Json::array();
  using Align = TextTable::Align;
  TextTable table(
      {"model", "parameters", "multiply-adds", "with attention", "face", "embedding"},
      {Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Right});
  for (const std::string& name : modelPresets()) {
    ModelSpec spec;
    spec.preset = name;
    const ModelCost cost = costOf(spec);
    list.push_back(jsonOf(cost, false));
    table.row({name, withThousands(cost.parameters), giga(cost.multiplyAdds),
               giga(cost.multiplyAdds + cost.attention), std::to_string(cost.shape.imageSize),
               std::to_string(cost.shape.dim)});
  }
  if (context.arguments.has("json")) {
    context.out << list.dump(2) << "\n";
  } else {
    context.out << table.text();
  }
  return kExitDone;
}

}  // namespace lafs

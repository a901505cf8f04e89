// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/parameter_groups.h"

#include <cmath>
#include <cstdlib>

namespace lafs {

namespace {

bool startsWith(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

bool endsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

void add(ParameterGroup& group, const NamedParameter& parameter) {
  group.names.push_back(parameter.first);
  group.parameters.push_back(parameter.second);
}

}  // namespace

std::vector<ParameterGroup> pretrainingGroups(const std::vector<NamedParameter>& parameters) {
  std::vector<ParameterGroup> groups(2);
  groups[0].scheduledDecay = true;
  for (const NamedParameter& parameter : parameters) {
    if (!parameter.second.requires_grad()) continue;
    const bool plain = parameter.second.dim() < 2 || endsWith(parameter.first, ".bias");
    add(groups[plain ? 1 : 0], parameter);
  }
  return groups;
}

std::int64_t layerId(const std::string& name, std::int64_t depth) {
  if (name == "cls_token" || name == "pos_embedding" || startsWith(name, "patch_to_embedding") ||
      startsWith(name, "stn") || startsWith(name, "output_layer") ||
      startsWith(name, "global_token")) {
    return 0;
  }
  static const std::string kBlocks = "transformer.layers.";
  if (startsWith(name, kBlocks)) {
    return std::strtoll(name.c_str() + kBlocks.size(), nullptr, 10) + 1;
  }
  return depth + 1;
}

double layerScale(const std::string& name, std::int64_t depth, double decay) {
  return std::pow(decay, static_cast<double>(depth + 1 - layerId(name, depth)));
}

double supervisedDecay(const std::string& name, std::int64_t dimensions, double decay,
                       double cnnDecay) {
  if (dimensions == 1) return 0;
  return startsWith(name, "stn") ? cnnDecay : decay;
}

std::vector<ParameterGroup> supervisedGroups(const std::vector<NamedParameter>& parameters,
                                             const SupervisedSpec& spec, std::int64_t depth) {
  std::vector<ParameterGroup> groups;
  for (const NamedParameter& parameter : parameters) {
    const auto& [name, tensor] = parameter;
    if (!tensor.requires_grad()) continue;
    const double decay = supervisedDecay(name, tensor.dim(), spec.weightDecay, spec.cnnWeightDecay);
    const double scale = depth > 0 ? layerScale(name, depth, spec.layerDecay) : 1;
    ParameterGroup* home = nullptr;
    for (ParameterGroup& group : groups) {
      if (group.weightDecay == decay && group.learningRateScale == scale) home = &group;
    }
    if (home == nullptr) {
      home = &groups.emplace_back();
      home->weightDecay = decay;
      home->learningRateScale = scale;
    }
    add(*home, parameter);
  }
  return groups;
}

}  // namespace lafs

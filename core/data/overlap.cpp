// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/overlap.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/sha256.h"

namespace lafs {

namespace {

constexpr std::size_t kListed = 20;

/// Names and contents of one part, as far as they are compared.
struct PartContent {
  std::set<std::string> identities;
  std::unordered_map<std::string, std::string> images;  ///< content hash to name
  std::int64_t compared = 0;
  bool complete = true;
};

std::string contentHash(const Image& image) {
  Sha256 hash;
  hash.update(std::to_string(image.width) + "x" + std::to_string(image.height) + "\n");
  hash.update({reinterpret_cast<const char*>(image.pixels.data()), image.pixels.size()});
  return hash.hex();
}

PartContent contentOf(const DataPart& part, std::int64_t imageBound) {
  PartContent content;
  for (std::int64_t index : part.subset) {
    content.identities.insert(part.source->identityName(part.source->label(index)));
  }
  const auto count = static_cast<std::int64_t>(part.subset.size());
  content.compared = std::min(count, imageBound);
  content.complete = content.compared == count;
  for (std::int64_t k = 0; k < content.compared; ++k) {
    const std::int64_t index = part.subset[k * count / content.compared];
    try {
      content.images.emplace(contentHash(part.source->image(index)), part.source->imageName(index));
    } catch (const UserError&) {
      content.complete = false;  // the stage that reads the picture will say why
    }
  }
  return content;
}

Json compare(const DataPart& a, const PartContent& x, const DataPart& b, const PartContent& y) {
  Json names = Json::array();
  std::int64_t people = 0;
  for (const std::string& name : x.identities) {
    if (y.identities.count(name) == 0) continue;
    if (++people <= static_cast<std::int64_t>(kListed)) names.push_back(name);
  }
  std::vector<std::pair<std::string, std::string>> shared;
  for (const auto& [hash, name] : x.images) {
    const auto found = y.images.find(hash);
    if (found != y.images.end()) shared.emplace_back(name, found->second);
  }
  std::sort(shared.begin(), shared.end());
  Json images = Json::array();
  for (std::size_t k = 0; k < std::min(kListed, shared.size()); ++k) {
    images.push_back(Json::array({shared[k].first, shared[k].second}));
  }
  return {{"first", a.name},
          {"second", b.name},
          {"sharedIdentities", people},
          {"identityNames", names},
          {"sharedImages", shared.size()},
          {"imagePairs", images},
          {"imagesCompared", Json::array({x.compared, y.compared})},
          {"complete", x.complete && y.complete}};
}

}  // namespace

Json overlapReport(const std::vector<DataPart>& parts, std::int64_t imageBound) {
  std::vector<PartContent> contents;
  for (const DataPart& part : parts) contents.push_back(contentOf(part, imageBound));
  Json report = Json::array();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (std::size_t j = i + 1; j < parts.size(); ++j) {
      report.push_back(compare(parts[i], contents[i], parts[j], contents[j]));
    }
  }
  return report;
}

}  // namespace lafs

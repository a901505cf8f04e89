// SPDX-License-Identifier: GPL-3.0-or-later
// IJB-B, IJB-C and sets of their layout: templates 1:1, and 1:N where the set has its CSVs.
#include <ATen/ATen.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/data/ijb_set.h"
#include "core/embed/identification.h"
#include "core/embed/pair_scoring.h"
#include "core/embed/template_pooling.h"
#include "core/embed/verification.h"

namespace lafs {

namespace {

constexpr std::int64_t kImagesAtATime = 8192;

/// All features of a part in one matrix, taken in pieces so that there is never a second copy.
at::Tensor gather(FeatureSupply& supply, const ProtocolPart& part) {
  at::Tensor all;
  for (std::int64_t begin = 0; begin < part.size; begin += kImagesAtATime) {
    const std::int64_t end = std::min(begin + kImagesAtATime, part.size);
    const at::Tensor rows = supply.features(part, begin, end);
    if (!all.defined()) all = at::empty({part.size, rows.size(1)}, at::kFloat);
    all.slice(0, begin, end).copy_(rows);
  }
  return all;
}

/// People by their templates: those that genuine pairs join. Unit of each template's row.
std::vector<std::uint32_t> peopleOf(std::int64_t templates, const std::vector<std::uint32_t>& first,
                                    const std::vector<std::uint32_t>& second,
                                    const std::vector<std::uint8_t>& genuine,
                                    std::int64_t& people) {
  std::vector<std::uint32_t> parent(static_cast<std::size_t>(templates));
  std::iota(parent.begin(), parent.end(), 0u);
  const auto root = [&parent](std::uint32_t one) {
    while (parent[one] != one) one = parent[one] = parent[parent[one]];
    return one;
  };
  for (std::size_t k = 0; k < first.size(); ++k) {
    if (!genuine[k]) continue;
    const std::uint32_t a = root(first[k]), b = root(second[k]);
    parent[std::max(a, b)] = std::min(a, b);
  }
  std::vector<std::uint32_t> unit(parent.size());
  std::uint32_t next = 0;
  for (std::uint32_t t = 0; t < parent.size(); ++t) unit[t] = root(t) == t ? next++ : unit[root(t)];
  people = next;
  return unit;
}

/// Templates of a 1:N list, each once, with their people as numbers.
struct SearchTemplates {
  std::vector<std::int64_t> rows, subjects;
};

SearchTemplates searchTemplates(const IjbSearchList& list, const TemplateFeatures& templates,
                                std::map<std::string, std::int64_t>& subjects) {
  std::map<std::int32_t, std::string> byTemplate;
  for (const TemplateMember& member : list.members) byTemplate[member.templateId] = member.subject;
  SearchTemplates result;
  for (const auto& [id, subject] : byTemplate) {
    result.rows.push_back(templates.rowOf(id));
    result.subjects.push_back(
        subjects.emplace(subject, static_cast<std::int64_t>(subjects.size())).first->second);
  }
  return result;
}

at::Tensor rowsOf(const TemplateFeatures& templates, const std::vector<std::int64_t>& rows) {
  return templates.rows.index_select(0, at::tensor(rows, at::TensorOptions().dtype(at::kLong)));
}

Json searchJson(const std::string& gallery, const std::string& probes,
                const Identification& found) {
  Json hits = Json::array(), open = Json::array();
  for (std::size_t i = 0; i < found.ranks.size(); ++i) {
    hits.push_back({{"rank", found.ranks[i]}, {"hit_rate", found.hitRates[i]}});
  }
  for (const OpenSetPoint& point : found.openSet) {
    open.push_back({{"fpir", point.targetFpir},
                    {"tpir", point.tpir},
                    {"reached_fpir", point.fpir},
                    {"threshold", finiteOrNull(point.threshold)},
                    {"below_floor", point.belowFloor}});
  }
  return {{"gallery", gallery},
          {"probes", probes},
          {"gallery_size", found.gallery},
          {"mated", found.mated},
          {"non_mated", found.nonMated},
          {"ranks", hits},
          {"tpir_at_fpir", open}};
}

class IjbJudge : public EvaluationProtocol {
 public:
  IjbJudge(std::string name, IjbSet set, const EvaluateSpec& spec)
      : name_(std::move(name)), set_(std::move(set)), spec_(spec) {
    for (const IjbFace& face : set_.faces) {
      images_.templates.push_back(face.templateId);
      images_.media.push_back(face.mediaId);
    }
    for (const IjbDetection& face : set_.detections) images_.detectorScores.push_back(face.score);
    ids_ = images_.templates;
    std::sort(ids_.begin(), ids_.end());
    ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
    const auto rowsOfIds = [this](const std::vector<std::int32_t>& templates) {
      std::vector<std::uint32_t> rows;
      rows.reserve(templates.size());
      for (const std::int32_t id : templates) {
        rows.push_back(static_cast<std::uint32_t>(std::lower_bound(ids_.begin(), ids_.end(), id) -
                                                  ids_.begin()));
      }
      return rows;
    };
    first_ = rowsOfIds(set_.pairs.first);
    second_ = rowsOfIds(set_.pairs.second);
    // Templates are rows from here on.
    std::vector<std::int32_t>().swap(set_.pairs.first);
    std::vector<std::int32_t>().swap(set_.pairs.second);
  }

  std::int64_t images() const override { return static_cast<std::int64_t>(set_.faces.size()); }
  std::int64_t pairs() const override { return static_cast<std::int64_t>(first_.size()); }

  ProtocolResult judge(FeatureSupply& supply) const override {
    const ProtocolPart part{"images",
                            images(),
                            [this] { return openIjbFaces(set_); },
                            {},
                            [this](std::int64_t k) { return set_.faces[k].image; }};
    at::Tensor features = gather(supply, part);
    const TemplateFeatures templates =
        poolTemplates(features, images_, {spec_.keepNorm, spec_.detectorScore});
    features.reset();
    ProtocolResult result =
        judgePairs(scoreFile(scorePairs(templates.rows, first_, second_)), spec_, false);
    finish(result);
    result.json["mean_norm"] = finiteOrNull(supply.meanNorm());
    result.json["card"].update(supply.card());
    addSearches(result.json, templates);
    return result;
  }

  ProtocolResult judgeScores(const std::vector<double>& scores) const override {
    ProtocolResult result = judgePairs(scoreFile(scores), spec_, false);
    finish(result);
    return result;
  }

 private:
  void finish(ProtocolResult& result) const {
    result.json["images"] = images();
    result.json["templates"] = ids_.size();
    result.json["card"] = {{"kind", "ijb"},
                           {"alignment", "five points of the list to the 112 template"},
                           {"colour_order", "RGB"},
                           {"keep_norm", spec_.keepNorm},
                           {"detector_score", spec_.detectorScore},
                           {"template", "mean over a medium, sum over media, unit length"},
                           {"score", "inner product of templates"}};
  }

  ScoreFile scoreFile(std::vector<double> scores) const {
    ScoreFile file;
    file.protocol = name_;
    file.unitKind = "identity";
    file.score = std::move(scores);
    file.same.assign(set_.pairs.genuine.begin(), set_.pairs.genuine.end());
    file.first = first_;
    file.second = second_;
    const auto unit = peopleOf(static_cast<std::int64_t>(ids_.size()), first_, second_,
                               set_.pairs.genuine, file.units);
    std::vector<std::string> picture(ids_.size());
    for (std::size_t i = set_.faces.size(); i-- > 0;) {
      const auto row = std::lower_bound(ids_.begin(), ids_.end(), set_.faces[i].templateId);
      picture[row - ids_.begin()] = set_.folder + "/loose_crop/" + set_.faces[i].image;
    }
    for (std::size_t t = 0; t < ids_.size(); ++t) {
      file.items.push_back({"template " + std::to_string(ids_[t]), picture[t], unit[t]});
    }
    return file;
  }

  /// Every list of probes in every gallery.
  void addSearches(Json& json, const TemplateFeatures& templates) const {
    if (set_.galleries.empty() || set_.probes.empty()) return;
    std::map<std::string, std::int64_t> subjects;
    Json searches = Json::array();
    for (const IjbSearchList& probeList : set_.probes) {
      const SearchTemplates probes = searchTemplates(probeList, templates, subjects);
      for (const IjbSearchList& galleryList : set_.galleries) {
        const SearchTemplates gallery = searchTemplates(galleryList, templates, subjects);
        searches.push_back(searchJson(galleryList.name, probeList.name,
                                      identify(rowsOf(templates, probes.rows), probes.subjects,
                                               rowsOf(templates, gallery.rows), gallery.subjects)));
      }
    }
    json["identification"] = std::move(searches);
  }

  std::string name_;
  IjbSet set_;
  EvaluateSpec spec_;
  TemplateImages images_;
  std::vector<std::int64_t> ids_;  ///< of templates, ascending: the order of rows
  std::vector<std::uint32_t> first_, second_;
};

}  // namespace

std::unique_ptr<EvaluationProtocol> openIjbProtocol(const std::string& name,
                                                    const std::string& path,
                                                    const EvaluateSpec& evaluate, const DataSpec&) {
  const std::string kind = name.substr(0, name.find(':'));
  return std::make_unique<IjbJudge>(name, openIjbSet(kind, path), evaluate);
}

}  // namespace lafs

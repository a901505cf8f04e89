// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/data_rules.h"

#include <string>

#include "core/config/field_table.h"
#include "core/config/source_text.h"

namespace lafs {

namespace {

class DataRules {
 public:
  DataRules(const IsGiven& given, std::vector<Problem>& problems)
      : given_(given), problems_(problems) {}

  void check(const ExperimentSpec& spec) {
    spec_ = &spec;
    checkData("data", spec.data);
    checkData("landmark.data", spec.landmark.data);
    checkData("pretrain.data", spec.pretrain.data);
    checkData("finetune.data", spec.finetune.data);
    checkData("evaluate.data", spec.evaluate.data);
    checkIndex("landmark", spec.landmark.subset, dataOf(spec, StageKind::Landmark));
    checkIndex("pretrain", spec.pretrain.subset, dataOf(spec, StageKind::Pretrain));
    checkIndex("finetune", spec.finetune.subset, dataOf(spec, StageKind::Finetune));
  }

 private:
  void refuse(const std::string& path, const std::string& message, const std::string& remedy) {
    problems_.push_back({path, path + ": " + message, remedy});
  }

  /// Whether a field is given as anything but its default: the resolved spec of a run writes down
  /// every field, and can be run again.
  bool says(const std::string& path) const {
    static const ExperimentSpec defaults;
    const SpecField* field = findSpecField(path);
    return given_(path) && field->text(*spec_) != field->text(defaults);
  }

  void checkData(const std::string& path, const DataSpec& data) {
    if (data.source == "folder" && data.root.empty()) {
      refuse(path + ".root", "the source is a folder, but none is named",
             "--set " + path + ".root=FOLDER");
    }
    if (data.source == "recordio" && data.root.empty()) {
      refuse(path + ".root", "the source is a RecordIO file, but none is named",
             "--set " + path + ".root=FILE.rec");
    }
    if (data.source == "list" && data.list.empty()) {
      refuse(path + ".list", "the source is a list, but none is named",
             "--set " + path + ".list=FILE");
    }
    if (data.source == "union") checkParts(path, data);
    if (data.source == "synthetic" && says(path + ".root")) {
      refuse(path + ".root", "synthetic faces come from no folder",
             "set " + path + ".source to folder, or leave the root out");
    }
    if (data.source != "inherit") return;
    for (const char* key :
         {"root", "list", "parts", "same_names", "domain", "identities", "images_per_identity",
          "render_seed", "test_fraction", "split_seed", "damaged", "colour"}) {
      const std::string field = path + "." + key;
      if (says(field)) {
        refuse(field, "has no effect, because " + path + ".source is inherit",
               "set " + path + ".source too");
      }
    }
  }

  void checkParts(const std::string& path, const DataSpec& data) {
    if (data.parts.empty()) {
      refuse(path + ".parts", "a union needs sources to put together",
             "for example [folder:faces, recordio:more/train.rec]");
    }
    for (const std::string& part : data.parts) {
      try {
        partOfUnion(part, data);
      } catch (const UserError& error) {
        for (const Problem& problem : error.problems()) {
          refuse(path + ".parts", problem.where + ": " + problem.message, problem.remedy);
        }
      }
    }
  }

  /// Positions without names count the whole source, not what a split leaves of it.
  void checkIndex(const std::string& stage, const SubsetSpec& subset, const DataSpec& data) {
    const std::string& file = subset.index;
    const bool json = file.size() > 5 && file.compare(file.size() - 5, 5, ".json") == 0;
    if (!json || data.source == "synthetic" || data.testFraction == 0) return;
    refuse(stage + ".subset.index",
           "a JSON index counts the whole source, but data.test_fraction holds a share of it back",
           "set data.test_fraction to 0, or use an index file of `data subset`");
  }

  const ExperimentSpec* spec_ = nullptr;
  const IsGiven& given_;
  std::vector<Problem>& problems_;
};

}  // namespace

void checkDataRules(const ExperimentSpec& spec, const IsGiven& given,
                    std::vector<Problem>& problems) {
  DataRules(given, problems).check(spec);
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/picture_sources.h"

#include <filesystem>
#include <utility>

#include "core/base/error.h"
#include "core/config/spec_json.h"
#include "core/data/cached_source.h"
#include "core/data/folder_source.h"
#include "core/data/pair_protocol.h"
#include "core/image/codec.h"
#include "core/preview/request_fields.h"
#include "core/train/stage_data.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr const char* kSourceField = "source";

/// Picture files, decoded when they are asked for: opening a folder of a million costs its index
/// alone, and a damaged file says so where it is shown.
class PictureFiles : public FaceSource {
 public:
  PictureFiles(std::string root, std::vector<IndexedIdentity> people) : root_(std::move(root)) {
    for (IndexedIdentity& person : people) {
      for (IndexedFile& file : person.files) {
        labels_.push_back(static_cast<std::int64_t>(names_.size()));
        files_.push_back(std::move(file.path));
      }
      names_.push_back(std::move(person.name));
    }
  }

  std::int64_t size() const override { return static_cast<std::int64_t>(files_.size()); }
  std::int64_t identities() const override { return static_cast<std::int64_t>(names_.size()); }
  std::int64_t label(std::int64_t index) const override { return labels_.at(index); }
  std::string identityName(std::int64_t label) const override { return names_.at(label); }
  std::string imageName(std::int64_t index) const override { return files_.at(index); }
  Image image(std::int64_t index) const override {
    return readImage((fs::path(root_) / files_.at(index)).string());
  }
  std::string fingerprint() const override { return {}; }

 private:
  std::string root_;
  std::vector<std::string> files_, names_;
  std::vector<std::int64_t> labels_;
};

OpenPictures openFile(const std::string& path) {
  if (!fs::is_regular_file(path)) throw UserError(path, "there is no such file");
  const fs::path whole = fs::absolute(path);
  const std::string name = whole.filename().string();
  return {std::make_shared<PictureFiles>(whole.parent_path().string(),
                                         std::vector<IndexedIdentity>{{name, {{name, 0}}}}),
          {},
          {}};
}

OpenPictures openFolder(const std::string& path) {
  return {withCache(std::make_shared<PictureFiles>(path, indexFolder(path))), {}, {}};
}

Pool poolNamed(const std::string& name) {
  if (name == "labelled") return Pool::Labelled;
  if (name == "unlabelled") return Pool::Unlabelled;
  if (name == "test") return Pool::Test;
  throw UserError("source.pool", "there is no pool '" + name + "'",
                  "use labelled, unlabelled or test");
}

OpenPictures openData(const Json& source) {
  refuseUnknown(source, {"data", "pool"}, kSourceField);
  const Json spec = {{"data", objectField(source, "data", kSourceField)}};
  const Pool pool = poolNamed(source.contains("pool") ? textField(source, "pool", kSourceField)
                                                      : std::string("labelled"));
  return {openSource(specFromJson(spec, kSourceField).data, pool), {}, {}};
}

OpenPictures openRun(const Json& source) {
  refuseUnknown(source, {"run", "protocol"}, kSourceField);
  const StageJob job = runNamed(textField(source, "run", kSourceField));
  if (source.contains("protocol")) {
    const std::string name = textField(source, "protocol", kSourceField);
    return {openProtocol(name, job.spec.evaluate, dataOf(job.spec, StageKind::Evaluate)).source,
            {},
            {}};
  }
  OpenPictures open;
  open.faces = openSource(dataOf(job.spec, job.stage), poolOf(job.stage));
  if (job.stage != StageKind::Evaluate) {
    open.subset = selectSubset(*open.faces, subsetOf(job.spec, job.stage),
                               static_cast<std::uint64_t>(job.spec.seed));
  }
  return open;
}

OpenPictures openNamed(const Json& source) {
  if (source.contains("file")) {
    refuseUnknown(source, {"file"}, kSourceField);
    return openFile(textField(source, "file", kSourceField));
  }
  if (source.contains("folder")) {
    refuseUnknown(source, {"folder"}, kSourceField);
    return openFolder(textField(source, "folder", kSourceField));
  }
  if (source.contains("path")) {
    refuseUnknown(source, {"path"}, kSourceField);
    const std::string path = textField(source, "path", kSourceField);
    return fs::is_directory(path) ? openFolder(path) : openFile(path);
  }
  if (source.contains("data")) return openData(source);
  if (source.contains("run")) return openRun(source);
  throw UserError(kSourceField, "names no pictures: " + source.dump(),
                  "give \"file\", \"folder\", \"path\", \"data\" or \"run\"");
}

/// A source's text, and for a file when it was written, so that a changed file is read anew.
std::string keyOf(const Json& source) {
  std::string key = source.dump();
  for (const char* name : {"file", "folder", "path"}) {
    const auto path = source.find(name);
    if (path == source.end() || !path->is_string()) continue;
    std::error_code missing;
    const auto time = fs::last_write_time(path->get<std::string>(), missing);
    if (!missing) key += " " + std::to_string(time.time_since_epoch().count());
  }
  return key;
}

}  // namespace

StageJob runNamed(const std::string& directory) {
  if (!fs::is_directory(directory)) throw UserError(directory, "there is no such run directory");
  return readStageJob(directory);
}

const OpenPictures& PictureSources::open(const Json& source) {
  const std::string key = keyOf(source);
  return recent_.get(key, [&] {
    OpenPictures open = openNamed(source);
    open.key = key;
    return open;
  });
}

std::vector<std::int64_t> PictureSources::indicesOf(const std::vector<std::string>& names,
                                                    const OpenPictures& open) {
  const NameIndex& index = names_.get(open.key, [&] {
    NameIndex all;
    for (std::int64_t k = 0; k < open.faces->size(); ++k) all.emplace(open.faces->imageName(k), k);
    return all;
  });
  std::vector<std::int64_t> indices;
  for (const std::string& name : names) {
    const auto found = index.find(name);
    if (found == index.end()) throw UserError("names", "the source has no picture '" + name + "'");
    indices.push_back(found->second);
  }
  return indices;
}

}  // namespace lafs

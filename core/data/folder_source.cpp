// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/folder_source.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <mutex>
#include <utility>

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/base/sha256.h"
#include "core/image/codec.h"

namespace lafs {

namespace {

constexpr std::int64_t kCheckedFiles = 5000;
constexpr std::int64_t kCheckedBytes = std::int64_t{64} << 20;
constexpr std::int64_t kSampledFiles = 64;
constexpr std::size_t kSampledBytes = 4096;
constexpr std::size_t kListedProblems = 20;
constexpr std::uint64_t kSplitKey = 0x73706c74;

class FolderSource : public FaceSource {
 public:
  FolderSource(const DataSpec& spec, std::vector<IndexedIdentity> identities)
      : root_(spec.root), refuse_(spec.damaged == "refuse"), swapColours_(spec.colour == "bgr") {
    inspect(identities);
    for (IndexedIdentity& identity : identities) {
      if (identity.files.empty()) continue;
      starts_.push_back(static_cast<std::int64_t>(files_.size()));
      for (IndexedFile& file : identity.files) {
        labels_.push_back(static_cast<std::int64_t>(names_.size()));
        files_.push_back(std::move(file));
      }
      names_.push_back(std::move(identity.name));
    }
    starts_.push_back(static_cast<std::int64_t>(files_.size()));
    if (files_.empty()) {
      throw UserError("data.root", "no readable picture below " + root_ + " for this stage");
    }
  }

  std::int64_t size() const override { return static_cast<std::int64_t>(files_.size()); }
  std::int64_t identities() const override { return static_cast<std::int64_t>(names_.size()); }
  std::int64_t label(std::int64_t index) const override { return labels_.at(index); }
  std::string identityName(std::int64_t label) const override { return names_.at(label); }
  std::string imageName(std::int64_t index) const override { return files_.at(index).path; }
  std::string fingerprint() const override;

  Image image(std::int64_t index) const override {
    const std::int64_t own = labels_.at(index);
    const std::int64_t first = starts_[own];
    const std::int64_t count = starts_[own + 1] - first;
    for (std::int64_t k = 0;; ++k) {
      const std::int64_t at = first + (index - first + k) % count;
      try {
        return decode(files_[at]);
      } catch (const UserError& error) {
        if (refuse_ || k + 1 == count) throw;
        note(std::string(error.what()) + "; the person's next picture stands in for it");
      }
    }
  }

  std::vector<std::string> warnings() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return warnings_;
  }

 private:
  Image decode(const IndexedFile& file) const {
    if (file.bytes == 0) throw UserError(root_ + "/" + file.path, "the file is empty");
    Image picture = readImage(root_ + "/" + file.path);
    if (swapColours_) {
      for (std::size_t i = 0; i + 2 < picture.pixels.size(); i += 3) {
        std::swap(picture.pixels[i], picture.pixels[i + 2]);
      }
    }
    return picture;
  }

  void note(const std::string& warning) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (std::find(warnings_.begin(), warnings_.end(), warning) == warnings_.end()) {
      warnings_.push_back(warning);
    }
  }

  void inspect(std::vector<IndexedIdentity>& identities);

  std::string root_;
  bool refuse_, swapColours_;
  std::vector<IndexedFile> files_;
  std::vector<std::int64_t> labels_, starts_;  ///< of each image; of each identity's first image
  std::vector<std::string> names_;
  mutable std::mutex mutex_;
  mutable std::vector<std::string> warnings_;
};

void FolderSource::inspect(std::vector<IndexedIdentity>& identities) {
  std::int64_t count = 0, bytes = 0;
  for (const IndexedIdentity& identity : identities) {
    count += static_cast<std::int64_t>(identity.files.size());
    for (const IndexedFile& file : identity.files) bytes += file.bytes;
  }
  const bool decodeAll = count <= kCheckedFiles && bytes <= kCheckedBytes;
  std::vector<Problem> problems;
  const auto isDamaged = [&](const IndexedFile& file) {
    if (file.bytes > 0 && !decodeAll) return false;
    try {
      decode(file);
      return false;
    } catch (const UserError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
      return true;
    }
  };
  for (IndexedIdentity& identity : identities) {
    auto& files = identity.files;
    files.erase(std::remove_if(files.begin(), files.end(), isDamaged), files.end());
    if (files.empty()) note(identity.name + ": no readable picture, the person is left out");
  }
  for (const Problem& problem : problems) warnings_.push_back(problem.text());
  if (!refuse_ || problems.empty()) return;
  const std::size_t total = problems.size();
  if (total > kListedProblems) problems.resize(kListedProblems);
  problems.push_back({"data.damaged",
                      std::to_string(total) + " damaged files and the policy is refuse",
                      "mend or remove them, or set data.damaged to skip"});
  throw UserError(std::move(problems));
}

std::string FolderSource::fingerprint() const {
  Sha256 hash;
  hash.update(swapColours_ ? "folder 1 bgr\n" : "folder 1\n");
  for (const IndexedFile& file : files_) {
    hash.update(file.path + "\t" + std::to_string(file.bytes) + "\n");
  }
  const std::int64_t sampled = std::min(kSampledFiles, size());
  for (std::int64_t k = 0; k < sampled; ++k) {
    std::ifstream file(root_ + "/" + files_[k * size() / sampled].path, std::ios::binary);
    std::string block(kSampledBytes, '\0');
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    block.resize(static_cast<std::size_t>(file.gcount()));
    hash.update(block);
  }
  return hash.hex();
}

}  // namespace

std::vector<bool> heldOutIdentities(std::int64_t count, double testFraction,
                                    std::int64_t splitSeed) {
  auto held = static_cast<std::int64_t>(std::llround(testFraction * static_cast<double>(count)));
  if (testFraction > 0 && testFraction < 1 && count >= 2) {
    held = std::min(count - 1, std::max<std::int64_t>(1, held));
  }
  std::vector<bool> out(count, false);
  RandomStream random({kSplitKey, static_cast<std::uint64_t>(splitSeed)});
  const std::vector<std::int64_t> order = random.permutation(count);
  for (std::int64_t k = 0; k < held; ++k) out[order[k]] = true;
  return out;
}

std::shared_ptr<FaceSource> makeFolderSource(const DataSpec& spec,
                                             std::vector<IndexedIdentity> identities) {
  return std::make_shared<FolderSource>(spec, std::move(identities));
}

std::shared_ptr<FaceSource> openFolderSource(const DataSpec& spec, Pool pool) {
  std::vector<IndexedIdentity> all = indexFolder(spec.root);
  const auto count = static_cast<std::int64_t>(all.size());
  const std::vector<bool> held = heldOutIdentities(count, spec.testFraction, spec.splitSeed);
  std::vector<IndexedIdentity> mine;
  for (std::int64_t k = 0; k < count; ++k) {
    if (held[k] == (pool == Pool::Test)) mine.push_back(std::move(all[k]));
  }
  if (mine.empty()) {
    throw UserError("data.test_fraction",
                    "leaves no identity of " + spec.root +
                        (pool == Pool::Test ? " for evaluation" : " for training"),
                    "choose a share between 0 and 1");
  }
  return makeFolderSource(spec, std::move(mine));
}

}  // namespace lafs

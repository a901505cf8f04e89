// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/folder_source.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/base/sha256.h"

namespace lafs {

namespace {

constexpr std::int64_t kCheckedFiles = 5000;
constexpr std::int64_t kCheckedBytes = std::int64_t{64} << 20;
constexpr std::int64_t kSampledFiles = 64;
constexpr std::size_t kSampledBytes = 4096;
constexpr std::size_t kListedProblems = 20;
constexpr std::uint64_t kSplitKey = 0x73706c74;

/// Leaves the entries of `values` for which keep[i] holds.
template <class Value>
void keepEntries(std::vector<Value>& values, const std::vector<bool>& keep) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!keep[i]) continue;
    if (kept != i) values[kept] = std::move(values[i]);
    ++kept;
  }
  values.resize(kept);
}

class FileSource : public PictureSource {
 public:
  FileSource(const DataSpec& spec, std::string root, LabelledFiles files)
      : PictureSource(spec, std::move(files.people)),
        root_(std::move(root)),
        files_(std::move(files.files)) {
    leaveDamagedOut();
    if (files_.empty()) {
      throw UserError("data.root", "no readable picture below " + root_ + " for this stage");
    }
  }

  std::string imageName(std::int64_t index) const override { return files_.at(index).path; }
  std::string fingerprint() const override;

 private:
  std::string bytes(std::int64_t index) const override {
    if (files_[index].bytes == 0) throw UserError(place(index), "the file is empty");
    return readWholeFile(place(index));
  }
  std::string place(std::int64_t index) const override {
    return (std::filesystem::path(root_) / files_[index].path).string();
  }

  void leaveDamagedOut();

  std::string root_;
  std::vector<IndexedFile> files_;
};

void FileSource::leaveDamagedOut() {
  std::int64_t total = 0;
  for (const IndexedFile& file : files_) total += file.bytes;
  const bool decodeAll = size() <= kCheckedFiles && total <= kCheckedBytes;
  std::vector<Problem> problems;
  std::vector<bool> good(files_.size(), true);
  for (std::int64_t i = 0; i < size(); ++i) {
    if (files_[i].bytes > 0 && !decodeAll) continue;
    try {
      ownImage(i);
    } catch (const UserError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
      good[i] = false;
    }
  }
  if (problems.empty()) return;
  std::vector<bool> present(identities(), false);
  for (std::int64_t i = 0; i < size(); ++i) present[label(i)] = present[label(i)] || good[i];
  for (std::int64_t l = 0; l < identities(); ++l) {
    if (!present[l]) note(identityName(l) + ": no readable picture, the person is left out");
  }
  for (const Problem& problem : problems) note(problem.text());
  keepEntries(files_, good);
  PictureSource::keepOnly(good);
  if (!refusesDamage()) return;
  const std::size_t count = problems.size();
  if (count > kListedProblems) problems.resize(kListedProblems);
  problems.push_back({"data.damaged",
                      std::to_string(count) + " damaged files and the policy is refuse",
                      "mend or remove them, or set data.damaged to skip"});
  throw UserError(std::move(problems));
}

std::string FileSource::fingerprint() const {
  Sha256 hash;
  hash.update(swapsColours() ? "folder 1 bgr\n" : "folder 1\n");
  for (const IndexedFile& file : files_) {
    hash.update(file.path + "\t" + std::to_string(file.bytes) + "\n");
  }
  const std::int64_t sampled = std::min(kSampledFiles, size());
  for (std::int64_t k = 0; k < sampled; ++k) {
    std::ifstream file(place(k * size() / sampled), std::ios::binary);
    std::string block(kSampledBytes, '\0');
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    block.resize(static_cast<std::size_t>(file.gcount()));
    hash.update(block);
  }
  return hash.hex();
}

}  // namespace

void LabelledFiles::keepOnly(const std::vector<bool>& keep) {
  keepEntries(files, keep);
  people.keepOnly(keep);
}

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

std::shared_ptr<FaceSource> makeFileSource(const DataSpec& spec, const std::string& root,
                                           LabelledFiles files) {
  return std::make_shared<FileSource>(spec, root, std::move(files));
}

std::shared_ptr<FaceSource> makeFolderSource(const DataSpec& spec,
                                             std::vector<IndexedIdentity> identities) {
  LabelledFiles all;
  for (IndexedIdentity& identity : identities) {
    const auto label = static_cast<std::int32_t>(all.people.names.size());
    for (IndexedFile& file : identity.files) {
      all.people.labels.push_back(label);
      all.files.push_back(std::move(file));
    }
    all.people.names.push_back(std::move(identity.name));
  }
  return makeFileSource(spec, spec.root, std::move(all));
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

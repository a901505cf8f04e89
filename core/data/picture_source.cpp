// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/picture_source.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/data/folder_source.h"
#include "core/image/codec.h"

namespace lafs {

void PictureLabels::keepOnly(const std::vector<bool>& keep) {
  std::vector<std::int32_t> fresh(names.size(), -1);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (keep[i]) fresh[labels[i]] = 0;
  }
  std::int32_t next = 0;
  for (std::size_t l = 0; l < names.size(); ++l) {
    if (fresh[l] < 0) continue;
    if (static_cast<std::size_t>(next) != l) names[next] = std::move(names[l]);
    fresh[l] = next++;
  }
  names.resize(next);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (keep[i]) labels[kept++] = fresh[labels[i]];
  }
  labels.resize(kept);
}

std::vector<bool> picturesOfPool(const PictureLabels& pictures, const DataSpec& spec, Pool pool) {
  const auto count = static_cast<std::int64_t>(pictures.names.size());
  const std::vector<bool> held = heldOutIdentities(count, spec.testFraction, spec.splitSeed);
  std::vector<bool> keep(pictures.labels.size());
  bool any = false;
  for (std::size_t i = 0; i < keep.size(); ++i) {
    keep[i] = held[pictures.labels[i]] == (pool == Pool::Test);
    any = any || keep[i];
  }
  if (any) return keep;
  const std::string& where = spec.source == "list" ? spec.list : spec.root;
  throw UserError(
      "data.test_fraction",
      "leaves no identity of " + where + (pool == Pool::Test ? " for evaluation" : " for training"),
      "choose a share between 0 and 1");
}

PictureSource::PictureSource(const DataSpec& spec, PictureLabels people)
    : people_(std::move(people)),
      refuse_(spec.damaged == "refuse"),
      swapColours_(spec.colour == "bgr") {}

Image PictureSource::ownImage(std::int64_t index) const {
  const std::string stored = bytes(index);
  Image picture = decodeImage(reinterpret_cast<const std::uint8_t*>(stored.data()), stored.size(),
                              place(index));
  if (swapColours_) {
    for (std::size_t i = 0; i + 2 < picture.pixels.size(); i += 3) {
      std::swap(picture.pixels[i], picture.pixels[i + 2]);
    }
  }
  return picture;
}

Image PictureSource::image(std::int64_t index) const {
  try {
    return ownImage(index);
  } catch (const UserError& error) {
    if (refuse_) throw;
    const std::int32_t person = people_.labels[index];
    for (std::int64_t k = 1; k < size(); ++k) {
      const std::int64_t other = (index + k) % size();
      if (people_.labels[other] != person) continue;
      try {
        Image picture = ownImage(other);
        note(std::string(error.what()) + "; the person's next picture stands in for it");
        return picture;
      } catch (const UserError&) {
        // That one is damaged as well; whoever asks for it will hear of it.
      }
    }
    throw;
  }
}

std::string PictureSource::encoded(std::int64_t index) const {
  return swapColours_ ? std::string() : bytes(index);
}

std::vector<std::string> PictureSource::warnings() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return warnings_;
}

void PictureSource::note(const std::string& warning) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (std::find(warnings_.begin(), warnings_.end(), warning) == warnings_.end()) {
    warnings_.push_back(warning);
  }
}

}  // namespace lafs

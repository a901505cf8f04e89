// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "core/data/face_source.h"

namespace lafs {

/// Who is on each picture: what every source of stored pictures knows, whatever it is stored in.
struct PictureLabels {
  std::vector<std::int32_t> labels;  ///< of each picture, 0 … names.size()-1
  std::vector<std::string> names;    ///< of each identity

  /// Leaves the pictures for which keep[i] holds, and of the identities those that still have one,
  /// in their order.
  void keepOnly(const std::vector<bool>& keep);
};

/// Which of the pictures `pool` may see when `spec` holds a share of the identities back for
/// evaluation. UserError when that is none.
std::vector<bool> picturesOfPool(const PictureLabels& pictures, const DataSpec& spec, Pool pool);

/// A source of stored pictures that may be damaged: with `damaged: refuse` a bad one is a
/// UserError when it is asked for, with `skip` the same person's next good one stands in for it,
/// and a warning is noted.
class PictureSource : public FaceSource {
 public:
  std::int64_t size() const override { return static_cast<std::int64_t>(people_.labels.size()); }
  std::int64_t identities() const override {
    return static_cast<std::int64_t>(people_.names.size());
  }
  std::int64_t label(std::int64_t index) const override { return people_.labels.at(index); }
  std::string identityName(std::int64_t label) const override { return people_.names.at(label); }
  Image image(std::int64_t index) const override;
  Image ownImage(std::int64_t index) const override;
  std::string encoded(std::int64_t index) const override;
  std::vector<std::string> warnings() const override;

 protected:
  PictureSource(const DataSpec& spec, PictureLabels people);

  /// The stored bytes of a picture; UserError when they cannot be read.
  virtual std::string bytes(std::int64_t index) const = 0;
  /// What messages call the picture: its file, or where in a file it is.
  virtual std::string place(std::int64_t index) const = 0;

  bool refusesDamage() const { return refuse_; }
  bool swapsColours() const { return swapColours_; }
  /// Leaves damaged pictures out for good.
  void keepOnly(const std::vector<bool>& keep) { people_.keepOnly(keep); }
  void note(const std::string& warning) const;

 private:
  PictureLabels people_;
  bool refuse_, swapColours_;
  mutable std::mutex mutex_;
  mutable std::vector<std::string> warnings_;
};

}  // namespace lafs

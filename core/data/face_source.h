// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/config/experiment_spec.h"
#include "core/image/image.h"

namespace lafs {

/// Which people of a data set a stage may see. Pools of one data set never share an identity with
/// Test. Landmark and finetune stages read Labelled, pretraining reads Unlabelled.
enum class Pool { Labelled, Unlabelled, Test };

/// Faces by index: the one interface behind synthetic, folder, RecordIO and list data.
/// All functions are const and may be called from several threads at once.
class FaceSource {
 public:
  virtual ~FaceSource() = default;
  virtual std::int64_t size() const = 0;        ///< images
  virtual std::int64_t identities() const = 0;  ///< labels are 0 … identities()-1
  virtual std::int64_t label(std::int64_t index) const = 0;
  virtual std::string identityName(std::int64_t label) const = 0;
  virtual std::string imageName(std::int64_t index) const = 0;  ///< unique, stable, for lists
  /// The picture, any size, RGB. UserError when the file is damaged and the policy refuses that.
  virtual Image image(std::int64_t index) const = 0;
  /// The picture itself, with nothing standing in for it; UserError when it is damaged.
  virtual Image ownImage(std::int64_t index) const { return image(index); }
  /// Bytes of the picture as they are stored (a JPEG, mostly), when decoding them gives image();
  /// empty where pictures are rendered or their colour order is mended.
  virtual std::string encoded(std::int64_t) const { return {}; }
  /// Known landmark positions in pixels (x, y, x, y, …), where the source has them (synthetic).
  virtual std::optional<std::vector<float>> landmarks(std::int64_t) const { return std::nullopt; }
  /// Hash over an index of names and sizes, hexadecimal.
  virtual std::string fingerprint() const = 0;
  /// What was left out while opening, one line each (damaged files and the like).
  virtual std::vector<std::string> warnings() const { return {}; }
};

/// Opens the source that `spec` names through the registry; `spec.source` must not be `inherit`.
/// UserError when it is unknown, missing or empty.
std::shared_ptr<FaceSource> openSource(const DataSpec& spec, Pool pool);

/// Indices into `source` that `subset` keeps, sorted; nested over shots and fractions.
std::vector<std::int64_t> selectSubset(const FaceSource& source, const SubsetSpec& subset,
                                       std::uint64_t seed);

}  // namespace lafs

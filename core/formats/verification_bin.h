// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lafs {

/// A verification set as InsightFace packs it (lfw.bin, cfp_fp.bin, agedb_30.bin, …): a pickle of
/// (pictures, flags), pictures 2k and 2k+1 forming pair k. Pictures are encoded files (JPEG, PNG)
/// as bytes, as Python 2's strings, or as numpy arrays of bytes; flags are truth values, whole
/// numbers or numpy's. Protocols 0 to 5. Nothing in the pickle is run. Mapped read-only; copies
/// share the mapping, const functions may be called from several threads.
///
/// Memory: two machine words a picture beside what readPickle takes (see PickleLimits).
class VerificationBin {
 public:
  /// UserError, saying what is wrong, for anything else, and when the counts do not fit together.
  static VerificationBin open(const std::string& path);

  const std::string& path() const;
  std::size_t pairs() const;                            ///< at least 1
  const std::vector<std::string_view>& images() const;  ///< 2 · pairs(), encoded
  const std::vector<std::uint8_t>& same() const;        ///< 1 the same person, 0 two people

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

/// Writes such a file (protocol 3, bytes) for `images`, twice as many as `same`. It appears under
/// its name only when it is complete; UserError when it cannot be written.
void writeVerificationBin(const std::string& path, const std::vector<std::string_view>& images,
                          const std::vector<std::uint8_t>& same);

}  // namespace lafs

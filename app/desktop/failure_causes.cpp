// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/failure_causes.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace lafs {

namespace {

struct Known {
  std::vector<std::string> words;  ///< any of them, in lower case
  FailureCause cause;
};

const std::vector<Known>& knownCauses() {
  static const std::vector<Known> all = {
      {{"out of memory", "bad_alloc", "cannot allocate memory", "can't allocate memory",
        "defaultcpuallocator"},
       {"The batch, the network and its optimizer do not fit into memory. With many identities the "
        "class head is the largest part.",
        "halve the batch size (accumulation keeps the sum), or use fewer identities"}},
      {{"no space left", "disk full"},
       {"The disk is full; the last complete checkpoint is kept.",
        "free some space (archive runs and empty the trash), then retry"}},
      {{"collapse"},
       {"The student's output no longer depends on the face.",
        "lower the teacher temperature, or lengthen its warm-up"}},
      {{"nan", "not finite", "non-finite"},
       {"The loss stopped being a number: mostly a learning rate that is too high, or float16 "
        "without enough scaling.",
        "lower the learning rate, lengthen the warm-up, or use bfloat16"}},
      {{"read-only", "permission denied"},
       {"The folder cannot be written by this user.", "choose another runs folder, or its rights"}},
      {{"no such file", "does not exist", "is not there", "was not found"},
       {"A file or folder that the spec names is not there.",
        "check the data's root, and that the share is mounted"}},
      {{"checkpoint", "missing key", "shape mismatch", "unexpected key"},
       {"The weights were made for another network or program version.",
        "use the model settings with which they were made"}},
      {{"driver", "cuda"},
       {"The GPU or its driver cannot be used by this build.", "try --device cpu"}},
  };
  return all;
}

}  // namespace

FailureCause failureCause(const std::string& error) {
  std::string lower = error;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const Known& known : knownCauses()) {
    for (const std::string& word : known.words) {
      if (lower.find(word) != std::string::npos) return known.cause;
    }
  }
  return {};
}

}  // namespace lafs

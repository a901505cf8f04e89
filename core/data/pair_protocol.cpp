// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/pair_protocol.h"

#include "core/base/error.h"
#include "core/config/protocol_name.h"
#include "core/data/cached_source.h"
#include "core/data/listed_pairs.h"
#include "core/data/pair_sampling.h"
#include "core/data/synthetic_source.h"
#include "core/data/verification_bin_source.h"

namespace lafs {

namespace {

using synthetic::Challenge;

struct SyntheticTest {
  const char* name;
  Challenge even, odd;  ///< what is asked of the first and the second picture of a pair
};

constexpr SyntheticTest kSyntheticTests[] = {
    {"frontal", Challenge::Frontal, Challenge::Frontal},
    {"profile", Challenge::Frontal, Challenge::Profile},
    {"ageing", Challenge::Young, Challenge::Old},
};

constexpr std::int64_t kPairsEachKind = 3000;
constexpr std::int64_t kMostPairs = 2'000'000;

PairProtocol openSyntheticTest(const SyntheticTest& test, const EvaluateSpec& evaluate,
                               const DataSpec& data) {
  if (data.source != "synthetic") {
    throw UserError(
        "evaluate.protocols",
        std::string("'") + test.name + "' needs synthetic faces, the source is " + data.source,
        "use all-pairs, or a file in the format of LFW's pairs.txt");
  }
  if (data.imagesPerIdentity < 2 || data.identities < 2 * evaluate.folds) {
    throw UserError("evaluate.data",
                    std::to_string(data.identities) + " people with " +
                        std::to_string(data.imagesPerIdentity) + " images are too few for " +
                        std::to_string(evaluate.folds) + " folds",
                    "give at least 2 images, and 2 people for each fold");
  }
  PairProtocol protocol;
  protocol.name = test.name;
  protocol.source = withCache(makeSyntheticSource(data, Pool::Test, test.even, test.odd));
  protocol.pairs = drawChallengePairs(data.identities, data.imagesPerIdentity, evaluate.folds,
                                      kPairsEachKind, static_cast<std::uint64_t>(data.renderSeed));
  return protocol;
}

PairProtocol openAllPairs(const EvaluateSpec& evaluate, const DataSpec& data) {
  PairProtocol protocol;
  protocol.name = "all-pairs";
  protocol.source = openSource(data, Pool::Test);
  if (data.source == "folder") protocol.pictureRoot = data.root;
  protocol.pairs = dealAllPairs(*protocol.source, evaluate.folds, kMostPairs,
                                static_cast<std::uint64_t>(data.splitSeed));
  return protocol;
}

PairProtocol openPairsFile(const std::string& file, const EvaluateSpec& evaluate,
                           const DataSpec& data) {
  PairProtocol protocol =
      openListedPairs(file, evaluate.root.empty() ? data.root : evaluate.root, data);
  protocol.source = withCache(protocol.source);
  return protocol;
}

}  // namespace

PairProtocol openProtocol(const std::string& name, const EvaluateSpec& evaluate,
                          const DataSpec& data) {
  for (const SyntheticTest& test : kSyntheticTests) {
    if (name == test.name) return openSyntheticTest(test, evaluate, data);
  }
  if (name == "all-pairs") return openAllPairs(evaluate, data);
  const ProtocolName parsed = parseProtocolName(name);
  if (parsed.kind == "bin") return openVerificationBin(parsed.path);
  if (parsed.kind == "pairs") return openPairsFile(parsed.path, evaluate, data);
  throw UserError("evaluate.protocols",
                  "'" + name +
                      "' is neither a protocol of pairs (frontal, profile, ageing, all-pairs) nor "
                      "a file",
                  "name the path of a pairs.txt or a verification bin, or one of those");
}

}  // namespace lafs

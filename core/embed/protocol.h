// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/config/experiment_spec.h"
#include "core/embed/feature_supply.h"
#include "core/eval/score_file.h"

namespace lafs {

/// What a protocol yields.
struct ProtocolResult {
  Json json;           ///< its entry in metrics.json
  std::string rocCsv;  ///< "far,tar,threshold" lines
  ScoreFile scores;
};

/// One opened evaluation protocol. Opening reads the lists and refuses what is missing or short;
/// pictures are opened only when a model asks for them.
class EvaluationProtocol {
 public:
  virtual ~EvaluationProtocol() = default;
  virtual std::int64_t images() const = 0;  ///< of all parts
  virtual std::int64_t pairs() const = 0;   ///< that scores are given for
  virtual ProtocolResult judge(FeatureSupply& supply) const = 0;
  /// Judges scores that were made elsewhere, one a pair in the protocol's order, higher is more
  /// alike. UserError when their number is another, or the protocol cannot be judged so.
  virtual ProtocolResult judgeScores(const std::vector<double>& scores) const = 0;
};

/// How a kind of protocol is opened. `name` is the entry of evaluate.protocols, `path` what stands
/// behind its colon. A new kind is one file that defines such a function, a line in
/// protocol_registry.cpp, and one in core/config/protocol_name.cpp.
using ProtocolOpener = std::unique_ptr<EvaluationProtocol> (*)(const std::string& name,
                                                               const std::string& path,
                                                               const EvaluateSpec& evaluate,
                                                               const DataSpec& data);

/// Opens one entry of evaluate.protocols. UserError when it is unknown, missing or short.
std::unique_ptr<EvaluationProtocol> openEvaluationProtocol(const std::string& name,
                                                           const EvaluateSpec& evaluate,
                                                           const DataSpec& data);

}  // namespace lafs

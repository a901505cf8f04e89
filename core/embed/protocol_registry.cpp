// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include "core/base/error.h"
#include "core/config/protocol_name.h"
#include "core/embed/protocol.h"

namespace lafs {

// Each opener lives in <kind>_protocol.cpp. Declare it here and give it one line below.
std::unique_ptr<EvaluationProtocol> openPairProtocol(const std::string& name,
                                                     const std::string& path,
                                                     const EvaluateSpec& evaluate,
                                                     const DataSpec& data);
std::unique_ptr<EvaluationProtocol> openIjbProtocol(const std::string& name,
                                                    const std::string& path,
                                                    const EvaluateSpec& evaluate,
                                                    const DataSpec& data);
std::unique_ptr<EvaluationProtocol> openMegafaceProtocol(const std::string& name,
                                                         const std::string& path,
                                                         const EvaluateSpec& evaluate,
                                                         const DataSpec& data);

namespace {

const std::map<std::string, ProtocolOpener>& openers() {
  static const std::map<std::string, ProtocolOpener> all = {
      {"frontal", openPairProtocol}, {"profile", openPairProtocol},
      {"ageing", openPairProtocol},  {"all-pairs", openPairProtocol},
      {"pairs", openPairProtocol},   {"bin", openPairProtocol},
      {"ijbb", openIjbProtocol},     {"ijbc", openIjbProtocol},
      {"ijb", openIjbProtocol},      {"megaface", openMegafaceProtocol},
  };
  return all;
}

}  // namespace

std::unique_ptr<EvaluationProtocol> openEvaluationProtocol(const std::string& name,
                                                           const EvaluateSpec& evaluate,
                                                           const DataSpec& data) {
  const ProtocolName parsed = parseProtocolName(name);
  const auto found = openers().find(parsed.kind);
  if (found == openers().end()) {
    throw UserError(
        "evaluate.protocols",
        "'" + name + "' is neither a protocol nor a file; expected " + protocolNamesText());
  }
  return found->second(name, parsed.path, evaluate, data);
}

}  // namespace lafs

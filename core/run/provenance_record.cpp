// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/provenance_record.h"

#include <fstream>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/run/clock.h"
#include "core/run/run_format.h"

namespace lafs {

namespace {

/// The words of this process's command line.
std::vector<std::string> commandLine() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  return words;
}

Json readProvenance(const RunPaths& paths) {
  try {
    Json json = Json::parse(readWholeFile(paths.provenance()));
    if (json.is_object()) return json;
  } catch (const std::exception&) {
    // None yet, or damaged: begun anew.
  }
  return Json::object();
}

}  // namespace

void ProvenanceRecord::write(const RunPaths& paths, const Claim& claim, double started,
                             const Json& facts) {
  const bool first = facts_.empty();
  if (first) facts_ = readProvenance(paths);
  facts_["format"] = format::kRunFormatVersion;
  facts_["version"] = LAFS_VERSION;
  if (!facts_.contains("created")) facts_["created"] = utcText(started);
  if (first) {
    Json& starts = facts_["starts"];
    if (!starts.is_array()) starts = Json::array();
    starts.push_back({{"claim", claim.generation},
                      {"time", utcText(started)},
                      {"host", claim.process.host},
                      {"pid", claim.process.pid},
                      {"argv", commandLine()}});
  }
  if (facts.is_object()) facts_.update(facts);
  writeFileAtomically(paths.provenance(),
                      facts_.dump(2, ' ', false, Json::error_handler_t::replace) + '\n');
}

}  // namespace lafs

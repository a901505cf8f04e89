// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/run/claim.h"
#include "core/run/run_paths.h"

namespace lafs {

/// A run's provenance.json: what its worker says of itself, and every start of the run.
class ProvenanceRecord {
 public:
  /// Merges `facts` into the file. The first time it adds this process's start, under `claim` at
  /// `started` (Unix time), to those of earlier workers.
  void write(const RunPaths& paths, const Claim& claim, double started, const Json& facts);

 private:
  Json facts_ = Json::object();
};

}  // namespace lafs

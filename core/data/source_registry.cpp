// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/source_registry.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/cached_source.h"

// A line for each kind: its name in a spec, and the function that its file defines.
#define LAFS_SOURCE_KINDS(kind)                                                 \
  kind("synthetic", openSyntheticSource) kind("folder", openFolderSource) kind( \
      "list", openListSource) kind("recordio", openRecordIoSource) kind("union", openUnionSource)

namespace lafs {

#define LAFS_DECLARE(name, function) std::shared_ptr<FaceSource> function(const DataSpec&, Pool);
LAFS_SOURCE_KINDS(LAFS_DECLARE)
#undef LAFS_DECLARE

const std::vector<SourceKind>& sourceKinds() {
#define LAFS_LIST(name, function) {name, function},
  static const std::vector<SourceKind> kinds = {LAFS_SOURCE_KINDS(LAFS_LIST)};
#undef LAFS_LIST
  return kinds;
}

std::shared_ptr<FaceSource> openSource(const DataSpec& spec, Pool pool) {
  require(spec.source != "inherit", "openSource needs a resolved data spec");
  std::vector<std::string> names;
  for (const SourceKind& kind : sourceKinds()) {
    if (kind.name == spec.source) return withCache(kind.open(spec, pool));
    names.push_back(kind.name);
  }
  const std::string near = nearestName(spec.source, names);
  throw UserError("data.source",
                  "unknown source '" + spec.source + "', expected one of " + join(names, ", "),
                  near.empty() ? "" : "did you mean '" + near + "'?");
}

}  // namespace lafs

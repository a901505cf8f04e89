// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "app/workbench/verb.h"
#include "core/base/json.h"

namespace lafs {

/// A folder for what one errand needs: its job file, its output, the worker's words; removed at the
/// end.
class ErrandFolder {
 public:
  ErrandFolder();
  ~ErrandFolder();
  ErrandFolder(const ErrandFolder&) = delete;
  ErrandFolder& operator=(const ErrandFolder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

struct ErrandResult {
  int code = kExitDone;  ///< of the worker; kExitFailed when a signal ended it
  Json document;  ///< what the worker wrote to the job's "output"; null when it wrote nothing
};

/// Has a worker carry out a job that answers with one JSON document: adds "output" to `job`, starts
/// the worker, passes signals on, and copies its words to `context.err`.
ErrandResult runErrand(VerbContext& context, const ErrandFolder& folder, Json job);

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/control_requests.h"

#include <unistd.h>

#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/run/clock.h"
#include "core/run/process_identity.h"

namespace lafs {

namespace {

bool there(const RunPaths& paths, const char* request) {
  return ::access(paths.request(request).c_str(), F_OK) == 0;
}

}  // namespace

void makeRequest(const RunPaths& paths, const std::string& request) {
  std::error_code error;
  std::filesystem::create_directories(paths.control(), error);
  if (error) throw UserError(paths.control(), "cannot be made: " + error.message());
  const Json who{{"asked", unixTime()}, {"by", toJson(Machine::local().self())}};
  writeFileAtomically(paths.request(request), who.dump(2) + '\n');
}

void withdrawRequest(const RunPaths& paths, const std::string& request) {
  std::error_code error;
  std::filesystem::remove(paths.request(request), error);
  if (error) throw UserError(paths.request(request), "cannot be removed: " + error.message());
}

ControlRequests readRequests(const RunPaths& paths) {
  ControlRequests requests;
  requests.stop = there(paths, format::kStopRequest);
  requests.pause = there(paths, format::kPauseRequest);
  requests.checkpoint = there(paths, format::kCheckpointRequest);
  requests.preview = there(paths, format::kPreviewRequest);
  return requests;
}

void clearRequests(const RunPaths& paths) {
  for (const char* request : {format::kStopRequest, format::kPauseRequest,
                              format::kCheckpointRequest, format::kPreviewRequest}) {
    withdrawRequest(paths, request);
  }
}

}  // namespace lafs

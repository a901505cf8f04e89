// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/preview_service_loop.h"

#include <cstdio>
#include <iostream>
#include <string>

#include "app/worker/worker_setup.h"
#include "core/preview/preview_service.h"
#include "core/run/run_format.h"

namespace lafs {

int runPreviewService() {
  // One face at a time is too little to share, and a second thread that waits for its part by
  // spinning would take the core from a training that runs beside.
  constexpr std::int64_t kThreads = 1;
  setUpComputing(kThreads);
  PreviewService service;
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    if (line.empty()) continue;
    const std::string reply = service.answer(line);
    if (std::fwrite(reply.data(), 1, reply.size(), stdout) != reply.size()) break;
    if (std::fflush(stdout) != 0) break;  // whoever asked is gone
  }
  return format::kExitDone;
}

}  // namespace lafs

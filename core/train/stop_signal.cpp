// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/stop_signal.h"

#include <csignal>

namespace lafs {

namespace {
// The one type that a signal handler may write portably.
volatile std::sig_atomic_t stopFlag = 0;
}  // namespace

void requestStop() noexcept {
  stopFlag = 1;
}

bool stopRequested() noexcept {
  return stopFlag != 0;
}

void clearStopRequest() noexcept {
  stopFlag = 0;
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <signal.h>

#include "core/matrix/executor.h"

namespace lafs {

/// While it lives, SIGINT and SIGTERM are wishes instead of ends: the first asks to stop with a
/// checkpoint, the second to end at once. One at a time.
class StopKeys {
 public:
  StopKeys();
  ~StopKeys();  ///< puts the handlers back that were there before
  StopKeys(const StopKeys&) = delete;
  StopKeys& operator=(const StopKeys&) = delete;
  StopWish wish() const;

 private:
  struct sigaction interrupt_ = {};
  struct sigaction terminate_ = {};
};

}  // namespace lafs

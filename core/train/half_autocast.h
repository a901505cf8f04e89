// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/torch_compat.h"

namespace lafs {

/// While it lives and `on`, matrix products on GPUs run in float16 (float16 precision). Ends the
/// cache of casts with it, also when an exception passes through.
class HalfAutocast {
 public:
  explicit HalfAutocast(bool on) : on_(on) {
    if (on_) setGpuAutocastToHalf(true);
  }
  ~HalfAutocast() {
    if (!on_) return;
    at::autocast::clear_cache();
    setGpuAutocastToHalf(false);
  }
  HalfAutocast(const HalfAutocast&) = delete;
  HalfAutocast& operator=(const HalfAutocast&) = delete;

 private:
  bool on_;
};

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/autocast_mode.h>
#include <torch/version.h>

namespace c10d {
class ProcessGroup;
class Backend;
}  // namespace c10d

namespace lafs {

/// The one place where LibTorch 1.13 and today's are told apart.
#if TORCH_VERSION_MAJOR >= 2
/// Its builds carry a oneDNN of their own beside the one that we link.
#define LAFS_TORCH_HAS_OWN_ONEDNN 1
using CollectiveBackend = c10d::Backend;  ///< what Gloo and NCCL are
inline void setGpuAutocastToHalf(bool on) {
  at::autocast::set_autocast_dtype(at::kCUDA, at::kHalf);
  at::autocast::set_autocast_enabled(at::kCUDA, on);
}
#else
#define LAFS_TORCH_HAS_OWN_ONEDNN 0
using CollectiveBackend = c10d::ProcessGroup;
inline void setGpuAutocastToHalf(bool on) {
  at::autocast::set_autocast_gpu_dtype(at::kHalf);
  at::autocast::set_enabled(on);
}
#endif

}  // namespace lafs

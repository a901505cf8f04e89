// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>

#include "core/data/face_source.h"

namespace lafs {

/// Memory that all caches of a process share, bytes.
constexpr std::size_t kImageCacheBytes = std::size_t{1} << 30;

/// `source`, with pictures kept in memory after their first use until the shared budget is spent;
/// what came later is made anew each time. Rendering or decoding the same face in every epoch
/// would otherwise cost more than a small model's step. Pictures above 256 KiB are not kept. The
/// numbers are the same with and without.
std::shared_ptr<FaceSource> withCache(std::shared_ptr<FaceSource> source);

/// Bytes that the caches of this process hold now.
std::size_t cachedImageBytes();

}  // namespace lafs

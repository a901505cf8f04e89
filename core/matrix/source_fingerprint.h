// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/json.h"

namespace lafs {

/// First and last block of the file at `path` as text to hash: what re-encoding changes. Empty when
/// it cannot be read.
std::string sampledBlocks(const std::string& path);

/// Fingerprint of a RecordIO file from its size, its .idx and 64 blocks spread over it; `path` may
/// be the folder that holds it. UserError when there is no such file.
Json recordFileFingerprint(const std::string& path);

/// Fingerprint of a file of weights from its size and 66 blocks spread over it: of two trainings the
/// weights differ everywhere. UserError at `field` when there is no such file.
Json checkpointFingerprint(const std::string& path, const std::string& field);

/// Fingerprint of a list of pictures: its text, and size and blocks of 64 of the files that its
/// lines name below `root` (empty: the list's folder). UserError when it cannot be read.
Json listFingerprint(const std::string& path, const std::string& root);

}  // namespace lafs

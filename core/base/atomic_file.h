// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace lafs {

/// Writes `bytes` so that whoever opens `path`, at any instant and after a crash of the machine,
/// finds the old content or the new one, never a part: a temporary file in the same folder, fsync,
/// rename, fsync of the folder. The folder must exist. UserError with the system's reason (no such
/// folder, no permission, disk full).
void writeFileAtomically(const std::string& path, std::string_view bytes);

/// Name of the temporary file beside `path` that this process uses; begins with a dot and ends in
/// ".tmp", so that no reader takes it for a finished file. Different in every call.
std::string temporaryPathFor(const std::string& path);

/// Gives `temporary`, already written and closed by the caller, its final name: fsync, rename,
/// fsync of the folder. For files that are too large to hold in memory.
void publishFile(const std::string& temporary, const std::string& path);

/// Whole content of `path`; UserError when it cannot be read.
std::string readWholeFile(const std::string& path);

}  // namespace lafs

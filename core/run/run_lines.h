// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/run/run_writer.h"

namespace lafs {

/// A line of metrics.jsonl with the time of now; a value that is no number becomes null, and
/// "<name>_reason" says which.
std::string metricsLine(std::int64_t step, std::int64_t epoch, std::int64_t segment,
                        const std::map<std::string, double>& values);

/// An entry of log.txt with the time of now; what follows a line break is indented.
std::string logLine(LogLevel level, const std::string& text);

}  // namespace lafs

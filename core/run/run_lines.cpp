// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_lines.h"

#include <cmath>

#include "core/base/json.h"
#include "core/run/clock.h"

namespace lafs {

namespace {

const char* levelName(LogLevel level) {
  switch (level) {
    case LogLevel::Debug:
      return "DEBUG";
    case LogLevel::Info:
      return "INFO";
    case LogLevel::Warning:
      return "WARNING";
    case LogLevel::Error:
      return "ERROR";
  }
  return "INFO";
}

const char* reasonOf(double value) {
  if (std::isnan(value)) return "nan";
  return value > 0 ? "infinity" : "-infinity";
}

}  // namespace

std::string metricsLine(std::int64_t step, std::int64_t epoch, std::int64_t segment,
                        const std::map<std::string, double>& values) {
  Json line{{"step", step}, {"epoch", epoch}, {"segment", segment}, {"time", unixTime()}};
  for (const auto& [name, value] : values) {
    if (std::isfinite(value)) {
      line[name] = value;
    } else {
      line[name] = nullptr;
      line[name + "_reason"] = reasonOf(value);
    }
  }
  return line.dump();
}

std::string logLine(LogLevel level, const std::string& text) {
  std::string line = utcText(unixTime()) + ' ' + levelName(level) + ' ';
  for (const char c : text) {
    line += c;
    if (c == '\n') line += "    ";  // continuation lines are told apart by their indent
  }
  return line;
}

}  // namespace lafs

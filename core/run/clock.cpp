// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/clock.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace lafs {

double unixTime() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  return static_cast<double>(ms) / 1000.0;
}

std::string utcText(double unixSeconds) {
  const long long ms = std::llround(unixSeconds * 1000.0);
  const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
  std::tm parts = {};
  ::gmtime_r(&seconds, &parts);
  char date[32];
  std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
  char text[48];
  std::snprintf(text, sizeof text, "%s.%03lldZ", date, ms % 1000);
  return text;
}

}  // namespace lafs

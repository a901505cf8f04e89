// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/stage_outcome.h"

#include <cctype>
#include <stdexcept>

namespace lafs {

namespace {

bool isWordEnd(char c) {
  return std::isspace(static_cast<unsigned char>(c)) || c == ':' || c == ',' || c == ')' ||
         c == '"' || c == '\'';
}

}  // namespace

const char* stageStateName(StageState state) {
  switch (state) {
    case StageState::Queued:
      return "queued";
    case StageState::Waiting:
      return "waiting";
    case StageState::Submitted:
      return "submitted";
    case StageState::Running:
      return "running";
    case StageState::Done:
      return "done";
    case StageState::Failed:
      return "failed";
    case StageState::Stopped:
      return "stopped";
    case StageState::Interrupted:
      return "interrupted";
    case StageState::Blocked:
      return "blocked";
    case StageState::NotRun:
      return "not_run";
  }
  throw std::logic_error("a stage state without a name");
}

bool isEnded(StageState state) {
  return state != StageState::Queued && state != StageState::Waiting && !isWithRunner(state);
}

bool isWithRunner(StageState state) {
  return state == StageState::Submitted || state == StageState::Running;
}

std::string normalisedError(const std::string& error) {
  std::string text;
  for (std::size_t i = 0; i < error.size();) {
    std::size_t end = i;
    bool path = false;
    bool digit = false;
    while (end < error.size() && !isWordEnd(error[end])) {
      path = path || error[end] == '/';
      digit = digit || std::isdigit(static_cast<unsigned char>(error[end]));
      ++end;
    }
    if (end > i) {
      text += path ? "<path>" : digit ? "<number>" : error.substr(i, end - i);
      i = end;
    } else {
      text += error[i++];
    }
  }
  return text;
}

}  // namespace lafs

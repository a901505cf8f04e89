// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/progress_display.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>

#include "app/workbench/text_table.h"
#include "core/base/text.h"

namespace lafs {

namespace {

constexpr double kPlainSeconds = 30;
constexpr int kBarWidth = 24;
constexpr const char* kClearLine = "\r\033[K";

double now() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

std::size_t terminalWidth() {
  struct winsize size = {};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20) return size.ws_col;
  return 80;
}

/// At most `width` code points: a line that wraps cannot be redrawn.
std::string cut(const std::string& text, std::size_t width) {
  if (displayWidth(text) <= width) return text;
  std::string result;
  for (std::size_t i = 0, points = 0; i < text.size() && points < width; ++points) {
    do {
      result += text[i++];
    } while (i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80);
  }
  return result;
}

std::string bar(double share) {
  const int filled = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * kBarWidth));
  return '[' + std::string(static_cast<std::size_t>(filled), '#') +
         std::string(static_cast<std::size_t>(kBarWidth - filled), '.') + ']';
}

std::string rateText(const RunProgress& progress) {
  if (progress.rate <= 0) return {};
  const double rounded =
      progress.rate >= 100 ? std::round(progress.rate) : std::round(progress.rate * 10) / 10;
  return formatNumber(rounded) + ' ' + progress.unit + "/s";
}

}  // namespace

bool isTerminal(const std::ostream& stream) {
  if (&stream == &std::cerr) return ::isatty(STDERR_FILENO) == 1;
  if (&stream == &std::cout) return ::isatty(STDOUT_FILENO) == 1;
  return false;
}

bool wantsColour(const std::ostream& stream) {
  const char* refused = std::getenv("NO_COLOR");
  return isTerminal(stream) && !(refused && *refused);
}

ProgressDisplay::ProgressDisplay(std::ostream& out, std::size_t stages)
    : out_(out), terminal_(isTerminal(out)), colour_(wantsColour(out)), stages_(stages) {}

ProgressDisplay::~ProgressDisplay() {
  if (terminal_) out_ << kClearLine << std::flush;
}

void ProgressDisplay::line(const std::string& text) {
  if (terminal_) out_ << kClearLine;
  out_ << text << '\n' << std::flush;
  redraw();
}

void ProgressDisplay::notice(const std::string& text) {
  line(text);
}

std::string ProgressDisplay::painted(StageState state, const std::string& text) const {
  if (!colour_) return text;
  const char* colour = "\033[33m";  // yellow: waits for something
  if (state == StageState::Done) colour = "\033[32m";
  if (state == StageState::Failed || state == StageState::Interrupted) colour = "\033[31m";
  if (state == StageState::Running) colour = "\033[36m";
  return colour + text + "\033[0m";
}

void ProgressDisplay::changed(const StageNode& node, const StageOutcome& outcome) {
  const bool active = outcome.state == StageState::Running || outcome.state == StageState::Waiting;
  if (isEnded(outcome.state)) ++done_;
  if (active) {
    running_[node.name].printed = now();
    latest_ = node.name;
  } else {
    running_.erase(node.name);
  }
  std::string text = painted(outcome.state, stageStateName(outcome.state)) + ' ' + node.name;
  if (!node.subject.empty()) text += " (of " + node.subject + ')';
  if (outcome.reused) text += ", reused";
  if (outcome.state == StageState::Done && !outcome.reused) {
    text += " after " + formatDuration(outcome.seconds);
  }
  if (!outcome.error.empty()) text += ": " + outcome.error;
  line(text);
}

std::string ProgressDisplay::progressText(const Watched& watched) const {
  const RunProgress& progress = watched.status.progress;
  std::string text = "step " + std::to_string(progress.step);
  if (progress.steps > 0) text += '/' + std::to_string(progress.steps);
  if (progress.epochs > 1) {
    text += ", epoch " + std::to_string(std::min(progress.epoch + 1, progress.epochs)) + '/' +
            std::to_string(progress.epochs);
  }
  const std::string rate = rateText(progress);
  if (!rate.empty()) text += ", " + rate;
  if (watched.status.paused) return text + ", paused";
  return text + ", left " + timeLeftText(watched.timeLeft.left(progress.steps));
}

void ProgressDisplay::progressed(const StageNode& node, const RunStatus& status) {
  Watched& watched = running_[node.name];
  watched.status = status;
  const double time = now();
  watched.timeLeft.observe(time, status.progress.step);
  latest_ = node.name;
  if (terminal_) {
    redraw();
  } else if (time - watched.printed >= kPlainSeconds) {
    watched.printed = time;
    line(node.name + ": " + progressText(watched));
  }
}

void ProgressDisplay::redraw() {
  if (!terminal_) return;
  const auto found = running_.find(latest_);
  const auto shown = found != running_.end() ? found : running_.begin();
  if (shown == running_.end()) return;
  const RunProgress& progress = shown->second.status.progress;
  const double share =
      progress.steps > 0 ? static_cast<double>(progress.step) / static_cast<double>(progress.steps)
                         : 0;
  std::string text = bar(share) + ' ' + shown->first + ' ' + progressText(shown->second) +
                     " · stage " + std::to_string(std::min(done_ + 1, stages_)) + '/' +
                     std::to_string(stages_);
  if (running_.size() > 1) text += " (" + std::to_string(running_.size()) + " at once)";
  out_ << kClearLine << cut(text, terminalWidth() - 1) << std::flush;
}

}  // namespace lafs

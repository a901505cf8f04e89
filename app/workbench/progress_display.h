// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <ostream>
#include <string>

#include "core/matrix/stage_graph.h"
#include "core/matrix/stage_outcome.h"
#include "core/run/run_status.h"
#include "core/run/time_left.h"

namespace lafs {

/// Whether `stream` is the terminal's own standard output or error.
bool isTerminal(const std::ostream& stream);

/// Whether colours are wanted there: a terminal, and no NO_COLOR.
bool wantsColour(const std::ostream& stream);

/// Tells people how an executor gets on: on a terminal one line that redraws itself, with a bar,
/// the rate and a range for the time left; elsewhere plain lines, one a change and one now and
/// then.
class ProgressDisplay {
 public:
  ProgressDisplay(std::ostream& out, std::size_t stages);
  ~ProgressDisplay();  ///< takes the bar away
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  void changed(const StageNode& node, const StageOutcome& outcome);
  void progressed(const StageNode& node, const RunStatus& status);
  void notice(const std::string& text);

 private:
  struct Watched {
    RunStatus status;
    TimeLeft timeLeft;
    double printed = 0;  ///< when its last plain line was printed
  };

  void line(const std::string& text);
  void redraw();
  std::string progressText(const Watched& watched) const;
  std::string painted(StageState state, const std::string& text) const;

  std::ostream& out_;
  bool terminal_;
  bool colour_;
  std::size_t stages_;
  std::size_t done_ = 0;
  std::map<std::string, Watched> running_;  ///< by run name
  std::string latest_;                      ///< the run that the bar shows
};

}  // namespace lafs

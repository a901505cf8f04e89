// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/virtual_screen.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

namespace lafs::test {

VirtualScreen::VirtualScreen() {
  int ends[2];
  if (::pipe(ends) != 0) return;
  server_ = ::fork();
  if (server_ == 0) {
    ::close(ends[0]);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // a test that is killed leaves no server behind
    ::unsetenv("LD_PRELOAD");
    ::execlp("Xvfb", "Xvfb", "-displayfd", std::to_string(ends[1]).c_str(), "-screen", "0",
             "2560x1440x24", "-nolisten", "tcp", nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string number;  // the server writes it when it is ready
  char letter = 0;
  while (::read(ends[0], &letter, 1) == 1 && letter != '\n') number += letter;
  ::close(ends[0]);
  there_ = !number.empty();
  if (!there_) return;
  ::setenv("DISPLAY", (":" + number).c_str(), 1);
  ::setenv("QT_QPA_PLATFORM", "xcb", 1);
}

VirtualScreen::~VirtualScreen() {
  if (server_ <= 0) return;
  ::kill(server_, SIGTERM);
  ::waitpid(server_, nullptr, 0);
}

}  // namespace lafs::test

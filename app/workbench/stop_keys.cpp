// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/stop_keys.h"

namespace lafs {

namespace {

volatile sig_atomic_t received = 0;

void count(int) {
  received = received + 1;
}

}  // namespace

StopKeys::StopKeys() {
  received = 0;
  struct sigaction action = {};
  action.sa_handler = count;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, &interrupt_);
  ::sigaction(SIGTERM, &action, &terminate_);
}

StopKeys::~StopKeys() {
  ::sigaction(SIGINT, &interrupt_, nullptr);
  ::sigaction(SIGTERM, &terminate_, nullptr);
}

StopWish StopKeys::wish() const {
  if (received == 0) return StopWish::None;
  return received == 1 ? StopWish::Stop : StopWish::Kill;
}

}  // namespace lafs

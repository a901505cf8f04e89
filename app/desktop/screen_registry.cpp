// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/screen_registry.h"

namespace lafs {

ScreenEntry runsScreen();

const QVector<ScreenEntry>& screens() {
  static const QVector<ScreenEntry> all = {
      runsScreen(),
  };
  return all;
}

}  // namespace lafs

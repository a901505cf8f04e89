// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/screen_registry.h"

namespace lafs {

ScreenEntry runsScreen();
ScreenEntry newScreen();

const QVector<ScreenEntry>& screens() {
  static const QVector<ScreenEntry> all = {
      runsScreen(),
      newScreen(),
  };
  return all;
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/screen_registry.h"

namespace lafs {

ScreenEntry runsScreen();
ScreenEntry newScreen();
ScreenEntry ablationScreen();
ScreenEntry runScreen();
ScreenEntry compareScreen();
ScreenEntry evaluateScreen();
ScreenEntry landmarksScreen();
ScreenEntry dataScreen();

const QVector<ScreenEntry>& screens() {
  static const QVector<ScreenEntry> all = {
      runsScreen(),    newScreen(),      ablationScreen(),  runScreen(),
      compareScreen(), evaluateScreen(), landmarksScreen(), dataScreen(),
  };
  return all;
}

}  // namespace lafs

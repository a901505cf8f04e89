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

QVector<KeyHelp> chartKeys() {
  return {
      {"L", QObject::tr("Chart: logarithmic y axis, or linear again; with Shift the x axis")},
      {"R", QObject::tr("Chart: see everything again")},
      {"E", QObject::tr("Chart: export as PDF, SVG, PNG or CSV, with the command that does it")},
      {"← →", QObject::tr("Chart: walk along the curve; with Shift ten points at once")}};
}

}  // namespace lafs

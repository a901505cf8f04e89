// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#include "tests/desktop/demonstration.h"

/// The window could do it, else why not.
#define DONE(act) QVERIFY2(act, qPrintable(window_.error()))
/// What a busy machine shows in the end.
#define COMES(seen) QTRY_VERIFY_WITH_TIMEOUT(seen, lafs::test::kScreenMs)

class TestDemonstration : public QObject, private lafs::test::Demonstration {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void aWindowComesUpInAnEmptyHome();
  void theDemonstrationStartsAtAClick();
  void theWindowClosesAndComesBackDuringARun();
  void theDemonstrationEndsWithItsEvaluations();
  void runsAreFiltered();
  void docksTellTheirStory();
  void aRunShowsItsTraining();
  void aNewRunIsPlanned();
  void theAblationShowsWhatWasMeasured();
  void runsAreCompared();
  void theEvaluationFollowsItsThreshold();
  void aFigureIsSavedInEveryFormat();
  void landmarksFollowTheirSliders();
  void theDataIsInspected();
  void thePaletteFindsAScreen();
  void helpExplainsScreenAndField();
  void nothingWentWrong();
  void cleanupTestCase();

 private:
  void saveFigure(const QString& format, const QString& file, QString* command = nullptr);
};

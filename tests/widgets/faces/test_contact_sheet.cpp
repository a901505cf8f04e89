// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/faces/contact_sheet.h"

#include <QApplication>
#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

#include "widgets/theme/theme.h"

using lafs::ContactSheet;

class TestContactSheet : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { lafs::Theme::apply(*qApp, lafs::Appearance::Light); }
  void asksForWhatIsSeenAlone();
  void asksForEachOnce();
  void aMillionPicturesStayLight();
  void showsPicturesAndDamage();
  void walksAndOpens();
  void showsAChoiceOfIndices();
};

void TestContactSheet::asksForWhatIsSeenAlone() {
  ContactSheet sheet;
  sheet.resize(600, 400);
  sheet.show();
  QSignalSpy wanted(&sheet, &ContactSheet::wanted);
  sheet.setPictures(1000);
  QTRY_VERIFY(!wanted.isEmpty());
  const auto asked = wanted.first().first().value<QVector<int>>();
  QCOMPARE(asked.first(), 0);
  QVERIFY(asked.size() >= 15 && asked.size() < 60);
  wanted.clear();
  sheet.verticalScrollBar()->setValue(sheet.verticalScrollBar()->maximum());
  QTRY_VERIFY(!wanted.isEmpty());
  QCOMPARE(wanted.last().first().value<QVector<int>>().last(), 999);
}

void TestContactSheet::asksForEachOnce() {
  ContactSheet sheet;
  sheet.resize(500, 400);
  sheet.show();
  QSignalSpy wanted(&sheet, &ContactSheet::wanted);
  sheet.setPictures(400);
  QScrollBar* bar = sheet.verticalScrollBar();
  for (int value = 0; value <= bar->maximum(); value += 40) bar->setValue(value);
  bar->setValue(0);
  QSet<int> seen;
  for (const auto& arguments : wanted) {
    for (const int index : arguments.first().value<QVector<int>>()) {
      QVERIFY(!seen.contains(index));
      seen.insert(index);
    }
  }
  QCOMPARE(seen.size(), 400);
}

void TestContactSheet::aMillionPicturesStayLight() {
  ContactSheet sheet;
  sheet.resize(900, 700);
  sheet.show();
  QSignalSpy wanted(&sheet, &ContactSheet::wanted);
  sheet.setPictures(1000000);
  sheet.verticalScrollBar()->setValue(sheet.verticalScrollBar()->maximum() / 2);
  sheet.grab();
  int asked = 0;
  for (const auto& arguments : wanted) asked += arguments.first().value<QVector<int>>().size();
  QVERIFY(asked < 400);
  QVERIFY(sheet.visibleIndices().first() > 400000);
}

void TestContactSheet::showsPicturesAndDamage() {
  ContactSheet sheet;
  sheet.resize(400, 300);
  sheet.setPictures(2);
  QImage red(96, 96, QImage::Format_RGB32);
  red.fill(Qt::red);
  sheet.setThumbnail(0, {red, "1.png", "anna/1.png", {}});
  sheet.setThumbnail(1, {{}, "2.png", "ben/2.png", "damaged"});
  const QImage shown = sheet.viewport()->grab().toImage();
  const QPoint first = sheet.cellOf(0).topLeft() + QPoint(48, 48);
  QCOMPARE(shown.pixelColor(first), QColor(Qt::red));
  QVERIFY(shown.pixelColor(sheet.cellOf(1).topLeft() + QPoint(48, 20)) != QColor(Qt::red));
}

void TestContactSheet::walksAndOpens() {
  ContactSheet sheet;
  sheet.resize(600, 300);
  sheet.show();
  sheet.setPictures(100);
  QSignalSpy opened(&sheet, &ContactSheet::opened);
  QTest::keyClick(&sheet, Qt::Key_Right);
  QTest::keyClick(&sheet, Qt::Key_Right);
  QCOMPARE(sheet.current(), 1);
  QTest::keyClick(&sheet, Qt::Key_Return);
  QCOMPARE(opened.last().first().toInt(), 1);
  QTest::keyClick(&sheet, Qt::Key_End);
  QCOMPARE(sheet.current(), 99);
  QVERIFY(sheet.visibleIndices().contains(99));
  QVERIFY(sheet.viewport()->rect().contains(sheet.cellOf(99)));
}

void TestContactSheet::showsAChoiceOfIndices() {
  ContactSheet sheet;
  sheet.resize(600, 300);
  sheet.show();
  QSignalSpy wanted(&sheet, &ContactSheet::wanted);
  sheet.setPictures(0, {7, 90, 3});
  QTRY_VERIFY(!wanted.isEmpty());
  QCOMPARE(wanted.first().first().value<QVector<int>>(), (QVector<int>{7, 90, 3}));
  QTest::mouseClick(sheet.viewport(), Qt::LeftButton, {}, sheet.cellOf(1).center());
  QCOMPARE(sheet.current(), 90);
}

QTEST_MAIN(TestContactSheet)
#include "test_contact_sheet.moc"

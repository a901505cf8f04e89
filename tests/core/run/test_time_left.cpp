// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/run/time_left.h"

using lafs::TimeLeft;

class TestTimeLeft : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void saysNothingTooEarly();
  void coversASteadyRun();
  void widensWhenTheRateChanges();
  void beginsAnewAfterAResume();
};

void TestTimeLeft::saysNothingTooEarly() {
  TimeLeft timeLeft;
  for (int step = 0; step < 20; ++step) {
    timeLeft.observe(step * 0.1, step);
    QVERIFY(!timeLeft.left(100));
  }
  timeLeft.observe(2.0, 20);
  QVERIFY(timeLeft.left(100));
  QVERIFY(!timeLeft.left(0));  // no total
  QCOMPARE(lafs::timeLeftText({}), "—");

  TimeLeft slow;  // few steps, but watched for long
  slow.observe(0, 0);
  slow.observe(29, 1);
  QVERIFY(!slow.left(10));
  slow.observe(58, 2);
  QVERIFY(slow.left(10));
}

void TestTimeLeft::coversASteadyRun() {
  TimeLeft timeLeft;
  for (int step = 0; step <= 200; ++step) timeLeft.observe(step * 0.5, step);
  const auto range = timeLeft.left(400);
  QVERIFY(range);
  QVERIFY(range->least < 100 && range->most > 100);  // 200 steps of half a second
  QVERIFY(range->most - range->least < 11);
}

void TestTimeLeft::widensWhenTheRateChanges() {
  TimeLeft timeLeft;
  double now = 0;
  for (int step = 0; step <= 100; ++step) timeLeft.observe(now += 0.1, step);
  for (int step = 101; step <= 200; ++step) timeLeft.observe(now += 1.0, step);
  const auto range = timeLeft.left(300);
  QVERIFY(range);
  QVERIFY(range->least < 100 * 0.56 && range->most > 100 * 0.99);
}

void TestTimeLeft::beginsAnewAfterAResume() {
  TimeLeft timeLeft;
  for (int step = 0; step <= 100; ++step) timeLeft.observe(step, step);
  timeLeft.observe(101, 50);
  QVERIFY(!timeLeft.left(200));
}

QTEST_GUILESS_MAIN(TestTimeLeft)
#include "test_time_left.moc"

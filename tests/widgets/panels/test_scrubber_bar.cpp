// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>
#include <memory>

#include "widgets/panels/scrubber_bar.h"

using lafs::ScrubberBar;

namespace {

const std::vector<std::int64_t> kSteps = {0, 500, 1000, 12500};

}  // namespace

class TestScrubberBar : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    bar_ = std::make_unique<ScrubberBar>();
    slider_ = bar_->findChild<QSlider*>();
    follow_ = bar_->findChild<QToolButton*>();
    QVERIFY(slider_ && follow_);
    bar_->QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(bar_.get()));
  }

  void isOffWhileThereIsNothingToShow() {
    QVERIFY(!slider_->isEnabled() && !follow_->isEnabled());
    QVERIFY(says("—"));
    bar_->show(kSteps, {});
    QVERIFY(slider_->isEnabled() && follow_->isEnabled());
    bar_->show({}, {});
    QVERIFY(!slider_->isEnabled() && !follow_->isEnabled());
    QVERIFY(says("—"));
  }

  void rangesOverTheStepsAndFollowsTheNewest() {
    bar_->show(kSteps, {});
    QCOMPARE(slider_->minimum(), 0);
    QCOMPARE(slider_->maximum(), 3);
    QCOMPARE(slider_->value(), 3);
    QVERIFY(follow_->isChecked());
    QVERIFY(says("12,500"));
    bar_->show({0, 500, 1000, 12500, 13000}, {});
    QCOMPARE(slider_->value(), 4);
    QVERIFY(says("13,000"));
  }

  void showsTheStepItIsTold_data() {
    QTest::addColumn<qint64>("step");
    QTest::addColumn<int>("place");
    QTest::addColumn<QString>("text");
    QTest::newRow("the first") << qint64(0) << 0 << "0";
    QTest::newRow("one within") << qint64(1000) << 2 << "1,000";
    QTest::newRow("the last, held") << qint64(12500) << 3 << "12,500";
    // A step that is not offered any more still says what it is; the slider rests before it.
    QTest::newRow("between two") << qint64(700) << 1 << "700";
    QTest::newRow("behind all") << qint64(90000) << 3 << "90,000";
  }

  void showsTheStepItIsTold() {
    QFETCH(qint64, step);
    QFETCH(QString, text);
    bar_->show(kSteps, step);
    QTEST(slider_->value(), "place");
    QVERIFY(says(text));
    QVERIFY(!follow_->isChecked());
  }

  void aStepBeforeAllRestsAtTheFirst() {
    bar_->show({100, 200}, 50);
    QCOMPARE(slider_->value(), 0);
    QVERIFY(says("50"));
  }

  void beingToldIsNotWanting() {
    QSignalSpy wanted(bar_.get(), &ScrubberBar::stepWanted);
    QSignalSpy follow(bar_.get(), &ScrubberBar::followWanted);
    bar_->show(kSteps, 500);
    bar_->show(kSteps, {});
    bar_->show({0}, {});
    bar_->show({}, {});
    QCOMPARE(wanted.count(), 0);
    QCOMPARE(follow.count(), 0);
  }

  void saysWhichStepIsWanted() {
    QSignalSpy wanted(bar_.get(), &ScrubberBar::stepWanted);
    bar_->show(kSteps, {});
    QTest::keyClick(slider_, Qt::Key_Left);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted.takeFirst()[0].toLongLong(), 1000);
    QTest::keyClick(slider_, Qt::Key_Home);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted.takeFirst()[0].toLongLong(), 0);
    QTest::keyClick(slider_, Qt::Key_Left);  // no further
    QCOMPARE(wanted.count(), 0);
  }

  void asksToFollowTheNewest() {
    QSignalSpy follow(bar_.get(), &ScrubberBar::followWanted);
    bar_->show(kSteps, 500);
    QTest::mouseClick(follow_, Qt::LeftButton);
    QCOMPARE(follow.count(), 1);
  }

  void keepsSayingThatTheNewestIsFollowed() {
    bar_->show(kSteps, {});
    QTest::mouseClick(follow_, Qt::LeftButton);
    QVERIFY(follow_->isChecked());  // it still is; only another step ends that
    bar_->show(kSteps, 500);
    QVERIFY(!follow_->isChecked());
  }

  void isReachableWithoutEyes() {
    QVERIFY(!slider_->accessibleName().isEmpty());
    QVERIFY(!follow_->text().isEmpty());
    QVERIFY(!follow_->toolTip().isEmpty());
  }

 private:
  bool says(const QString& text) const {
    for (const QLabel* label : bar_->findChildren<QLabel*>()) {
      if (label->text() == text) return true;
    }
    return false;
  }

  std::unique_ptr<ScrubberBar> bar_;
  QSlider* slider_ = nullptr;
  QToolButton* follow_ = nullptr;
};

QTEST_MAIN(TestScrubberBar)
#include "test_scrubber_bar.moc"

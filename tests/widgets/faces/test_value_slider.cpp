// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include "widgets/faces/value_slider.h"

using lafs::ValueSlider;

namespace {

QSlider& sliderOf(const ValueSlider& slider) {
  return *slider.findChild<QSlider*>();
}

/// Words beside and below the slider that can be seen.
QStringList words(const ValueSlider& slider) {
  QStringList texts;
  for (const QLabel* label : slider.findChildren<QLabel*>()) {
    if (label->isVisibleTo(&slider)) texts << label->text();
  }
  return texts;
}

}  // namespace

class TestValueSlider : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void saysNameNumberAndUnit() {
    ValueSlider alpha("Perturbation", 0, 10, 1, "px");
    alpha.setValue(2);
    QCOMPARE(words(alpha), QStringList({"Perturbation", "2.0 px"}));
    QCOMPARE(sliderOf(alpha).accessibleName(), QString("Perturbation"));
    ValueSlider count("Landmarks", 4, 196, 0, "");
    QCOMPARE(words(count), QStringList({"Landmarks", "4"}));  // the least, until it is told
  }

  void tellsAValueOnce() {
    ValueSlider slider("Scale", 0, 1, 2, "");
    QSignalSpy changed(&slider, &ValueSlider::changed);
    slider.setValue(0.29);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toDouble(), 0.29);
    QCOMPARE(slider.value(), 0.29);
    slider.setValue(0.29);
    slider.setValue(0.2912);  // the last digit decides
    QCOMPARE(changed.count(), 1);
    QVERIFY(words(slider).contains("0.29"));
  }

  void everyValueComesBackAsItWasGiven() {
    ValueSlider slider("Angle", -3, 3, 2, QString::fromUtf8("°"));
    for (int hundredth = -300; hundredth <= 300; ++hundredth) {
      slider.setValue(hundredth / 100.0);
      QCOMPARE(slider.value(), hundredth / 100.0);
    }
  }

  void arrowsMoveByTheLastDigitAndPagesByOne() {
    ValueSlider slider("Perturbation", 0, 10, 1, "px");
    slider.setValue(2);
    QSignalSpy changed(&slider, &ValueSlider::changed);
    QTest::keyClick(&sliderOf(slider), Qt::Key_Right);
    QCOMPARE(slider.value(), 2.1);
    QCOMPARE(changed.last()[0].toDouble(), 2.1);
    QTest::keyClick(&sliderOf(slider), Qt::Key_PageUp);
    QCOMPARE(slider.value(), 3.1);
    QTest::keyClick(&sliderOf(slider), Qt::Key_Home);
    QCOMPARE(slider.value(), 0.0);
    QTest::keyClick(&sliderOf(slider), Qt::Key_Left);
    QCOMPARE(changed.count(), 3);  // there is nothing below
    QVERIFY(words(slider).contains("0.0 px"));
  }

  void staysWithinItsRange() {
    ValueSlider slider("Subset", 4, 196, 0, "");
    slider.setValue(1000);
    QCOMPARE(slider.value(), 196.0);
    slider.setValue(-5);
    QCOMPARE(slider.value(), 4.0);
    slider.setValue(150);
    QSignalSpy changed(&slider, &ValueSlider::changed);
    slider.setRange(4, 49);  // a narrower one takes the value along
    QCOMPARE(slider.value(), 49.0);
    QCOMPARE(changed.count(), 1);
    QVERIFY(words(slider).contains("49"));
    slider.setRange(4, 100);
    QCOMPARE(slider.value(), 49.0);
    QCOMPARE(changed.count(), 1);
  }

  void aNoteStandsBelowAndIsReadOut() {
    ValueSlider slider("Perturbation", 0, 10, 1, "px");
    slider.setNote("paper: 2");
    QVERIFY(words(slider).contains("paper: 2"));
    QCOMPARE(sliderOf(slider).accessibleDescription(), QString("paper: 2"));
    slider.setNote("");
    QCOMPARE(words(slider).size(), 2);
    QCOMPARE(sliderOf(slider).accessibleDescription(), QString());
  }
};

QTEST_MAIN(TestValueSlider)
#include "test_value_slider.moc"

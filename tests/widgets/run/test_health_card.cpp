// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QTest>

#include "tests/support/screenshot.h"
#include "widgets/run/health_card.h"

using lafs::HealthCard;
using lafs::HealthVerdict;

class TestHealthCard : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void saysEveryVerdictInWords_data() {
    QTest::addColumn<int>("verdict");
    QTest::addColumn<QString>("words");
    QTest::addRow("early") << static_cast<int>(HealthVerdict::TooEarly) << "Too early";
    QTest::addRow("healthy") << static_cast<int>(HealthVerdict::Healthy) << "Healthy";
    QTest::addRow("uniform") << static_cast<int>(HealthVerdict::UniformCollapse)
                             << "Uniform collapse since step 40";
    QTest::addRow("constant") << static_cast<int>(HealthVerdict::ConstantCollapse)
                              << "Constant collapse since step 40";
    QTest::addRow("aliasing") << static_cast<int>(HealthVerdict::TeacherAliasing)
                              << "Teacher is the student since step 40";
    QTest::addRow("nan") << static_cast<int>(HealthVerdict::NotANumber)
                         << "Not a number since step 40";
  }

  void saysEveryVerdictInWords() {
    QFETCH(int, verdict);
    QFETCH(QString, words);
    HealthCard card;
    card.setHealth({static_cast<HealthVerdict>(verdict), 40, "The numbers.", "Turn this."});
    QVERIFY2(card.accessibleName().contains(words), qPrintable(card.accessibleName()));
    QStringList texts;
    for (const QLabel* label : card.findChildren<QLabel*>()) texts.append(label->text());
    QVERIFY(texts.contains("The numbers."));
    QVERIFY(texts.contains("Turn this."));
    if (verdict == static_cast<int>(HealthVerdict::UniformCollapse)) {
      lafs::test::screenshots(card, "health-card", {{700, 90}});
    }
  }
};

QTEST_MAIN(TestHealthCard)
#include "test_health_card.moc"

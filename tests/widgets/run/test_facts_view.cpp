// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLineEdit>
#include <QTest>

#include "tests/support/screenshot.h"
#include "widgets/run/facts_view.h"

using lafs::Fact;
using lafs::FactsView;

class TestFactsView : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsAnyJson() {
    const auto facts = lafs::factsOf(lafs::Json::parse(
        R"({"device":"cpu","threads":2,"nothing":null,"argv":["a","b"],
            "data":{"renderer":1},"starts":[{"pid":7},{"pid":8}]})"));
    const auto value = [&](const QString& section, const QString& name) {
      for (const Fact& fact : facts) {
        if (fact.section == section && fact.name == name) return fact.value;
      }
      return QString("absent");
    };
    QCOMPARE(value("", "device"), QString("cpu"));
    QCOMPARE(value("", "threads"), QString("2"));
    QCOMPARE(value("", "argv"), QString("a b"));
    QCOMPARE(value("data", "renderer"), QString("1"));
    QCOMPARE(value("starts 2", "pid"), QString("8"));
    QVERIFY(lafs::factsOf(lafs::Json()).isEmpty());
  }

  void filtersByNameAndValue() {
    FactsView view("paper");
    view.setFacts({{"pretrain", "alpha", "5", "2", true},
                   {"pretrain", "batch size", "164", {}, false},
                   {"data", "source", "synthetic", {}, false}});
    QCOMPARE(view.shownFacts(), 3);
    auto* filter = view.findChild<QLineEdit*>();
    filter->setText("pretrain");
    QCOMPARE(view.shownFacts(), 2);
    filter->setText("synth");
    QCOMPARE(view.shownFacts(), 1);
    filter->clear();
    lafs::test::screenshots(view, "facts", {{480, 320}});
  }
};

QTEST_MAIN(TestFactsView)
#include "test_facts_view.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QTabWidget>
#include <QTest>
#include <algorithm>
#include <cmath>

#include "tests/support/screenshot.h"
#include "tests/widgets/evaluate/scored_samples.h"
#include "widgets/evaluate/evaluate_view.h"
#include "widgets/evaluate/pair_gallery.h"
#include "widgets/evaluate/tar_table.h"

using lafs::EvaluateView;
using lafs::ScoredRun;
using lafs::ScoredRunPtr;
using namespace lafs::test;

/// The pairs below the charts: the hardest ones, and those that one run gets right and another not.
class TestEvaluatedPairs : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void facesAreAskedForOnceAndShown() {
    const auto run = std::const_pointer_cast<ScoredRun>(scored("A", 0, 2, 1));
    for (const std::uint32_t pair : run->errors->falseAccepts(-1e9, 96)) {
      run->pictures[pair].first.name = QString("left/%1").arg(pair);
      run->pictures[pair].second.name = "right";
    }
    EvaluateView view;
    view.resize(1000, 700);
    view.show();
    QStringList wanted;
    connect(&view, &EvaluateView::facesWanted, &view,
            [&](const ScoredRunPtr&, const QStringList& names) { wanted += names; });
    view.setRuns({run});
    view.setFar(0.01);
    QTRY_VERIFY(!wanted.isEmpty());
    QCOMPARE(wanted.count("right"), 1);
    const QStringList first = wanted;
    view.setFar(0.005);  // fewer of the same
    QTest::qWait(400);
    QCOMPARE(wanted, first);
    lafs::PairSide face;
    face.name = "right";
    face.picture = QImage(8, 8, QImage::Format_RGB32);
    face.side = 8;
    face.landmarks = {{4, 4}};
    view.addFaces(run, {face});
    const auto* gallery = view.findChild<lafs::PairGallery*>("hardest");
    QVERIFY(gallery->cardCount() > 0);
    QCOMPARE(gallery->cards().first().sides.second.landmarks.size(), 1);
    QVERIFY(!gallery->cards().first().sides.second.picture.isNull());
    QVERIFY(gallery->cards().first().sides.first.picture.isNull());
  }

  void aPairOfWhichNoPictureWasKeptHasItsNames() {
    const auto run = std::const_pointer_cast<ScoredRun>(scored("A", 0, 2, 1));
    run->items = {"anna/1", "ben/2", "cleo/3"};
    for (std::uint32_t i = 0; i < 6000; ++i) {
      run->firstItem.push_back(i % 3);
      run->secondItem.push_back((i + 1) % 3);
    }
    run->pictures[4].first.name = "kept";
    QCOMPARE(run->sides(4).first.name, QString("kept"));
    QCOMPARE(run->sides(5).first.name, QString("cleo/3"));
    QCOMPARE(run->sides(5).second.name, QString("anna/1"));
    QCOMPARE(run->sides(6000).first.name, QString());  // of a file without items
    // What the second run makes right is asked for by these names.
    EvaluateView view;
    view.resize(1000, 700);
    view.show();
    QStringList wanted;
    connect(&view, &EvaluateView::facesWanted, &view,
            [&](const ScoredRunPtr&, const QStringList& names) { wanted += names; });
    view.setRuns({run, scored("B", 1, 3, 2)});
    view.setFar(0.01);
    for (QTabWidget* tabs : view.findChildren<QTabWidget*>()) tabs->setCurrentIndex(1);
    QTRY_VERIFY(wanted.contains("ben/2"));
    const auto* gallery = view.findChild<lafs::PairGallery*>("flips");
    QVERIFY(gallery->cardCount() > 0);
    QVERIFY(!gallery->cards().first().sides.first.name.isEmpty());
  }

  void comparesTwoRunsPairByPair() {
    EvaluateView view;
    const auto a = scored("alpha 2", 0, 2, 1);
    const auto b = scored("alpha 5", 1, 3, 2);
    connect(&view, &EvaluateView::estimatesWanted, &view,
            [&view](const ScoredRunPtr& run, lafs::TarRule rule, const std::vector<double>& fars) {
              view.table().setEstimates(run, rule, fars,
                                        lafs::tarEstimates(run->pairs, run->roc, fars, rule));
            });
    view.setRuns({a, b});
    view.setFar(0.01);
    const double ta = tarAtFar(a->roc, 0.01, lafs::TarRule::Floor).threshold;
    const double tb = tarAtFar(b->roc, 0.01, lafs::TarRule::Floor).threshold;
    int fixed = 0;
    int broken = 0;
    for (std::size_t i = 0; i < a->pairs.score.size(); ++i) {
      const bool rightA = (a->pairs.score[i] >= ta) == a->pairs.same[i];
      const bool rightB = (b->pairs.score[i] >= tb) == b->pairs.same[i];
      fixed += !rightA && rightB;
      broken += rightA && !rightB;
    }
    QString sentence;
    for (const QLabel* label : view.findChildren<QLabel*>()) {
      if (label->text().contains("McNemar")) sentence = label->text();
    }
    QVERIFY2(sentence.contains(QString("fixes %1 errors").arg(fixed)), qPrintable(sentence));
    QVERIFY(sentence.contains(QString("makes %1 new").arg(broken)));
    lafs::test::screenshots(view, "evaluate", {{1280, 800}, {2560, 1440}});
  }
};

QTEST_MAIN(TestEvaluatedPairs)
#include "test_evaluated_pairs.moc"

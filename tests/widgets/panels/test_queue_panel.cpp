// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>

#include "tests/support/screenshot.h"
#include "widgets/panels/queue_panel.h"
#include "widgets/panels/queue_tree.h"

using lafs::QueuePanel;
using lafs::QueuePlan;
using lafs::QueueStage;
using lafs::QueueTree;

namespace {

QueueStage stageOf(const QString& title, const QString& state) {
  QueueStage stage;
  stage.title = title;
  stage.run = title + "-0123456789abcdef";
  stage.state = state;
  if (state != "queued") stage.directory = "/runs/" + stage.run;
  return stage;
}

QueuePlan planOf(const QString& experiment, const QStringList& waiting) {
  QueuePlan plan;
  plan.experiment = experiment;
  plan.state = "running";
  plan.live = true;
  plan.process = "pid 12 on here";
  plan.stages = {stageOf("landmark", "done"), stageOf("pretrain", "running")};
  for (const QString& title : waiting) plan.stages.append(stageOf(title, "queued"));
  return plan;
}

/// Lets go of the current row over the upper (or lower) half of another one.
void dropOn(QueueTree& tree, QTreeWidgetItem* target, bool lowerHalf) {
  const QRect row = tree.visualItemRect(target);
  tree.dropAt({row.center().x(), lowerHalf ? row.bottom() - 1 : row.top() + 1});
}

}  // namespace

class TestQueuePanel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    panel_ = std::make_unique<QueuePanel>();
    panel_->resize(900, 320);
    panel_->show({planOf("first", {"a", "b", "c"}), planOf("second", {"d"})});
    panel_->QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(panel_.get()));
    tree_ = panel_->findChild<QueueTree*>();
    QVERIFY(tree_);
  }

  void knowsWhatWaits() {
    QSignalSpy changed(panel_.get(), &QueuePanel::waitingRunChanged);
    choose(2);
    QCOMPARE(panel_->waitingRun(), QString("a-0123456789abcdef"));
    choose(1);  // it runs
    QCOMPARE(panel_->waitingRun(), QString());
    QCOMPARE(changed.count(), 2);
    tree_->setCurrentItem(tree_->topLevelItem(0));
    QCOMPARE(panel_->waitingRun(), QString());
    for (int i = 0; i < 5; ++i) {
      QCOMPARE(stage(i)->flags().testFlag(Qt::ItemIsDragEnabled), i >= 2);
    }
  }

  void saysWhereAStageWasDragged() {
    QSignalSpy moves(panel_.get(), &QueuePanel::moveWanted);
    const QString end = "-0123456789abcdef";
    choose(4);
    dropOn(*tree_, stage(2), /*lowerHalf=*/false);
    QCOMPARE(moves.value(moves.count() - 1), (QVariantList{"c" + end, "a" + end}));
    dropOn(*tree_, stage(2), /*lowerHalf=*/true);
    QCOMPARE(moves.value(moves.count() - 1), (QVariantList{"c" + end, "b" + end}));
    dropOn(*tree_, stage(0), /*lowerHalf=*/false);  // over what is done: the first that waits
    QCOMPARE(moves.value(moves.count() - 1), (QVariantList{"c" + end, "a" + end}));
    choose(2);
    dropOn(*tree_, stage(4), /*lowerHalf=*/true);
    QCOMPARE(moves.value(moves.count() - 1), (QVariantList{"a" + end, QString()}));
    // The rows themselves stay until the executor has taken the order.
    QCOMPARE(tree_->topLevelItem(0)->childCount(), 5);
    QCOMPARE(stage(2)->text(0), QString("a"));
  }

  void refusesOtherPlaces() {
    QSignalSpy moves(panel_.get(), &QueuePanel::moveWanted);
    choose(2);
    dropOn(*tree_, tree_->topLevelItem(1)->child(2), true);  // another executor's
    dropOn(*tree_, tree_->topLevelItem(0), true);            // the executor itself
    choose(1);                                               // runs already
    dropOn(*tree_, stage(3), true);
    QCOMPARE(moves.count(), 0);
  }

  void theChosenStageStaysChosenWhereverItGoes() {
    choose(4);
    panel_->show({planOf("first", {"c", "a", "b"}), planOf("second", {"d"})});
    QCOMPARE(panel_->waitingRun(), QString("c-0123456789abcdef"));
    QCOMPARE(tree_->currentItem(), stage(2));
    panel_->show({planOf("first", {"b"})});  // c has started and is gone from the list
    QVERIFY(panel_->waitingRun() != QString("c-0123456789abcdef"));
  }

  void offersItsActions() {
    QAction earlier("Start earlier");
    panel_->setMenu({&earlier});
    QCOMPARE(tree_->actions(), QList<QAction*>{&earlier});
    QCOMPARE(tree_->contextMenuPolicy(), Qt::ActionsContextMenu);
  }

  void looksRight() {
    choose(3);
    lafs::test::screenshots(*panel_, "queue", {{1280, 260}});
  }

 private:
  QTreeWidgetItem* stage(int index) { return tree_->topLevelItem(0)->child(index); }
  void choose(int index) { tree_->setCurrentItem(stage(index)); }

  std::unique_ptr<QueuePanel> panel_;
  QueueTree* tree_ = nullptr;
};

QTEST_MAIN(TestQueuePanel)
#include "test_queue_panel.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <random>

#include "core/matrix/queue_order.h"

using lafs::movedInQueue;
using lafs::QueuedStage;
using lafs::QueueMove;
using lafs::rearranged;

namespace {

using Names = std::vector<std::string>;

/// "a b<a c" is a queue of a, b (which reads a) and c.
std::vector<QueuedStage> queueOf(const QString& text) {
  std::vector<QueuedStage> queue;
  for (const QString& word : text.split(' ', Qt::SkipEmptyParts)) {
    QueuedStage stage{word.section('<', 0, 0).toStdString(), {}};
    for (const QString& input : word.section('<', 1).split(',', Qt::SkipEmptyParts)) {
      stage.inputs.push_back(input.toStdString());
    }
    queue.push_back(stage);
  }
  return queue;
}

QString textOf(const Names& names) {
  QStringList words;
  for (const std::string& name : names) words << QString::fromStdString(name);
  return words.join(' ');
}

}  // namespace

class TestQueueOrder : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void moves_data() {
    QTest::addColumn<QString>("queue");
    QTest::addColumn<int>("move");
    QTest::addColumn<QString>("run");
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* queue, QueueMove move, const char* run,
                        const char* before, const char* expected) {
      QTest::newRow(name) << queue << static_cast<int>(move) << run << before << expected;
    };
    row("earlier", "a b c", QueueMove::Earlier, "c", "", "a c b");
    row("earlier, first already", "a b c", QueueMove::Earlier, "a", "", "a b c");
    row("earlier, past its input", "a i r<i", QueueMove::Earlier, "r", "", "i r a");
    row("earlier, its input stays", "i a b r<i", QueueMove::Earlier, "r", "", "i a r b");
    row("later", "a b c", QueueMove::Later, "a", "", "b a c");
    row("later, last already", "a b c", QueueMove::Later, "c", "", "a b c");
    row("later, past its reader", "i r<i b", QueueMove::Later, "i", "", "b i r");
    row("later, its readers in order", "i r<i s<i b", QueueMove::Later, "i", "", "b i r s");
    row("first, with all that it reads", "a b<a c d<b", QueueMove::First, "d", "", "a b d c");
    row("first", "a b c", QueueMove::First, "c", "", "c a b");
    row("last, with all that reads it", "a b<a c d<b", QueueMove::Last, "a", "", "c a b d");
    row("last", "a b c", QueueMove::Last, "a", "", "b c a");
    row("before, forwards", "a b c d", QueueMove::Before, "d", "b", "a d b c");
    row("before, backwards", "a b c d", QueueMove::Before, "a", "d", "b c a d");
    row("before what it reads", "i a r<i", QueueMove::Before, "r", "i", "i r a");
    row("before itself", "a b", QueueMove::Before, "b", "b", "a b");
    row("reads what waits no more", "a r<done", QueueMove::First, "r", "", "r a");
  }

  void moves() {
    QFETCH(QString, queue);
    QFETCH(int, move);
    QFETCH(QString, run);
    QFETCH(QString, before);
    QFETCH(QString, expected);
    const Names moved = movedInQueue(queueOf(queue), run.toStdString(),
                                     static_cast<QueueMove>(move), before.toStdString());
    QCOMPARE(textOf(moved), expected);
  }

  void inputsStandBeforeTheirReadersWhateverIsMoved() {
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
      std::vector<QueuedStage> queue;
      for (int i = 0; i < 9; ++i) {
        QueuedStage stage{"s" + std::to_string(i), {}};
        for (int k = 0; k < i; ++k) {
          if (random() % 4 == 0) stage.inputs.push_back("s" + std::to_string(k));
        }
        queue.push_back(stage);
      }
      for (int step = 0; step < 6; ++step) {
        const Names moved =
            movedInQueue(queue, queue[random() % 9].run, static_cast<QueueMove>(random() % 5),
                         queue[random() % 9].run);
        QCOMPARE(moved.size(), queue.size());
        std::vector<QueuedStage> next;
        for (const std::string& name : moved) {
          const auto stage = std::find_if(queue.begin(), queue.end(),
                                          [&](const QueuedStage& s) { return s.run == name; });
          QVERIFY(stage != queue.end());
          for (const std::string& input : stage->inputs) {
            QVERIFY(std::any_of(next.begin(), next.end(),
                                [&](const QueuedStage& s) { return s.run == input; }));
          }
          next.push_back(*stage);
        }
        queue = next;
      }
    }
  }

  void rearrangesOnlyWhatIsNamed() {
    const Names order = {"done", "a", "running", "b", "c"};
    QCOMPARE(textOf(rearranged(order, {"c", "a", "b"})), QString("done c running a b"));
    QCOMPARE(textOf(rearranged(order, {"c", "gone", "a", "c"})), QString("done c running b a"));
    QCOMPARE(textOf(rearranged(order, {})), QString("done a running b c"));
  }
};

QTEST_GUILESS_MAIN(TestQueueOrder)
#include "test_queue_order.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "core/run/metrics_history.h"

using lafs::MetricsHistory;
using lafs::MetricsTail;

class TestMetricsHistory : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void joinsSegments();
  void fillsColumnsThatComeAndGo();
  void skipsDamagedLines();
  void waitsForATornLine();
  void beginsAnewWhenReplaced();
};

namespace {

QByteArray line(int step, int segment, double loss) {
  return QString(R"({"step":%1,"epoch":0,"segment":%2,"time":1.5,"loss":%3})")
      .arg(step)
      .arg(segment)
      .arg(loss)
      .toUtf8();
}

void append(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::Append));
  QCOMPARE(file.write(bytes), bytes.size());
}

}  // namespace

void TestMetricsHistory::joinsSegments() {
  MetricsHistory history;
  history.addLine(R"({"segment":0,"restored_step":0,"time":1})");
  for (int step = 0; step < 7; ++step) history.addLine(line(step, 0, step).toStdString());
  history.addLine(R"({"segment":1,"restored_step":4,"time":2})");
  for (int step = 4; step < 9; ++step) history.addLine(line(step, 1, 100 + step).toStdString());
  history.addLine(R"({"segment":2,"restored_step":8,"time":3})");
  history.addLine(line(8, 2, 208).toStdString());

  const std::vector<std::int64_t> steps = {0, 1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<std::int64_t> segments = {0, 0, 0, 0, 1, 1, 1, 1, 2};
  const std::vector<double> losses = {0, 1, 2, 3, 104, 105, 106, 107, 208};
  QCOMPARE(history.step, steps);
  QCOMPARE(history.segment, segments);
  QCOMPARE(history.values.at("loss"), losses);
  QCOMPARE(history.segments.size(), std::size_t{3});
  QCOMPARE(history.segments[1].restoredStep, std::int64_t{4});
}

void TestMetricsHistory::fillsColumnsThatComeAndGo() {
  MetricsHistory history;
  history.addLine(R"({"step":0,"epoch":0,"segment":0,"time":1,"a":1})");
  history.addLine(R"({"step":1,"epoch":0,"segment":0,"time":1,"a":null,"a_reason":"nan","b":2})");
  history.addLine(R"({"step":2,"epoch":1,"segment":0,"time":1})");
  QCOMPARE(history.values.size(), std::size_t{2});
  for (const auto& [name, column] : history.values) QCOMPARE(column.size(), std::size_t{3});
  QCOMPARE(history.values["a"][0], 1.0);
  QVERIFY(std::isnan(history.values["a"][1]));
  QVERIFY(std::isnan(history.values["b"][0]));
  QCOMPARE(history.values["b"][1], 2.0);
  QVERIFY(std::isnan(history.values["b"][2]));
}

void TestMetricsHistory::skipsDamagedLines() {
  MetricsHistory history;
  for (const char* damaged : {R"({"step":0,"epo)", "[1,2]", "7", "{}", "\x01\xff"}) {
    history.addLine(damaged);
  }
  history.addLine("");
  history.addLine(line(1, 0, 1).toStdString());
  QCOMPARE(history.damagedLines, std::int64_t{5});
  QCOMPARE(history.rows(), std::size_t{1});
}

void TestMetricsHistory::waitsForATornLine() {
  QTemporaryDir folder;
  const QString path = folder.filePath("metrics.jsonl");
  MetricsTail tail(path.toStdString());
  QVERIFY(!tail.poll());
  const QByteArray whole = line(0, 0, 1) + '\n' + line(1, 0, 2) + '\n';
  for (int i = 0; i < whole.size(); ++i) {
    append(path, whole.mid(i, 1));
    tail.poll();
    const std::size_t complete = static_cast<std::size_t>(whole.left(i + 1).count('\n'));
    QCOMPARE(tail.history().rows(), complete);
  }
  QCOMPARE(tail.history().damagedLines, std::int64_t{0});
}

void TestMetricsHistory::beginsAnewWhenReplaced() {
  QTemporaryDir folder;
  const QString path = folder.filePath("metrics.jsonl");
  append(path, line(0, 0, 1) + '\n' + line(1, 0, 1) + '\n');
  MetricsTail tail(path.toStdString());
  QVERIFY(tail.poll());
  const QString other = folder.filePath("other");
  append(other, line(5, 0, 1) + '\n' + line(6, 0, 1) + '\n' + line(7, 0, 1) + '\n');
  QVERIFY(QFile::remove(path) && QFile::rename(other, path));
  QVERIFY(tail.poll());
  QCOMPARE(tail.history().step, (std::vector<std::int64_t>{5, 6, 7}));
  QVERIFY(!tail.poll());
}

QTEST_GUILESS_MAIN(TestMetricsHistory)
#include "test_metrics_history.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "app/figures/figure.h"
#include "core/base/json.h"
#include "core/config/spec_json.h"
#include "core/run/run_paths.h"
#include "widgets/plot/chart_export.h"

using lafs::FigureFormat;
using lafs::Json;

namespace {

struct Answer {
  int code = -1;
  QByteArray out, err;
};

/// The program as on a machine without a display, with an empty home.
Answer workbench(const QStringList& words) {
  static const QTemporaryDir home;
  QProcessEnvironment bare;
  bare.insert("HOME", home.path());
  bare.insert("PATH", qEnvironmentVariable("PATH"));
  QProcess process;
  process.setProcessEnvironment(bare);
  process.start(LAFS_WORKBENCH_BINARY, QStringList{"--batch", "figure"} + words);
  process.waitForFinished(60000);
  return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

void write(const QString& path, const std::string& text) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(file.write(text.data(), static_cast<qint64>(text.size())),
           static_cast<qint64>(text.size()));
}

QByteArray read(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TestCliFigure : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    for (int seed = 0; seed < 3; ++seed) makeRun(seed);
    second_ = runs_ + "/pretrain-000000000000000" + QString::number(1);
  }

  void writesWhatTheWindowExports_data() {
    QTest::addColumn<QString>("ending");
    for (const char* ending : {"png", "svg", "pdf", "csv"}) QTest::addRow("%s", ending) << ending;
  }

  void writesWhatTheWindowExports() {
    QFETCH(QString, ending);
    const QString file = folder_.filePath("loss." + ending);
    const Answer answer =
        workbench({"loss", "pretrain-0000000000000001", "--runs", runs_, "-o", file});
    QVERIFY2(answer.code == 0, answer.err);
    QVERIFY(answer.out.isEmpty());
    lafs::Chart chart = lafs::makeFigure("loss", {second_.toStdString()}, {});
    chart.source.runsFolder = runs_.toStdString();
    QCOMPARE(read(file), exportChart(chart, lafs::figureFormatOf(file.toStdString()), {}));
  }

  void itsCommandMakesTheSameFileAgain() {
    const QString file = folder_.filePath("first.svg");
    const Answer first =
        workbench({"entropy", "pretrain-0000000000000000", "--runs", runs_, "--log-y", "--x=10:40",
                   "--size", "85x60", "--dark", "-o", file, "--json"});
    QVERIFY2(first.code == 0, first.err);
    const Json json = Json::parse(first.out.toStdString());
    const QByteArray before = read(file);
    QVERIFY(QFile::remove(file));
    // As it is pasted into a shell that has the program on its path.
    QString command = QString::fromStdString(json["command"].get<std::string>());
    QVERIFY2(command.startsWith("lafs-workbench --batch figure "), qPrintable(command));
    command.replace(0, QString("lafs-workbench").size(),
                    QString("'%1'").arg(LAFS_WORKBENCH_BINARY));
    QCOMPARE(QProcess::execute("/bin/sh", {"-c", command}), 0);
    QCOMPARE(read(file), before);
  }

  void drawsSeedsAsABand() {
    const QString file = folder_.filePath("seeds.csv");
    const Answer answer =
        workbench({"loss", "pretrain-0000000000000000", "pretrain-0000000000000001",
                   "pretrain-0000000000000002", "--seeds", "--runs", runs_, "-o", file});
    QVERIFY2(answer.code == 0, answer.err);
    QStringList rows = QString::fromUtf8(read(file)).split('\n', Qt::SkipEmptyParts);
    rows.removeIf([](const QString& row) { return row.startsWith('#'); });
    QCOMPARE(rows.size(), 1 + 50);
    QVERIFY(rows[1].contains("n = 3"));
    const QStringList cells = rows[1].split(',');
    QCOMPARE(cells[2].toDouble(), 8.0);  // 7, 8, 9
    QCOMPARE(cells[3].toDouble(), 7.0);
    QCOMPARE(cells[4].toDouble(), 9.0);
  }

  void refusesWhatItCannotDraw_data() {
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("says");
    const QString run = "pretrain-0000000000000000";
    QTest::addRow("unknown figure") << QStringList{"los", run, "-o", "x.png"} << "did you mean";
    QTest::addRow("unknown run") << QStringList{"loss", "nothing", "-o", "x.png"} << "nothing";
    QTest::addRow("no file") << QStringList{"loss", run} << "-o FILE";
    QTest::addRow("unknown ending") << QStringList{"loss", run, "-o", "x.bmp"} << ".svg";
    QTest::addRow("bad size") << QStringList{"loss", run, "-o", "x.png", "--size", "big"}
                              << "85x60";
    QTest::addRow("bad limits") << QStringList{"loss", run, "-o", "x.png", "--x=4:2"} << "4:2";
    QTest::addRow("not logged") << QStringList{"accuracy", run, "-o", "x.png"} << "logged nothing";
    QTest::addRow("bad rule") << QStringList{"scores", run, "-o", "x.png", "--tar-rule", "round"}
                              << "floor, nearest or interpolated";
    QTest::addRow("bad rate") << QStringList{"roc", run, "-o", "x.png", "--far", "2"}
                              << "at most 1";
    QTest::addRow("no scores") << QStringList{"roc", run, "-o", "x.png"} << "no scores";
  }

  void refusesWhatItCannotDraw() {
    QFETCH(QStringList, words);
    QFETCH(QString, says);
    const Answer answer = workbench(words + QStringList{"--runs", runs_});
    QCOMPARE(answer.code, 2);
    QVERIFY2(answer.err.contains(says.toUtf8()), answer.err);
    QVERIFY(!QFile::exists("x.png"));
  }

  void namesItsFigures() {
    const Answer answer = workbench({"--list", "--json"});
    QCOMPARE(answer.code, 0);
    const Json json = Json::parse(answer.out.toStdString());
    QVERIFY(json["figures"].size() > 10);
    QVERIFY(workbench({"--list"}).out.contains("roc"));
  }

 private:
  /// A finished pretraining of 50 steps whose loss begins at 7 + seed.
  void makeRun(int seed) {
    runs_ = folder_.filePath("my runs");
    const lafs::RunPaths run((runs_ + "/pretrain-000000000000000").toStdString() +
                             std::to_string(seed));
    QVERIFY(QDir().mkpath(QString::fromStdString(run.directory())));
    lafs::ExperimentSpec spec;
    spec.seed = seed;
    write(QString::fromStdString(run.spec()), toYaml(spec));
    std::string lines = R"({"segment":0,"restored_step":0,"time":1})"
                        "\n";
    for (int step = 0; step < 50; ++step) {
      lines += Json{{"step", step},
                    {"epoch", 0},
                    {"segment", 0},
                    {"time", 1.0 + step},
                    {"loss", 7 + seed - 0.05 * step},
                    {"teacher_entropy", 6 - 0.02 * step},
                    {"student_entropy", 6.1}}
                   .dump() +
               '\n';
    }
    write(QString::fromStdString(run.metrics()), lines);
  }

  QTemporaryDir folder_;
  QString runs_;
  QString second_;
};

QTEST_MAIN(TestCliFigure)
#include "test_cli_figure.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/config/experiment.h"

using lafs::Experiment;

/// Several experiments in one file.
class TestExperimentCollection : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    write("one.yaml", "matrix: {axes: {alpha: [0, 2]}, seeds: 2}\nreport: {tables: [2]}\n");
    write("two.yaml", "name: second\nmatrix: {axes: {shots: [1]}}\n");
    write("both.yaml", "name: all\nexperiments: [one.yaml, two.yaml]\n");
  }

  void putsTheCellsTogether() {
    const Experiment both = load("both.yaml");
    QCOMPARE(both.name, "all");
    QCOMPARE(both.cells.size(), std::size_t{5});
    QCOMPARE(both.cells.front().name, "one: alpha=0 seed=0");
    QCOMPARE(both.cells.back().name, "second: shots=1");
    QCOMPARE(both.cells.back().coordinates.at("table"), "second");
    QCOMPARE(both.axes, (std::vector<std::string>{"table", "alpha", "seed", "shots"}));
    QCOMPARE(both.parts.size(), std::size_t{2});
    QCOMPARE(both.parts[1].firstCell, std::size_t{4});
    QCOMPARE(both.parts[0].report.dump(), "{\"tables\":[2]}");
  }

  void aPlainFileIsOnePart() {
    const Experiment one = load("one.yaml");
    QCOMPARE(one.parts.size(), std::size_t{1});
    QCOMPARE(one.parts[0].cells, one.cells.size());
    QCOMPARE(one.parts[0].axes, one.axes);
  }

  void overridesReachEveryPart() {
    for (const lafs::Cell& cell : load("both.yaml", {"model.preset=mini", "seed=5"}).cells) {
      QCOMPARE(cell.spec.model.preset, "mini");
      QCOMPARE(cell.spec.seed, std::int64_t{5});
    }
  }

  void refusesWhatItCannotRead_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("said");
    QTest::newRow("missing file") << "experiments: [nowhere.yaml]\n"
                                  << "nowhere.yaml";
    QTest::newRow("itself") << "experiments: [wrong.yaml]\n"
                            << "wrong.yaml:1:15";
    QTest::newRow("twice") << "experiments: [one.yaml, one.yaml]\n"
                           << "called 'one'";
    QTest::newRow("no list") << "experiments: one.yaml\n"
                             << "experiments";
    QTest::newRow("a field beside") << "experiments: [one.yaml]\nseed: 3\n"
                                    << "wrong.yaml:2:1";
    QTest::newRow("an empty list") << "experiments: []\n"
                                   << "experiments";
  }

  void refusesWhatItCannotRead() {
    QFETCH(QString, text);
    QFETCH(QString, said);
    write("wrong.yaml", text.toUtf8().constData());
    try {
      load("wrong.yaml");
      QFAIL("it was taken");
    } catch (const lafs::UserError& error) {
      QVERIFY2(QString(error.what()).contains(said), error.what());
    }
  }

 private:
  void write(const char* name, const char* text) const {
    QFile file(folder_.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
  }
  Experiment load(const char* name, const std::vector<std::string>& overrides = {}) const {
    return lafs::loadExperiment(folder_.filePath(name).toStdString(), overrides);
  }
  QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestExperimentCollection)
#include "test_experiment_collection.moc"

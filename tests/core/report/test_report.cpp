// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>

#include "core/matrix/stage_graph.h"
#include "core/report/report.h"
#include "core/report/report_figure.h"
#include "core/report/table_report.h"
#include "core/report/verdict.h"
#include "core/run/run_writer.h"

using lafs::ClaimFinding;
using lafs::Experiment;
using lafs::Json;
using lafs::Report;
using lafs::ReportCell;
using lafs::ReportTable;
using lafs::StageGraph;
using lafs::StageKind;
using lafs::Verdict;

/// From run directories to tables, verdicts, claims and documents; runs are written by hand.
class TestReport : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void bindsCellsByTheirSpec();
  void putsStudentsIntervalOverSeeds();
  void saysWhatIsNotInThePaper();
  void tellsStatesApart();
  void marksTheBestAndWhatIsWorse();
  void judges_data();
  void judges();
  void checksClaims_data();
  void checksClaims();
  void saysWhatAClaimIsJudgedBy();
  void refusesOptionsThatItDoesNotKnow();
  void writesEveryFormat();
  void namesTheCommandOfEachNumber();

 private:
  /// Value of a cell by its name, for TAR at FAR 0.01 and accuracy alike.
  using Values = std::function<double(const lafs::Cell&)>;
  void load(const QByteArray& text);
  void measure(const Values& values);
  Report report(bool claims = false) const;
  std::string runs() const { return (folder_->path() + "/runs").toStdString(); }

  std::unique_ptr<QTemporaryDir> folder_;
  Experiment experiment_;
  StageGraph graph_;
};

namespace {

const char* kTable2 = R"(
model: {preset: mini}
data: {source: synthetic, set: webface4m}
pretrain: {data: {source: synthetic, set: webface-1shot}}
matrix:
  axes:
    method:
      shuffled: {pretrain.shuffle: all, pretrain.perturbation_alpha: 0}
      plain: {pretrain.shuffle: "off", pretrain.perturbation_alpha: 0}
  zip: [{fraction: [0.25, 1], finetune.train.epochs: [24, 8]}]
  seeds: 3
report:
  tables: [2]
  columns: {IJB-B: {protocol: frontal, far: 0.01}}
  stands_for: {fraction: {0.25: 0.01, 1: 0.1}}
)";

bool isShuffled(const lafs::Cell& cell) {
  return cell.spec.pretrain.shuffle == "all";
}

const ReportCell& cellAt(const ReportTable& table, const std::string& row,
                         const std::string& column) {
  for (const lafs::ReportRow& line : table.rows) {
    if (line.key != row) continue;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (table.columns[i].title == column) return line.cells[i];
    }
  }
  throw std::logic_error("no cell " + row + ", " + column);
}

const char* kShuffle = "landmark_shuffle.PartfViT_LAFS.shuffle";
const char* kPlain = "landmark_shuffle.PartfViT_LAFS.without_shuffle";

}  // namespace

void TestReport::init() {
  folder_ = std::make_unique<QTemporaryDir>();
  load(kTable2);
}

void TestReport::load(const QByteArray& text) {
  QFile file(folder_->filePath("table.yaml"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(text);
  file.close();
  experiment_ = lafs::loadExperiment(file.fileName().toStdString());
  lafs::DataFingerprints fingerprints(runs() + "/.fingerprints.json");
  graph_ = lafs::buildStageGraph(experiment_, fingerprints);
}

void TestReport::measure(const Values& values) {
  QDir().mkpath(QString::fromStdString(runs()));
  for (const lafs::StageNode& node : graph_.nodes) {
    const lafs::StageJob job = node.job(runs());
    lafs::writeStageDirectory(job, node.content);
    lafs::RunWriter writer(job.directory);
    if (node.stage == StageKind::Evaluate) {
      const double value = values(experiment_.cells[node.cells.front()]);
      if (value < 0) continue;  // begun, and not done
      const Json point = {{"far", 0.01}, {"tar", value}};
      const Json protocol = {
          {"name", "frontal"}, {"accuracy", value}, {"tar_at_far", Json::array({point})}};
      writer.result("metrics.json", Json{{"protocols", Json::array({protocol})}}.dump());
    }
    writer.finishDone();
  }
}

Report TestReport::report(bool claims) const {
  lafs::ReportRequest request;
  request.runsFolder = runs();
  request.claims = claims;
  return lafs::makeReport(experiment_, graph_, request);
}

void TestReport::bindsCellsByTheirSpec() {
  measure([](const lafs::Cell& cell) { return isShuffled(cell) ? 0.6 : 0.5; });
  const ReportTable forwards = report().tables.at(0);
  QCOMPARE(forwards.columns.size(), std::size_t{2});
  QCOMPARE(*cellAt(forwards, kShuffle, "IJB-B, 1 %").paper, 0.4001);
  QCOMPARE(*cellAt(forwards, kShuffle, "IJB-B, 1 %").measured, 0.6);
  QCOMPARE(*cellAt(forwards, kPlain, "IJB-B, 10 %").paper, 0.9106);
  // The same run stands in every row of the paper that it is.
  QCOMPARE(*cellAt(forwards, "landmark_perturbation.PartfViT_LAFS.alpha_0", "IJB-B, 1 %").measured,
           0.5);
  // Axes in another order, other names: the same numbers in the same places.
  QByteArray turned(kTable2);
  turned.replace("shuffled:", "b:").replace("plain:", "a:");
  turned.replace("[0.25, 1], finetune.train.epochs: [24, 8]",
                 "[1, 0.25], finetune.train.epochs: [8, 24]");
  load(turned);
  const ReportTable backwards = report().tables.at(0);
  for (const char* row : {kShuffle, kPlain}) {
    for (const char* column : {"IJB-B, 1 %", "IJB-B, 10 %"}) {
      QCOMPARE(*cellAt(backwards, row, column).measured, *cellAt(forwards, row, column).measured);
      QCOMPARE(*cellAt(backwards, row, column).paper, *cellAt(forwards, row, column).paper);
    }
  }
}

void TestReport::putsStudentsIntervalOverSeeds() {
  measure([](const lafs::Cell& cell) { return 0.40 + 0.02 * static_cast<double>(cell.spec.seed); });
  const Report made = report();
  const ReportCell& cell = cellAt(made.tables.at(0), kPlain, "IJB-B, 1 %");
  QCOMPARE(cell.seedsDone, std::size_t{3});
  QVERIFY(std::abs(*cell.measured - 0.42) < 1e-12);
  const double half = 4.302652729911275 * 0.02 / std::sqrt(3.0);  // t of 2 degrees at 97.5 %
  QVERIFY(std::abs(cell.interval->high - (0.42 + half)) < 1e-9);
  QVERIFY(std::abs(cell.interval->low - (0.42 - half)) < 1e-9);
  QCOMPARE(cell.interval->method, "t over 3 seeds");
  QVERIFY(cell.verdict == Verdict::OtherScale);
}

void TestReport::saysWhatIsNotInThePaper() {
  QByteArray text(kTable2);
  text.replace("      plain:",
               "      odd: {pretrain.shuffle: all, pretrain.perturbation_alpha: 3}\n      plain:");
  load(text);
  measure([](const lafs::Cell&) { return 0.5; });
  const Report made = report();
  QCOMPARE(made.tables.size(), std::size_t{2});
  QCOMPARE(made.tables[1].rows.size(), std::size_t{2});
  for (const lafs::ReportRow& row : made.tables[1].rows) {
    QVERIFY(row.key.find("odd") != std::string::npos);
    for (const ReportCell& cell : row.cells) {
      QVERIFY(cell.verdict == Verdict::NotInPaper && !cell.paper && cell.measured);
    }
  }
}

void TestReport::tellsStatesApart() {
  const Report before = report();
  QVERIFY(cellAt(before.tables[0], kPlain, "IJB-B, 1 %").state == lafs::CellState::Missing);
  QVERIFY(cellAt(before.tables[0], kPlain, "IJB-B, 1 %").verdict == Verdict::NotMeasured);
  QCOMPARE(before.plan.cells, std::size_t{12});
  measure([](const lafs::Cell& cell) { return cell.spec.seed == 2 ? -1 : 0.5; });
  const Report made = report();
  const ReportCell& cell = cellAt(made.tables[0], kPlain, "IJB-B, 1 %");
  QCOMPARE(cell.seedsDone, std::size_t{2});
  QCOMPARE(cell.seedsPlanned, std::size_t{3});
  QVERIFY(cell.state == lafs::CellState::Partly || cell.state == lafs::CellState::Running);
  QCOMPARE(cell.runs.size(), std::size_t{2});
}

void TestReport::marksTheBestAndWhatIsWorse() {
  measure([](const lafs::Cell& cell) {
    const double noise = 0.001 * static_cast<double>(cell.spec.seed * cell.spec.seed);
    return isShuffled(cell) ? 0.6 + noise : 0.5 - noise / 3;
  });
  const ReportTable table = report().tables.at(0);
  const ReportCell& best = cellAt(table, kShuffle, "IJB-B, 1 %");
  const ReportCell& worse = cellAt(table, kPlain, "IJB-B, 1 %");
  QVERIFY(best.best && !best.pAgainstBest);
  QVERIFY(!worse.best && worse.pAgainstBest && *worse.pAgainstBest < 0.01);
  QVERIFY(lafs::isWorse(worse));
}

void TestReport::judges_data() {
  QTest::addColumn<double>("measured");
  QTest::addColumn<double>("half");  // of the interval; negative: none
  QTest::addColumn<double>("paper");
  QTest::addColumn<bool>("paperScale");
  QTest::addColumn<int>("verdict");
  const auto row = [](const char* name, double measured, double half, double paper, bool scale,
                      Verdict verdict) {
    QTest::newRow(name) << measured << half << paper << scale << static_cast<int>(verdict);
  };
  row("in a narrow interval", 0.40, 0.01, 0.405, true, Verdict::Reproduced);
  row("in a wide one", 0.40, 0.08, 0.45, true, Verdict::Compatible);
  // 10,270 genuine pairs at 40 %: 0.95 points to either side.
  row("just outside, within both errors", 0.40, 0.01, 0.4125, true, Verdict::Compatible);
  row("far outside", 0.40, 0.01, 0.45, true, Verdict::Contradicts);
  row("smaller model", 0.40, 0.01, 0.40, false, Verdict::OtherScale);
  row("no interval, near", 0.40, -1, 0.405, true, Verdict::Compatible);
  row("no interval, far", 0.40, -1, 0.45, true, Verdict::Contradicts);
  row("nothing published", 0.40, 0.01, -1, true, Verdict::NotInPaper);
  row("nothing measured", -1, -1, 0.40, true, Verdict::NotMeasured);
}

void TestReport::judges() {
  QFETCH(double, measured);
  QFETCH(double, half);
  QFETCH(double, paper);
  QFETCH(bool, paperScale);
  QFETCH(int, verdict);
  ReportCell cell;
  if (measured >= 0) cell.measured = measured;
  if (half >= 0) cell.interval = lafs::ReportInterval{measured - half, measured + half, 0.95, ""};
  if (paper >= 0) cell.paper = paper;
  QCOMPARE(static_cast<int>(lafs::verdictOf(cell, 10270, paperScale)), verdict);
}

void TestReport::checksClaims_data() {
  QTest::addColumn<double>("gain");
  QTest::addColumn<double>("noise");
  QTest::addColumn<int>("finding");
  QTest::newRow("seen") << 0.05 << 0.001 << static_cast<int>(ClaimFinding::Seen);
  QTest::newRow("opposite") << -0.05 << 0.001 << static_cast<int>(ClaimFinding::Opposite);
  QTest::newRow("undecided") << 0.01 << 0.04 << static_cast<int>(ClaimFinding::Undecided);
}

void TestReport::checksClaims() {
  QFETCH(double, gain);
  QFETCH(double, noise);
  QFETCH(int, finding);
  measure([&](const lafs::Cell& cell) {
    const double wave = std::sin(2.0 + 2.5 * static_cast<double>(cell.spec.seed));
    return isShuffled(cell) ? 0.5 + gain + noise * wave : 0.5;
  });
  const Report made = report(true);
  QCOMPARE(made.claims.size(), lafs::publishedClaims().size());
  for (const lafs::ClaimReport& claim : made.claims) {
    if (claim.claim.id != "shuffle-part-fvit") {
      QVERIFY2(claim.finding() == ClaimFinding::NotMeasured, claim.claim.id.c_str());
      continue;
    }
    QCOMPARE(claim.steps.size(), std::size_t{1});
    const lafs::ClaimStep& step = claim.steps.front();
    QCOMPARE(step.pairs, std::size_t{2});  // 1 % and 10 %
    QCOMPARE(step.seeds, std::size_t{3});
    double mean = 0;
    for (int seed = 0; seed < 3; ++seed) mean += (gain + noise * std::sin(2.0 + 2.5 * seed)) / 3;
    QVERIFY(std::abs(*step.effect - mean) < 1e-12);
    QCOMPARE(static_cast<int>(step.finding), finding);
    QVERIFY(!claim.paperScale);
    QCOMPARE(claim.published.of, std::size_t{2});
  }
}

void TestReport::saysWhatAClaimIsJudgedBy() {
  lafs::PaperClaim claim;
  lafs::ClaimStep step;
  QCOMPARE(criterionText(claim, step), std::string());
  step.effect = 0.001;
  step.p = 0.01;
  step.adjusted = 0.19;
  QCOMPARE(criterionText(claim, step), std::string("p = 0.190"));
  // A p of no difference says nothing about likeness.
  claim.kind = lafs::PaperClaim::Kind::Near;
  claim.tolerance = 0.5;
  QCOMPARE(criterionText(claim, step), std::string("± 0.5 allowed"));
}

void TestReport::refusesOptionsThatItDoesNotKnow() {
  for (const char* options : {"{tables: [9]}", "{table: [2]}", "{columns: {LFW: {far: 0.1}}}",
                              "{tables: [2], stands_for: {fracton: {1: 2}}}"}) {
    load(QByteArray("model: {preset: mini}\nreport: ") + options + "\n");
    QVERIFY_EXCEPTION_THROWN(report(), lafs::UserError);
  }
}

void TestReport::writesEveryFormat() {
  measure([](const lafs::Cell& cell) { return isShuffled(cell) ? 0.612 : 0.5; });
  const Report made = report(true);
  std::size_t cells = 0;
  for (const ReportTable& table : made.tables) cells += table.rows.size() * table.columns.size();

  const QString csv = QString::fromStdString(lafs::reportCsv(made));
  QCOMPARE(csv.section("\n\n", 0, 0).count('\n'), static_cast<int>(cells));
  const QString markdown = QString::fromStdString(lafs::reportMarkdown(made));
  QVERIFY(markdown.contains("**61.20**") && markdown.contains("paper 40.01"));
  const QString latex = QString::fromStdString(lafs::reportLatex(made));
  QVERIFY(latex.contains("\\toprule") && latex.contains("\\textbf{61.20}"));
  QCOMPARE(latex.count('{') - latex.count("\\{"), latex.count('}') - latex.count("\\}"));
  const Json json = lafs::reportJson(made);
  QCOMPARE(json.at("tables").at(0).at("rows").at(0).at("cells").size(), std::size_t{2});
  QCOMPARE(json.at("claims").size(), made.claims.size());

  const QString html = QString::fromStdString(lafs::reportHtml(made));
  QVERIFY(html.contains("61.20") && html.contains("<svg"));
  QVERIFY(!html.contains("src=") && !html.contains("href=") && !html.contains("<script"));
  for (const std::string& svg : {lafs::dotPanels(made.tables[0]), lafs::claimForest(made.claims)}) {
    QXmlStreamReader reader(QString::fromStdString(svg));
    while (!reader.atEnd()) reader.readNext();
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
  }
}

void TestReport::namesTheCommandOfEachNumber() {
  measure([](const lafs::Cell&) { return 0.5; });
  const Report made = report();
  for (const lafs::ReportRow& row : made.tables[0].rows) {
    for (const ReportCell& cell : row.cells) {
      const QString command = QString::fromStdString(cell.command);
      QVERIFY2(command.startsWith("lafs-workbench --batch run "), qPrintable(command));
      const QString name = command.section("--cell ", 1).remove('\'');
      Experiment alone = experiment_;
      lafs::keepCells(alone, {name.toStdString()});
      QCOMPARE(alone.cells.size(), std::size_t{3});  // of every seed
      QCOMPARE(alone.parts.at(0).cells, std::size_t{3});
      QCOMPARE(alone.cells.front().name, cell.cells.front());
    }
  }
  Experiment wrong = experiment_;
  QVERIFY_EXCEPTION_THROWN(lafs::keepCells(wrong, {"shufled"}), lafs::UserError);
}

QTEST_GUILESS_MAIN(TestReport)
#include "test_report.moc"

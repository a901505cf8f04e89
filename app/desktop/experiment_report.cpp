// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/experiment_report.h"

#include <QFileInfo>
#include <QMap>
#include <exception>

#include "core/base/error.h"
#include "core/config/experiment.h"
#include "core/matrix/stage_graph.h"
#include "core/run/run_paths.h"

namespace lafs {

ExperimentReading readExperimentReport(const QString& file, const QString& runsFolder) {
  ExperimentReading reading;
  try {
    const Experiment experiment = loadExperiment(file.toStdString());
    ReportRequest request;
    request.runsFolder = runsFolder.toStdString();
    DataFingerprints fingerprints(RunsFolder(request.runsFolder).fingerprints());
    const StageGraph graph = buildStageGraph(experiment, fingerprints);
    for (const StageNode& node : graph.nodes) reading.stages << QString::fromStdString(node.name);
    for (const Problem& problem : graph.problems()) {
      reading.obstacles << QString::fromStdString(problem.text());
    }
    reading.report = makeReport(experiment, graph, request);
  } catch (const UserError& error) {
    QStringList lines;
    for (const Problem& problem : error.problems()) lines << QString::fromStdString(problem.text());
    reading.problem = lines.join('\n');
  } catch (const std::exception& error) {
    // A folder that vanishes while it is read must not take the window with it.
    reading.problem = QString::fromUtf8(error.what());
  }
  return reading;
}

QStringList reportCommand(const QString& file, const QString& target) {
  static const QMap<QString, QString> formats = {
      {"html", "html"}, {"csv", "csv"}, {"tex", "latex"}, {"json", "json"}};
  const QString format = formats.value(QFileInfo(target).suffix().toLower(), "md");
  return {"report", file, "--format", format, "-o", target};
}

}  // namespace lafs

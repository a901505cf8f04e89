// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/verb.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/matrix/stage_graph.h"
#include "core/report/report.h"
#include "core/run/run_paths.h"

namespace lafs {

namespace {

std::string document(const Report& report, const std::string& format) {
  if (format == "html") return reportHtml(report);
  if (format == "latex") return reportLatex(report);
  if (format == "csv") return reportCsv(report);
  if (format == "json") {
    return reportJson(report).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  if (format == "md") return reportMarkdown(report);
  const std::vector<std::string> formats = {"md", "html", "csv", "latex", "json"};
  const std::string near = nearestName(format, formats);
  throw UserError(
      "--format", "'" + format + "' is no format",
      near.empty() ? "formats are " + join(formats, ", ") : "did you mean " + near + "?");
}

int report(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  if (arguments.positional().size() != 1) {
    throw UserError(
        "report",
        "needs one EXPERIMENT, " + std::to_string(arguments.positional().size()) + " given",
        "e.g. lafs-workbench --batch report experiments/mini/tables.yaml --claims");
  }
  const std::string format = arguments.has("json") ? "json" : arguments.value("format", "md");
  ReportRequest request;
  request.runsFolder = arguments.value("runs", "runs");
  request.overrides = arguments.values("set");
  request.claims = arguments.has("claims");
  const Experiment experiment = loadExperiment(arguments.positional().front(), request.overrides);
  DataFingerprints fingerprints(RunsFolder(request.runsFolder).fingerprints());
  const StageGraph graph = buildStageGraph(experiment, fingerprints);
  const std::string text = document(makeReport(experiment, graph, request), format);
  if (arguments.has("o")) {
    writeFileAtomically(arguments.value("o"), text);
    context.err << "wrote " << arguments.value("o") << '\n';
  } else {
    context.out << text;
  }
  return kExitDone;
}

}  // namespace

Verb reportVerb() {
  return {
      "report",
      "EXPERIMENT --format md|html|csv|latex|json [-o FILE] [--claims] [--runs DIR] [--set k=v]...",
      "what an experiment has shown so far, beside the paper's numbers",
      {{"format", "NAME", "md, html, csv, latex or json (default: md)"},
       {"o", "FILE", "write there instead of to standard output"},
       {"claims", "", "also hold the paper's claims against the measurements"},
       {"runs", "DIR", "folder of the run directories (default: runs)"},
       {"set", "K=V", "as given to run", true},
       {"json", "", "the same as --format json"}},
      report};
}

}  // namespace lafs

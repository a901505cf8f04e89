// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <iostream>

#include "app/figures/figure.h"
#include "app/workbench/run_selection.h"
#include "app/workbench/text_table.h"
#include "app/workbench/verb.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "widgets/plot/chart_export.h"

namespace lafs {

namespace {

UserError badNumbers(const std::string& option, const std::string& value, const char* form) {
  return UserError("--" + option, "'" + value + "' is not of the form " + form,
                   "give two numbers, the second above the first");
}

/// "a:b" as limits of an axis.
void takeLimits(const Arguments& arguments, const std::string& option, ChartAxis& axis) {
  if (!arguments.has(option)) return;
  const std::string value = arguments.value(option);
  const std::size_t colon = value.find(':');
  if (colon == std::string::npos) throw badNumbers(option, value, "LOWER:UPPER");
  axis.lower = parseNumber(value.substr(0, colon));
  axis.upper = parseNumber(value.substr(colon + 1));
  if (!axis.lower || !axis.upper || !(*axis.lower < *axis.upper)) {
    throw badNumbers(option, value, "LOWER:UPPER");
  }
  if (axis.logarithmic && *axis.lower <= 0) {
    throw UserError("--" + option, "a logarithmic axis begins above 0, not at " + value,
                    "give a lower limit above 0");
  }
}

FigurePage pageOf(const Arguments& arguments) {
  FigurePage page;
  if (arguments.has("size")) {
    const std::string value = arguments.value("size");
    const std::size_t cross = value.find('x');
    const auto width = parseNumber(value.substr(0, cross));
    const auto height =
        cross == std::string::npos ? std::nullopt : parseNumber(value.substr(cross + 1));
    if (!width || !height) {
      throw UserError("--size", "'" + value + "' is no size", "write e.g. 85x60, in millimetres");
    }
    page.widthMm = *width;
    page.heightMm = *height;
  }
  page.dotsPerInch =
      static_cast<double>(arguments.number("dpi", static_cast<long long>(page.dotsPerInch), 1));
  page.dark = arguments.has("dark");
  page.footer = !arguments.has("no-footer");
  checkPage(page);
  return page;
}

TarRule ruleOf(const std::string& name) {
  for (const TarRule rule : kTarRules) {
    if (name == tarRuleName(rule)) return rule;
  }
  throw UserError("--tar-rule", "'" + name + "' is no rule", "use floor, nearest or interpolated");
}

FigureOptions optionsOf(const Arguments& arguments) {
  FigureOptions options;
  options.along = trainingAxisFromName(arguments.value("along", "step"));
  options.seeds = arguments.has("seeds");
  options.protocol = arguments.value("protocol");
  if (arguments.has("far")) {
    const auto far = parseNumber(arguments.value("far"));
    if (!far || !(*far > 0) || *far > 1) {
      throw UserError("--far", "'" + arguments.value("far") + "' is no false accept rate",
                      "give a number above 0 and at most 1");
    }
    options.target.far = *far;
  }
  if (arguments.has("tar-rule")) options.target.rule = ruleOf(arguments.value("tar-rule"));
  return options;
}

int list(VerbContext& context) {
  TextTable table({"figure", "shows"}, {TextTable::Align::Left, TextTable::Align::Left});
  Json all = Json::array();
  for (const Figure& figure : figures()) {
    table.row({figure.name, figure.summary});
    all.push_back({{"figure", figure.name}, {"shows", figure.summary}});
  }
  if (context.arguments.has("json")) {
    context.out << Json{{"figures", all}}.dump(2) << '\n';
  } else {
    context.out << table.text();
  }
  return kExitDone;
}

/// Qt remarks on an environment without a desktop; that is no news to who asked for none.
void onlyFailures(QtMsgType type, const QMessageLogContext&, const QString& words) {
  if (type == QtCriticalMsg || type == QtFatalMsg) std::cerr << words.toStdString() << '\n';
}

/// Drawing text needs Qt's application object; the offscreen platform needs no display.
QByteArray drawn(const Chart& chart, FigureFormat format, const FigurePage& page) {
  if (QCoreApplication::instance() != nullptr) return exportChart(chart, format, page);
  qputenv("QT_QPA_PLATFORM", "offscreen");
  qInstallMessageHandler(onlyFailures);
  int argc = 1;
  char name[] = "lafs-workbench";
  char* argv[] = {name, nullptr};
  const QApplication application(argc, argv);
  return exportChart(chart, format, page);
}

int figure(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  if (arguments.has("list")) return list(context);
  const std::vector<std::string>& words = arguments.positional();
  if (words.size() < 2) {
    throw UserError("figure", "a figure takes its name and at least one run",
                    "`figure --list` names the figures, `status` the runs");
  }
  if (!arguments.has("o")) {
    throw UserError("figure", "no file to write", "give -o FILE.png, .svg, .pdf or .csv");
  }
  const std::string file = arguments.value("o");
  const FigureFormat format = figureFormatOf(file);
  const FigurePage page = pageOf(arguments);
  const std::string runsFolder = arguments.value("runs", "runs");
  Chart chart = makeFigure(words.front(), selectRuns(runsFolder, {words.begin() + 1, words.end()}),
                           optionsOf(arguments));
  if (arguments.has("runs")) chart.source.runsFolder = runsFolder;
  chart.x.logarithmic =
      (chart.x.logarithmic || arguments.has("log-x")) && !arguments.has("linear-x");
  chart.y.logarithmic =
      (chart.y.logarithmic || arguments.has("log-y")) && !arguments.has("linear-y");
  takeLimits(arguments, "x", chart.x);
  takeLimits(arguments, "y", chart.y);
  const QByteArray bytes = drawn(chart, format, page);
  writeFileAtomically(file, bytes.toStdString());
  if (arguments.has("json")) {
    context.out << Json{{"file", file},
                        {"figure", words.front()},
                        {"runs", chart.source.runs},
                        {"bytes", bytes.size()},
                        {"command", figureCommand(chart, page, file)}}
                       .dump(2)
                << '\n';
  }
  return kExitDone;
}

}  // namespace

Verb figureVerb() {
  return {"figure",
          "NAME RUN... -o FILE [--runs DIR] [--along step|epoch|hours] [--seeds] [--size WxH]",
          "draw a figure of runs as PNG, SVG, PDF or CSV",
          {{"o", "FILE", "file to write; its ending chooses the format"},
           {"runs", "DIR", "folder of the run directories (default: runs)"},
           {"list", "", "name the figures"},
           {"along", "AXIS", "x axis of a training figure: step, epoch or hours"},
           {"seeds", "", "mean \u00b1 std of runs that differ in their seed alone"},
           {"protocol", "NAME", "protocol of an evaluation (default: the first)"},
           {"far", "RATE", "where the threshold line of an evaluation stands (default: 1e-3)"},
           {"tar-rule", "RULE",
            "threshold of the scores at that rate: floor (default), nearest or interpolated"},
           {"log-x", "", "logarithmic x axis"},
           {"log-y", "", "logarithmic y axis"},
           {"linear-x", "", "linear x axis"},
           {"linear-y", "", "linear y axis"},
           {"x", "LOWER:UPPER", "limits of the x axis"},
           {"y", "LOWER:UPPER", "limits of the y axis"},
           {"size", "WxH", "width and height in millimetres (default: 120x80)"},
           {"dpi", "N", "dots per inch of a PNG (default: 300)"},
           {"dark", "", "light on dark"},
           {"no-footer", "", "without the names of the runs below"},
           {"json", "", "print one JSON document about what was written"}},
          figure};
}

}  // namespace lafs

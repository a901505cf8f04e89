// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_column.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QHash>

#include "core/base/text.h"
#include "core/config/field_table.h"

namespace lafs {

namespace {

using Getter = CellValue (*)(const RunRow&);

QString qt(const std::string& text) {
  return QString::fromStdString(text);
}

QString tr(const char* text) {
  return QCoreApplication::translate("RunColumn", text);
}

CellValue text(const QString& value) {
  return {value};
}

CellValue number(double value, const QString& shown) {
  return {shown, value};
}

CellValue progress(const RunRow& row) {
  const RunProgress& done = row.progress;
  if (done.steps <= 0) return done.step > 0 ? number(0, QString::number(done.step)) : CellValue{};
  const double share = static_cast<double>(done.step) / static_cast<double>(done.steps);
  return number(share, shareText(share));
}

CellValue step(const RunRow& row) {
  if (row.progress.step <= 0 && row.progress.steps <= 0) return {};
  QString shown = qt(withThousands(row.progress.step));
  if (row.progress.steps > 0) shown += " / " + qt(withThousands(row.progress.steps));
  return number(static_cast<double>(row.progress.step), shown);
}

CellValue epoch(const RunRow& row) {
  if (row.progress.epochs <= 0) return {};
  return number(static_cast<double>(row.progress.epoch),
                QString("%1 / %2").arg(row.progress.epoch).arg(row.progress.epochs));
}

CellValue rate(const RunRow& row) {
  if (row.state != RunState::Running || row.progress.rate <= 0) return {};
  return number(row.progress.rate,
                QString("%1 %2/s")
                    .arg(row.progress.rate, 0, 'f', row.progress.rate < 10 ? 1 : 0)
                    .arg(qt(row.progress.unit)));
}

CellValue left(const RunRow& row) {
  if (row.state != RunState::Running) return {};
  if (!row.left) return text(QString::fromUtf8("—"));
  return number(row.left->most, qt(timeLeftText(row.left)));
}

CellValue worked(const RunRow& row) {
  return row.seconds > 0 ? number(row.seconds, qt(formatDuration(row.seconds))) : CellValue{};
}

CellValue updated(const RunRow& row) {
  if (row.updated <= 0) return {};
  const QDateTime time = QDateTime::fromSecsSinceEpoch(static_cast<qint64>(row.updated));
  const bool today = time.date() == QDate::currentDate();
  return number(row.updated, time.toString(today ? "HH:mm:ss" : "yyyy-MM-dd HH:mm"));
}

CellValue remark(const RunRow& row) {
  if (!row.problem.empty()) return text(qt(row.problem));
  if (!row.error.empty()) return text(qt(row.error).section('\n', 0, 0));
  if (row.state == RunState::LostContact) {
    return text(
        tr("silent for %1 on %2").arg(qt(formatDuration(row.silenceSeconds)), qt(row.host)));
  }
  if (row.state == RunState::Dead) return text(tr("its process is gone; resume goes on"));
  return text(qt(row.note).section('\n', 0, 0));
}

/// Of an evaluation, which no training curve stands for.
CellValue result(const RunRow& row) {
  if (!row.identity || row.identity->stage != StageKind::Evaluate) return {};
  static const std::string kEnding = ".accuracy";
  for (const auto& [name, value] : row.metrics) {
    if (name.size() <= kEnding.size()) continue;
    const std::size_t cut = name.size() - kEnding.size();
    if (name.compare(cut, kEnding.size(), kEnding) != 0) continue;
    return number(100 * value,
                  QString("%1 % %2").arg(100 * value, 0, 'f', 2).arg(qt(name.substr(0, cut))));
  }
  return {};
}

CellValue stage(const RunRow& row) {
  if (!row.identity) return {};
  const QString name = stageName(row.identity->stage);
  return text(row.subject.empty() ? name : name + " " + qt(row.subject));
}

struct BuiltIn {
  RunColumn column;
  Getter get;
};

const QVector<BuiltIn>& builtIns() {
  static const QVector<BuiltIn> all = {
      {{"name", tr("Run"), tr("Name of the run directory"), false, false},
       [](const RunRow& row) { return text(qt(row.name)); }},
      {{"state", tr("State"), tr("What the run is doing"), false, false},
       [](const RunRow& row) { return text(stateWord(row)); }},
      {{"experiment", tr("Experiment"), tr("Name of the experiment that first asked for it"), false,
        false},
       [](const RunRow& row) { return text(qt(row.experiment)); }},
      {{"stage", tr("Stage"), tr("Stage, and what an evaluation measures"), false, false}, stage},
      {{"progress", tr("Progress"), tr("Share of the steps done"), true, false}, progress},
      {{"step", tr("Step"), tr("Steps done and in all"), true, false}, step},
      {{"epoch", tr("Epoch"), tr("Epochs done and in all"), true, false}, epoch},
      {{"rate", tr("Rate"), tr("Recent rate"), true, false}, rate},
      {{"left", tr("Time left"), tr("Time still to go, as a range"), true, false}, left},
      {{"worked", tr("Worked"), tr("Time spent on it, over all attempts"), true, false}, worked},
      {{"updated", tr("Last sign"), tr("Newest sign of life"), true, false}, updated},
      {{"curve", tr("Loss curve"), tr("History of the loss"), false, false},
       [](const RunRow&) { return CellValue{}; }},
      {{"result", tr("Result"),
        tr("Accuracy of an evaluation, percent, on the first of its protocols"), true, true},
       result},
      {{"host", tr("Host"), tr("Machine of the newest worker"), false, false},
       [](const RunRow& row) { return text(qt(row.host)); }},
      {{"tags", tr("Tags"), tr("Tags that somebody gave it"), false, false},
       [](const RunRow& row) { return text(qt(row.tags)); }},
      {{"note", tr("Note"), tr("What somebody wrote about it"), false, false},
       [](const RunRow& row) { return text(qt(row.note).simplified()); }},
      {{"remark", tr("Remark"), tr("What went wrong, else the note"), false, false}, remark},
  };
  return all;
}

const BuiltIn* builtIn(const QString& id) {
  for (const BuiltIn& entry : builtIns()) {
    if (entry.column.id == id) return &entry;
  }
  return nullptr;
}

/// Fields by id, so that a table of 10,000 rows does not search for them.
const SpecField* fieldOf(const QString& id) {
  static QHash<QString, const SpecField*> known;
  const auto found = known.constFind(id);
  if (found != known.constEnd()) return *found;
  const SpecField* field = findSpecField(id.toStdString());
  known.insert(id, field);
  return field;
}

}  // namespace

const QVector<RunColumn>& builtInColumns() {
  static const QVector<RunColumn> columns = [] {
    QVector<RunColumn> all;
    for (const BuiltIn& entry : builtIns()) all.append(entry.column);
    return all;
  }();
  return columns;
}

QStringList defaultColumnIds() {
  return {"name",   "state", "experiment", "progress", "rate",  "left",
          "worked", "loss",  "curve",      "result",   "shots", "remark"};
}

RunColumn runColumn(const QString& id) {
  if (const BuiltIn* entry = builtIn(id)) return entry->column;
  if (const SpecField* field = fieldOf(id)) {
    const FieldType type = field->field().type;
    const bool isNumber = type == FieldType::Number || type == FieldType::Integer;
    return {id, id, qt(field->field().meaning), isNumber, false};
  }
  return {id, id, tr("Metric of the run"), true, true};
}

CellValue cellValue(const RunRow& row, const QString& columnId) {
  if (const BuiltIn* entry = builtIn(columnId)) return entry->get(row);
  if (const SpecField* field = fieldOf(columnId)) {
    if (!row.identity) return {};
    const std::string shown = row.specText(field->path());
    const auto value = parseNumber(shown);
    return value ? number(*value, qt(shown)) : text(qt(shown));
  }
  const auto found = row.metrics.find(columnId.toStdString());
  if (found == row.metrics.end()) return {};
  return {measureText(found->second), found->second};
}

QString cellToolTip(const RunRow& row, const QString& columnId) {
  if (columnId == "name") return qt(row.directory);
  if (!row.problem.empty()) return qt(row.problem);
  const bool ofError = columnId == "remark" || columnId == "state";
  if (ofError && !row.error.empty()) return qt(row.error);
  return cellValue(row, ofError ? "remark" : columnId).text;
}

QString stateWord(const RunRow& row) {
  if (!row.problem.empty()) return tr("problem");
  if (row.paused) return tr("paused");
  if (row.state == RunState::LostContact) return tr("lost contact");
  return runStateName(row.state);
}

QString shareText(double share) {
  // 0.29 * 100 is 28.999…
  constexpr double kRounding = 1e-9;
  return QString("%1 %").arg(static_cast<int>(std::floor(share * 100 + kRounding)));
}

QString measureText(double value) {
  if (std::isnan(value)) return "NaN";
  return QString::number(value, 'g', 4);
}

}  // namespace lafs

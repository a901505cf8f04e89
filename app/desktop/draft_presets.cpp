// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/draft_presets.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <algorithm>
#include <tuple>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/config/experiment.h"
#include "core/config/field_table.h"
#include "core/config/spec_json.h"
#include "core/config/yaml_edit.h"
#include "core/run/run_paths.h"

namespace lafs {

namespace {

constexpr const char* kFirstFile = "quickstart.yaml";

/// `text` with the files of its `experiments: […]` named as seen from `folder`.
QString withAbsoluteParts(QString text, const QDir& folder) {
  static const QRegularExpression list("^experiments: *\\[([^\\]]*)\\]",
                                       QRegularExpression::MultilineOption);
  const auto found = list.match(text);
  if (!found.hasMatch()) return text;
  QStringList files;
  for (const QString& name : found.captured(1).split(',', Qt::SkipEmptyParts)) {
    files << folder.absoluteFilePath(name.trimmed());
  }
  const QString changed = "experiments:\n  [" + files.join(",\n   ") + "]";
  return text.replace(found.capturedStart(), found.capturedLength(), changed);
}

/// What an experiment file says, as a draft: its text; one that extends others is extended itself,
/// because relative names would mean something else beside the draft.
QString draftOf(const QString& file, const QString& title) {
  QFile in(file);
  if (!in.open(QIODevice::ReadOnly)) return {};
  const QString text = QString::fromUtf8(in.readAll());
  if (!text.contains("extends:")) return withAbsoluteParts(text, QFileInfo(file).dir());
  const QString name = QString(title).replace('/', '-');
  return QString("extends: %1\nname: %2\n").arg(file, name);
}

/// The first comment lines of a file, for the tip.
QString hintOf(const QString& text) {
  QStringList lines;
  for (const QString& line : text.split('\n')) {
    if (!line.startsWith('#')) break;
    if (!line.contains("SPDX")) lines << line.mid(1).trimmed();
  }
  return lines.join(' ');
}

/// Only what differs from the defaults, section by section, as a person would write it.
std::string shortYaml(const ExperimentSpec& spec) {
  const ExperimentSpec defaults;
  std::string text = "name: " + spec.name + "\n";
  for (const SpecField& field : specFields()) {
    const std::string value = field.text(spec);
    if (field.path() == "name" || value == field.text(defaults)) continue;
    text = withYamlValue(text, field.path(), value.empty() ? "\"\"" : value);
  }
  return text;
}

ExperimentSpec specOf(const QString& source, std::string& yaml) {
  if (source.startsWith("run:")) {
    const RunPaths paths(source.mid(4).toStdString());
    const ExperimentSpec spec = specFromYaml(readWholeFile(paths.spec()), paths.spec());
    yaml = shortYaml(spec);
    return spec;
  }
  if (source.startsWith("preset:")) {
    const QString file = source.mid(7);
    yaml = draftOf(file, QFileInfo(file).completeBaseName()).toStdString();
    return loadExperiment(file.toStdString()).cells.front().spec;
  }
  const QTemporaryDir folder;
  const std::string file = folder.filePath("preset.yaml").toStdString();
  writeFileAtomically(file, source.toStdString());
  yaml = source.toStdString();
  return loadExperiment(file).cells.front().spec;
}

}  // namespace

QStringList experimentFiles(const QString& experimentsFolder) {
  const QDir folder(experimentsFolder);
  QDirIterator files(experimentsFolder, {"*.yaml"}, QDir::Files, QDirIterator::Subdirectories);
  QStringList found;
  while (files.hasNext()) found << folder.relativeFilePath(files.next());
  // The quickstart is the one to begin with, then the other files of the folder itself.
  const auto rank = [](const QString& name) {
    return std::make_tuple(name != kFirstFile, name.count('/'), name);
  };
  std::sort(found.begin(), found.end(),
            [&](const QString& a, const QString& b) { return rank(a) < rank(b); });
  return found;
}

QVector<DraftPreset> draftPresets(const QString& experimentsFolder) {
  QVector<DraftPreset> presets;
  const QDir folder(experimentsFolder);
  for (const QString& name : experimentFiles(experimentsFolder)) {
    DraftPreset preset;
    preset.title = name.left(name.size() - 5);
    preset.text = draftOf(folder.filePath(name), preset.title);
    preset.hint = hintOf(preset.text);
    presets.append(preset);
  }
  presets.append({"paper", QObject::tr("The paper's reading wherever paper and code differ"),
                  "name: paper\npreset: paper\n"});
  presets.append({"release", QObject::tr("The released code's side of every difference"),
                  "name: release\npreset: release\n"});
  return presets;
}

DraftReading readDraftSource(const QString& source) {
  DraftReading reading;
  try {
    reading.spec = specOf(source, reading.yaml);
    reading.resolved = true;
  } catch (const UserError& error) {
    reading.problem = error.problems().front().text();
  }
  return reading;
}

}  // namespace lafs

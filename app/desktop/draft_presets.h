// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>
#include <string>

#include "core/config/experiment_spec.h"

namespace lafs {

/// Something a draft can start from.
struct DraftPreset {
  QString title;  ///< "quickstart", "mini/orl", "paper/finetune", "release"
  QString hint;
  QString text;  ///< YAML
};

/// Experiment files below a folder, relative to it: those of the folder itself first. Reads
/// folders: for a thread of the pool.
QStringList experimentFiles(const QString& experimentsFolder);

/// The files of the experiments folder, and the presets `paper` and `release`. Reads files: for a
/// thread of the pool.
QVector<DraftPreset> draftPresets(const QString& experimentsFolder);

/// A preset or a run, read to compare with or to clone.
struct DraftReading {
  bool resolved = false;
  ExperimentSpec spec;  ///< of the first cell
  std::string yaml;     ///< only what differs from the defaults
  std::string problem;
};

/// `source`: "run:DIRECTORY", "preset:FILE", or YAML text. Never throws for what is in there.
DraftReading readDraftSource(const QString& source);

}  // namespace lafs

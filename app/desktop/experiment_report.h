// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <string>
#include <vector>

#include "core/report/report.h"

namespace lafs {

/// What an experiment has shown so far in one runs folder, read at one go.
struct ExperimentReading {
  Report report;
  QStringList stages;     ///< names of the run directories that it asks for
  QStringList obstacles;  ///< why stages cannot run: data that is not there
  QString problem;        ///< why there is no report; empty when there is one
};

/// The same report that `--batch report FILE` prints, as values. Never throws for what is in the
/// file. Reads files: for a thread of the pool.
ExperimentReading readExperimentReport(const QString& file, const QString& runsFolder);

/// Words after `--batch` that write the report to `target`, in the format of its ending (md, html,
/// csv, tex, json); md for anything else.
QStringList reportCommand(const QString& file, const QString& target);

}  // namespace lafs

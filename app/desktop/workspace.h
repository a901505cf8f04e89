// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lafs {

/// Where this window works: one runs folder, and the user's own folders. Only paths; makes and
/// reads nothing.
class Workspace {
 public:
  /// `runsFolder` is made absolute against the current folder; `program` is lafs-workbench itself.
  Workspace(const QString& runsFolder, QString program);

  const QString& runsFolder() const { return runsFolder_; }
  const QString& program() const { return program_; }
  /// Throw-away files of this workspace, in the user's cache folder: one folder a runs folder.
  QString cacheFolder() const;
  /// Drafts and layouts: the user's data folder.
  static QString dataFolder();
  /// The folder `experiments/` of this program: beside the source tree's build, or installed.
  QString experimentsFolder() const;

 private:
  QString runsFolder_;
  QString program_;
};

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTemporaryDir>
#include <string>

#include "core/base/json.h"

namespace lafs::test {

/// Python's own readers and writers beside ours: a script that is called with "make" to write files
/// and made.json, which says what is in them, and with "check" to read ours.json and the files that
/// it is about. All of it in a folder that goes with the test.
class PythonScript {
 public:
  /// `file` from the root of the source tree; `modules` as in an import statement: what the script
  /// needs. Looks for a Python that has them.
  PythonScript(const char* file, const QString& modules);

  bool found() const { return !python_.isEmpty(); }
  /// Runs the script with one of its words: empty when it went well, else what it printed.
  QString run(const char* word) const;
  /// What made.json says.
  Json made() const;
  /// A file of the folder.
  std::string path(const std::string& name) const;

 private:
  QTemporaryDir folder_;
  QString file_;
  QString python_;
};

}  // namespace lafs::test

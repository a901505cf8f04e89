// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

namespace lafs {

/// Where the data sets that experiments name are on this machine: data-roots.yaml, a map of names
/// to paths ("webface4m: /data/faces/webface4m"; relative ones from the file's folder). Experiments
/// write "{webface4m}" where a path is wanted, so that they need no change from machine to machine.
class DataRoots {
 public:
  /// The file that LAFS_DATA_ROOTS names, else data-roots.yaml in the current folder, else beside
  /// `experimentFile`; none at all is fine. UserError for a file that is not such a map.
  static DataRoots find(const std::string& experimentFile);
  static DataRoots read(const std::string& file);

  const std::string& file() const { return file_; }  ///< empty when there is none
  /// `path` with "{name}" replaced; names without a place stay as they are.
  std::string resolve(const std::string& path) const;

 private:
  std::string file_;
  std::map<std::string, std::string> places_;
};

/// Name between the first braces of a path; empty when it has none.
std::string dataSetNamed(const std::string& path);

}  // namespace lafs

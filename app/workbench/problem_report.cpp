// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/problem_report.h"

namespace lafs {

Json problemsJson(const UserError& error) {
  Json list = Json::array();
  for (const Problem& problem : error.problems()) {
    list.push_back(
        {{"where", problem.where}, {"message", problem.message}, {"remedy", problem.remedy}});
  }
  return list;
}

}  // namespace lafs

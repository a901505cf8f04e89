// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/verb.h"

namespace lafs {

Verb validateVerb();
Verb describeVerb();

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> all = {
      validateVerb(),
      describeVerb(),
  };
  return all;
}

}  // namespace lafs

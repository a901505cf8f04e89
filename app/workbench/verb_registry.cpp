// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/verb.h"

namespace lafs {

Verb runVerb();
Verb statusVerb();
Verb stopVerb();
Verb resumeVerb();
Verb retryVerb();
Verb pauseVerb();
Verb killVerb();
Verb archiveVerb();
Verb cloneVerb();
Verb evaluateVerb();
Verb compareVerb();
Verb validateVerb();
Verb describeVerb();

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> all = {
      runVerb(),     statusVerb(),   stopVerb(),     resumeVerb(), retryVerb(),
      pauseVerb(),   killVerb(),     archiveVerb(),  cloneVerb(),  evaluateVerb(),
      compareVerb(), validateVerb(), describeVerb(),
  };
  return all;
}

}  // namespace lafs

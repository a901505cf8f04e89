// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/verb.h"

namespace lafs {

Verb runVerb();
Verb statusVerb();
Verb stopVerb();
Verb resumeVerb();
Verb retryVerb();
Verb evaluateVerb();
Verb compareVerb();
Verb reportVerb();
Verb dataVerb();
Verb importVerb();
Verb exportVerb();
Verb validateVerb();
Verb describeVerb();
Verb pauseVerb();
Verb killVerb();
Verb archiveVerb();
Verb cloneVerb();
Verb noteVerb();
Verb queueVerb();
#ifdef LAFS_HAS_FIGURES
Verb figureVerb();
#endif

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> all = {
      runVerb(),      statusVerb(),   stopVerb(),     resumeVerb(), retryVerb(),
      evaluateVerb(), compareVerb(),  reportVerb(),   dataVerb(),   importVerb(),
      exportVerb(),   validateVerb(), describeVerb(), pauseVerb(),  killVerb(),
      archiveVerb(),  cloneVerb(),    noteVerb(),     queueVerb(),
#ifdef LAFS_HAS_FIGURES
      figureVerb(),
#endif
  };
  return all;
}

}  // namespace lafs

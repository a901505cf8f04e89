// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/experiment.h"
#include "tests/fuzz/fuzz_target.h"

namespace lafs::test {

void readExperimentBytes(std::string_view bytes) {
  loadExperiment(fuzzFile("fuzz.yaml", bytes));
}

}  // namespace lafs::test

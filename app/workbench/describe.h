// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workbench/verb.h"

namespace lafs {

/// What `describe` can describe; each takes the context of the verb, the subject still first among
/// its positional arguments.
int describeSchema(VerbContext& context);
int describeModel(VerbContext& context);
int describeModels(VerbContext& context);
int describeExperiment(VerbContext& context);

}  // namespace lafs

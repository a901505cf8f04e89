// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/data/pair_protocol.h"

namespace lafs {

/// The pairs of a verification bin with its pictures, which are decoded when they are asked for
/// (RGB, whatever the encoding). A picture that occurs in several pairs is one image of the source;
/// who is on it is known only through the genuine pairs, so that a label stands for the pictures
/// that they join. UserError when the file is damaged, or is named like a set of the field (lfw,
/// agedb_30, calfw, cplfw: 6000 pairs; cfp_fp, cfp_ff: 7000) and holds another number of pairs.
PairProtocol openVerificationBin(const std::string& path);

}  // namespace lafs

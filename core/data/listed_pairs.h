// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/data/pair_protocol.h"

namespace lafs {

/// The pairs of `file` (format of LFW's pairs.txt) with their pictures below `root`. "name i" is
/// root/name/name_%04d.EXT, or root/name/i.EXT, or else the i-th picture of root/name in natural
/// order. The source holds just the pictures that are named, by person and number; damaged ones
/// are refused, because leaving a pair out would change the test. `data` gives the colour order.
/// With an empty `root` people are known but pictures are not: features and scores made elsewhere can
/// be judged, and asking for a picture is a UserError.
/// UserError at file:line for a picture that is missing; all of them (at most 20) in one go.
PairProtocol openListedPairs(const std::string& file, const std::string& root,
                             const DataSpec& data);

}  // namespace lafs

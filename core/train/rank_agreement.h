// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/run/run_writer.h"

namespace lafs {

/// What the processes of one training decide together. Alone, each returns what it is given.

/// What any rank was asked for counts for all.
ControlRequests agreedRequests(const ControlRequests& own);

/// Rank 0's word: clocks and the run directory are its own.
bool writerSays(bool own);

/// Whether it is so on any rank.
bool anyRank(bool own);

/// The means of values that every rank has under the same names.
void averageValues(std::map<std::string, double>& values);

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace lafs {

/// Order in which a random subset takes the identities 0 … count-1: the first share of it.
std::vector<std::int64_t> identityOrder(std::int64_t count, std::uint64_t seed);

/// Keeps the first `shots` (0: all) of the images of identity `label`, in an order that depends on
/// the seed and the identity alone; so fewer shots are among more shots, whatever else is chosen.
void keepShots(std::vector<std::int64_t>& images, std::int64_t label, std::int64_t shots,
               std::uint64_t seed);

}  // namespace lafs

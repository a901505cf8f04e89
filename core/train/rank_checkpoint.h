// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <set>
#include <string>

#include "core/train/checkpoint.h"

namespace lafs {

/// Checkpoints of a training over ranks are those of one process: a checkpoint holds whole tensors,
/// whoever held which of their rows, so that any number of ranks goes on from it. All collective;
/// alone, each returns what it is given.

/// Whether a tensor of objective or optimizer ("loss.weight", "optimizer.m.loss.weight") has its
/// rows spread over the ranks, by the names of the parameters that have.
bool isSpread(const std::string& tensor, const std::set<std::string>& spreadRows);

/// `tensors` with the rows of all ranks together in those that are spread.
TensorMap wholeTensors(TensorMap tensors, const std::set<std::string>& spreadRows);

/// The checkpoint that rank 0 has read, for every rank, with its own rows alone of what is spread.
std::optional<Checkpoint> shareCheckpoint(std::optional<Checkpoint> read,
                                          const std::set<std::string>& spreadRows);

/// Gives every rank rank 0's numbers in all tensors but the spread ones, in place.
void shareTensors(const TensorMap& tensors, const std::set<std::string>& spreadRows);

}  // namespace lafs

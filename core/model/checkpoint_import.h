// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/config/model_spec.h"
#include "core/model/checkpoint_file.h"
#include "core/model/face_model.h"

namespace lafs {

/// What someone who imports a checkpoint may say. Patterns name keys, '*' standing for anything
/// ("stn.*"); nothing but a full match is taken unless its keys were named here.
struct ImportOptions {
  std::string entry;               ///< of the checkpoint; empty: the usual one
  std::optional<ModelSpec> model;  ///< empty: inferred from the sizes
  std::string landmarkFile;        ///< checkpoint to take the landmark CNN from; empty: the same
  std::vector<std::string> allowMissing;     ///< these keep fresh random values
  std::vector<std::string> allowUnexpected;  ///< these are left out
  std::vector<std::string> allowMisshaped;   ///< these keep fresh random values
};

/// A key that both sides have with different sizes.
struct MisshapedKey {
  std::string name;
  std::vector<std::int64_t> found, expected;
};

/// Outcome of fitting a checkpoint to a model. Names are the model's: wrappers taken out.
struct ImportReport {
  std::string file, container, entry;
  std::vector<TensorGroup> entries;
  Json facts;
  ModelShape shape;
  FaceInput input = FaceInput::Landmarks;
  std::vector<std::string> matched;
  std::vector<std::string> missing;
  std::vector<std::string> unexpected;
  std::vector<MisshapedKey> misshaped;
  std::vector<std::string> dropped;     ///< class matrix, DINO head, tokens that no model here has
  std::vector<std::string> defaulted;   ///< counters of batches that old files do not have
  std::vector<std::string> notAllowed;  ///< of missing, unexpected and misshaped: not asked for
  bool accepted() const { return notAllowed.empty(); }
  Json json() const;
};

struct ImportedModel {
  std::shared_ptr<FaceModel> model;  ///< in eval mode, on the CPU
  ImportReport report;
};

/// Reads a checkpoint of the paper's authors, of DINO, of InsightFace's IResNets or of this program
/// and makes a face model of it: `module.`, `backbone.` and `encoder.` are taken out of the names,
/// the DINO head, the class matrix and unused tokens dropped, `fc0` is an IResNet's `fc`. A fit
/// that is not full and not asked for is no error here: look at the report. UserError when the file
/// cannot be read or is of no known model.
ImportedModel importCheckpoint(const std::string& file, const ImportOptions& options);

/// The UserError for a report that is not accepted; says which keys, and how to ask for them.
UserError importRefusal(const ImportReport& report);

}  // namespace lafs

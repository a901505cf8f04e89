// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/synthetic/photo_conditions.h"

namespace lafs::synthetic {

/// Turns an ordinary picture of `person` into one from a studio: the face nearly frontal and calm,
/// soft light from the front, the usual hair, beard and glasses, nothing worn on or held before
/// the face, a clean camera. What `challenge` asks (profile, age) stays. What is left of each
/// variation is a fixed share of the ordinary one, so that the pictures of a person still differ.
void sitForPortrait(const FaceTraits& person, Challenge challenge, PhotoConditions& conditions);

}  // namespace lafs::synthetic

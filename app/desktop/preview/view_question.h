// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>

#include "app/desktop/preview/preview_answer.h"
#include "widgets/faces/augment_controls.h"
#include "widgets/faces/branch_panel.h"
#include "widgets/faces/view_strip.h"

namespace lafs {

/// One face and how it is looked at; the objects are those of core/preview/README.md.
struct ViewedFace {
  Json source = Json::object();
  int index = 0;
  Json model = Json::object();
  QString run;              ///< directory whose spec holds what the settings do not; may be empty
  QString method = "lafs";  ///< pretrain.method
};

/// The question "views" for that face under these settings.
Json viewsQuestion(const ViewedFace& face, const AugmentSettings& settings);

/// What the student gets in view `view` of an answer, and what the teacher gets (global views; an
/// empty view for others).
BranchView studentView(const PreviewAnswer& answer, int view);
BranchView teacherView(const PreviewAnswer& answer, int view);
QVector<ViewStrip::Entry> stripEntries(const PreviewAnswer& answer);

}  // namespace lafs

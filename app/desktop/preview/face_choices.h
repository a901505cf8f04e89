// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>
#include <optional>

#include "app/desktop/run_scanner.h"
#include "core/base/json.h"
#include "widgets/faces/augment_controls.h"
#include "widgets/faces/picture_picker.h"

namespace lafs {

/// What the visualiser can look at in a workspace. An id is the JSON object of the preview
/// protocol (`source`, `model`) as text, or one of the two that open a dialog.
inline constexpr const char* kChooseFile = "choose-file";
inline constexpr const char* kChooseFolder = "choose-folder";

/// Sources: synthetic faces, the data of each run, protocols of evaluations, `opened` ones,
/// dialogs.
QVector<PicturePicker::Choice> sourceChoices(const RunList& runs, const QStringList& opened);
/// Models: the grid, each run that has a landmark CNN, `opened` files, a dialog.
QVector<PicturePicker::Choice> modelChoices(const RunList& runs, const QStringList& opened);

/// The choices for someone who comes with `run` selected (may be null): its data and its CNN, else
/// the newest run's, else synthetic faces on the grid.
QString preferredSource(const RunList& runs, const RunRowPtr& run);
QString preferredModel(const RunList& runs, const RunRowPtr& run);

/// Asks for what one of the dialogs is for: a folder, a picture, or a `model` file; empty when the
/// user thinks better of it.
QString askForPath(QWidget* parent, const QString& id, bool model);

/// Source object of a picture or a folder.
Json sourceOf(const QString& path);

/// The run directory that a source or model id names; empty when it names none.
QString runOf(const QString& id);
/// What a run's spec says about landmark augmentation.
AugmentSettings settingsOf(const RunRow& run);

}  // namespace lafs

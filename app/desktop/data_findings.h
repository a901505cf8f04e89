// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QVector>

#include "core/base/json.h"
#include "widgets/data/findings_list.h"

namespace lafs {

/// "data inspect …", after --batch, for a source object of the preview protocol. Of a run, all that
/// the stages of its spec read is inspected, so that people whom training and evaluation share come
/// to light. Empty when the object names nothing that can be inspected.
QStringList inspectCommand(const Json& source);

/// What `data inspect --json` says, as the list shows it. Also of a document that lacks parts.
QVector<DataFinding> dataFindings(const Json& document);

}  // namespace lafs

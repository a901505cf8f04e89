// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>

class QWidget;

namespace lafs {

/// Lets a file or folder be dropped on `target`: the first one that lies on this machine goes to
/// `take`, as a path.
void acceptFileDrops(QWidget& target, std::function<void(const QString& path)> take);

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QString>
#include <QVector>

namespace lafs {

/// A key and what it does.
struct KeyHelp {
  QString keys;
  QString meaning;
};

/// What somebody looks at, in a few sentences, and the keys that work there. Several of them may be
/// open beside the work.
class HelpDialog : public QDialog {
  Q_OBJECT

 public:
  HelpDialog(const QString& title, const QString& text, const QVector<KeyHelp>& keys,
             QWidget* parent = nullptr);
};

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QIcon>
#include <QString>
#include <QVector>

class QLineEdit;
class QListWidget;

namespace lafs {

/// Something the palette can do or show.
struct PaletteEntry {
  QString id;
  QString text;
  QString hint;      ///< shortcut, or what it is
  QString category;  ///< "Run", "View", "run directory"
  QIcon icon;
  bool enabled = true;
};

/// How well `text` answers what was typed: every letter in its order, beginnings of words and runs
/// of letters count more; below 0 = not at all.
int paletteScore(const QString& typed, const QString& text);

/// Type a few letters, choose with the arrows, Enter.
class CommandPalette : public QDialog {
  Q_OBJECT

 public:
  explicit CommandPalette(QVector<PaletteEntry> entries, QWidget* parent = nullptr);

 Q_SIGNALS:
  void chosen(const QString& id);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void search(const QString& typed);
  void choose();

  QVector<PaletteEntry> entries_;
  QLineEdit* line_;
  QListWidget* list_;
};

}  // namespace lafs

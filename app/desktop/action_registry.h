// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QObject>
#include <QStringList>
#include <QVector>
#include <functional>
#include <optional>

#include "widgets/theme/icons.h"

namespace lafs {

/// One thing the user can do, from a menu, a key, the palette, or a typed command.
struct ActionEntry {
  QString id;        ///< "run.stop"; the settings file and tests know it by this
  QString text;      ///< "Stop and save"
  QString category;  ///< menu: "Run", "View", …
  std::optional<Icon> icon;
  QKeySequence shortcut;  ///< default; the user may set another
  QString hint;           ///< one line: what it does, with its consequences
  /// The words after `--batch` that do the same, for what is selected now; empty when nothing
  /// suitable is selected. A null function marks an action that only changes what the window shows.
  std::function<QStringList()> command;
  /// What a click does. Null for an action with a command: then the command is launched.
  std::function<void()> handler;
  /// Whether it makes sense now; null = when `command` (if any) says something.
  std::function<bool()> enabled;
  bool asksFirst = false;  ///< loses work: a question comes before (kill)
  QString question;
};

/// An entry with what nearly every action has; what it does is set on it.
ActionEntry actionEntry(const QString& id, const QString& text, const QString& category,
                        std::optional<Icon> icon, const QKeySequence& keys, const QString& hint);

/// All actions of the window; menus, palette, shortcut dialog and "Copy as command" come from here.
/// On the window's thread.
class ActionRegistry : public QObject {
  Q_OBJECT

 public:
  explicit ActionRegistry(QObject* parent = nullptr);

  /// Adds an action; the QAction lives as long as the registry. Screens add theirs when they are
  /// made. An id that exists already is a bug.
  QAction* add(ActionEntry entry);
  QAction* action(const QString& id) const;           ///< null when there is none
  const ActionEntry* entry(const QString& id) const;  ///< null when there is none
  const QVector<ActionEntry>& entries() const { return entries_; }

  /// Keys: the user's where set, else the default. `setShortcut` keeps it in the settings; an empty
  /// sequence is none. Returns the id of the action that has the keys already, else empty.
  QString setShortcut(const QString& id, const QKeySequence& keys);
  void resetShortcuts();
  QString actionWith(const QKeySequence& keys) const;

  /// Looks again at what is enabled (selection or states have changed).
  void refresh();

 Q_SIGNALS:
  void added(const QString& id);
  /// A command action was triggered and confirmed: to be launched.
  void commandWanted(const QStringList& words);

 private:
  void trigger(const QString& id);
  bool isEnabled(const ActionEntry& entry) const;

  QVector<ActionEntry> entries_;
  QVector<QAction*> actions_;
};

}  // namespace lafs

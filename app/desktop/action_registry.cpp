// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/action_registry.h"

#include <QAbstractButton>
#include <QApplication>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <utility>

#include "core/base/error.h"

namespace lafs {

namespace {

QString settingsKey(const QString& id) {
  return "shortcuts/" + id;
}

}  // namespace

ActionEntry actionEntry(const QString& id, const QString& text, const QString& category,
                        std::optional<Icon> icon, const QKeySequence& keys, const QString& hint) {
  ActionEntry entry;
  entry.id = id;
  entry.text = text;
  entry.category = category;
  entry.icon = icon;
  entry.shortcut = keys;
  entry.hint = hint;
  return entry;
}

ActionRegistry::ActionRegistry(QObject* parent) : QObject(parent) {}

QAction* ActionRegistry::add(ActionEntry entry) {
  require(!action(entry.id), "an action's id is its own");
  auto* action = new QAction(entry.text, this);
  action->setObjectName(entry.id);
  if (entry.icon) action->setIcon(icon(*entry.icon));
  action->setStatusTip(entry.hint);
  const QVariant chosen = QSettings().value(settingsKey(entry.id));
  const QKeySequence keys =
      chosen.isValid() ? QKeySequence::fromString(chosen.toString()) : entry.shortcut;
  action->setShortcut(keys);
  const QString keyText = keys.toString(QKeySequence::NativeText);
  const QString tip = entry.hint.isEmpty() ? entry.text : entry.hint;
  action->setToolTip(keyText.isEmpty() ? tip : tip + "  (" + keyText + ")");
  connect(action, &QAction::triggered, this, [this, id = entry.id] { trigger(id); });
  const QString id = entry.id;
  action->setEnabled(isEnabled(entry));
  entries_.append(std::move(entry));
  actions_.append(action);
  Q_EMIT added(id);
  return action;
}

QAction* ActionRegistry::action(const QString& id) const {
  for (int i = 0; i < entries_.size(); ++i) {
    if (entries_[i].id == id) return actions_[i];
  }
  return nullptr;
}

const ActionEntry* ActionRegistry::entry(const QString& id) const {
  for (const ActionEntry& entry : entries_) {
    if (entry.id == id) return &entry;
  }
  return nullptr;
}

QString ActionRegistry::actionWith(const QKeySequence& keys) const {
  if (keys.isEmpty()) return {};
  for (int i = 0; i < entries_.size(); ++i) {
    if (actions_[i]->shortcut() == keys) return entries_[i].id;
  }
  return {};
}

QString ActionRegistry::setShortcut(const QString& id, const QKeySequence& keys) {
  const QString taken = actionWith(keys);
  if (!taken.isEmpty() && taken != id) return taken;
  action(id)->setShortcut(keys);
  QSettings().setValue(settingsKey(id), keys.toString());
  return {};
}

void ActionRegistry::resetShortcuts() {
  for (int i = 0; i < entries_.size(); ++i) {
    QSettings().remove(settingsKey(entries_[i].id));
    actions_[i]->setShortcut(entries_[i].shortcut);
  }
}

bool ActionRegistry::isEnabled(const ActionEntry& entry) const {
  if (entry.enabled) return entry.enabled();
  return !entry.command || !entry.command().isEmpty();
}

void ActionRegistry::refresh() {
  for (int i = 0; i < entries_.size(); ++i) actions_[i]->setEnabled(isEnabled(entries_[i]));
}

void ActionRegistry::trigger(const QString& id) {
  const ActionEntry entry = *this->entry(id);
  if (entry.asksFirst) {
    QMessageBox box(QMessageBox::NoIcon, entry.text, entry.question, QMessageBox::Cancel,
                    QApplication::activeWindow());
    QAbstractButton* yes = box.addButton(entry.text, QMessageBox::DestructiveRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    if (box.clickedButton() != yes) return;
  }
  if (entry.handler) {
    entry.handler();
  } else if (entry.command) {
    const QStringList words = entry.command();
    if (!words.isEmpty()) Q_EMIT commandWanted(words);
  }
}

}  // namespace lafs

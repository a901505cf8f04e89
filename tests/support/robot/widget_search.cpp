// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/robot/widget_search.h"

#include <QApplication>
#include <QDialog>
#include <QMainWindow>

namespace lafs::test {

namespace {

bool isInside(const QWidget* widget, const QString& name) {
  for (const QWidget* parent = widget->parentWidget(); parent; parent = parent->parentWidget()) {
    if (parent->objectName() == name) return true;
  }
  return false;
}

/// As people read it: the mark of a keyboard shortcut is not part of it.
QString writtenOn(const QWidget& widget) {
  return widget.property("text").toString().remove('&');
}

bool answers(const QWidget& widget, const QJsonObject& description) {
  const auto has = [&](const char* part) { return description.contains(QLatin1String(part)); };
  const auto wanted = [&](const char* part) {
    return description.value(QLatin1String(part)).toString();
  };
  if (has("name") && widget.objectName() != wanted("name")) return false;
  if (has("accessible") && widget.accessibleName() != wanted("accessible")) return false;
  if (has("text") && writtenOn(widget) != wanted("text")) return false;
  if (has("class") && !widget.inherits(wanted("class").toLatin1().constData())) return false;
  return !has("in") || isInside(&widget, wanted("in"));
}

/// Creation order: a parent's children are listed as they were made.
void collect(QWidget* widget, const QJsonObject& description, QList<QWidget*>& found) {
  if (!widget->isVisible()) return;
  if (answers(*widget, description)) found.append(widget);
  for (QObject* child : widget->children()) {
    if (child->isWidgetType()) collect(static_cast<QWidget*>(child), description, found);
  }
}

}  // namespace

QList<QWidget*> widgetsOf(const QJsonObject& description) {
  QList<QWidget*> found;
  for (QWidget* window : QApplication::topLevelWidgets()) {
    // A dialog is also its parent's child: only what has no parent begins a tree.
    if (!window->parentWidget()) collect(window, description, found);
  }
  return found;
}

QWidget* frontWindow() {
  if (QWidget* modal = QApplication::activeModalWidget()) return modal;
  QWidget* main = nullptr;
  for (QWidget* window : QApplication::topLevelWidgets()) {
    if (!window->isVisible()) continue;
    if (qobject_cast<QDialog*>(window)) return window;
    if (qobject_cast<QMainWindow*>(window)) main = window;
  }
  return main;
}

}  // namespace lafs::test

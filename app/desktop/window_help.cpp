// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/window_help.h"

#include <QApplication>

#include "app/desktop/main_window.h"
#include "core/config/field_table.h"
#include "widgets/panels/help_dialog.h"

namespace lafs {

namespace {

QString qt(const std::string& text) {
  return QString::fromStdString(text);
}

void open(MainWindow& window, const QString& title, const QString& text,
          const QVector<KeyHelp>& keys) {
  auto* dialog = new HelpDialog(title, text, keys, &window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->show();
}

/// The field whose editor has the focus; editors of the form bear its path as a property.
const SpecField* focusedField() {
  for (const QWidget* widget = QApplication::focusWidget(); widget;
       widget = widget->parentWidget()) {
    const QString path = widget->property("path").toString();
    if (!path.isEmpty()) return findSpecField(path.toStdString());
  }
  return nullptr;
}

QString fieldText(const SpecField& spec) {
  const Field& field = spec.field();
  QStringList lines{qt(field.meaning)};
  const ExperimentSpec defaults;
  lines << MainWindow::tr("Default: %1 %2").arg(qt(spec.text(defaults)), qt(field.unit)).trimmed();
  if (!field.choices.empty()) {
    QStringList choices;
    for (const std::string& choice : field.choices) choices << qt(choice);
    lines << MainWindow::tr("One of: %1").arg(choices.join(", "));
  }
  if (!field.paper.empty()) lines << MainWindow::tr("Paper: %1").arg(qt(field.paper));
  return lines.join("\n\n");
}

/// The screen's own keys, then those of the actions that a key starts.
QVector<KeyHelp> keysOf(const ScreenEntry& screen, DesktopContext& desktop) {
  QVector<KeyHelp> keys = screen.keys;
  for (const ActionEntry& entry : desktop.actions().entries()) {
    const QKeySequence shortcut = desktop.actions().action(entry.id)->shortcut();
    if (shortcut.isEmpty()) continue;
    const QString hint = entry.hint.isEmpty() ? QString() : ": " + entry.hint;
    keys.append({shortcut.toString(QKeySequence::NativeText), entry.text + hint});
  }
  return keys;
}

void showHelp(MainWindow& window, DesktopContext& desktop) {
  if (const SpecField* field = focusedField()) {
    open(window, qt(field->path()), fieldText(*field), {});
    return;
  }
  for (const ScreenEntry& screen : screens()) {
    if (screen.id != window.currentScreen()) continue;
    open(window, screen.title, screen.help, keysOf(screen, desktop));
  }
}

}  // namespace

void addHelpAction(MainWindow& window, DesktopContext& desktop) {
  ActionEntry entry =
      actionEntry("window.help", MainWindow::tr("Help on this screen"), MainWindow::tr("Help"),
                  Icon::Info, QKeySequence::HelpContents,
                  MainWindow::tr("What this screen or field is, and the keys that work here"));
  entry.handler = [&window, &desktop] { showHelp(window, desktop); };
  desktop.actions().add(entry);
}

}  // namespace lafs

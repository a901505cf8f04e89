// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/style_sheet.h"

#include <utility>

namespace lafs {

namespace {

constexpr const char* kTemplate = R"(
QToolTip { color: @text; background: @surface; border: 1px solid @line; padding: 4px 6px; }
QMainWindow::separator { background: @line; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: @accent; }
QMenuBar { background: @window; border-bottom: 1px solid @line; padding: 2px 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @accentSoft; }
QMenu { background: @surface; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 8px; border-radius: 4px; }
QMenu::item:selected { background: @accentSoft; color: @text; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @line; margin: 4px 6px; }
QMenu::icon { padding-left: 6px; }
QToolBar { background: @window; border: none; border-bottom: 1px solid @line; spacing: 4px; padding: 4px 8px; }
QToolBar::separator { background: @line; width: 1px; margin: 4px 6px; }
QToolButton { border: 1px solid transparent; border-radius: 5px; padding: 4px 7px; color: @text; }
QToolButton:hover { background: @sunken; }
QToolButton:pressed, QToolButton:checked { background: @accentSoft; }
QToolButton:disabled { color: @faint; }
QToolButton:focus { border-color: @accent; }
QToolButton::menu-indicator { image: none; }
QPushButton { border: 1px solid @line; border-radius: 5px; padding: 5px 12px; background: @surface; }
QPushButton:hover { background: @sunken; }
QPushButton:pressed { background: @accentSoft; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faint; background: @window; }
QPushButton[look="primary"] { background: @accent; color: @accentText; border-color: @accent; }
QPushButton[look="primary"]:hover { background: @accentHover; }
QPushButton[look="primary"]:disabled { background: @line; color: @faint; border-color: @line; }
QPushButton[look="quiet"] { border-color: transparent; background: transparent; color: @accent; padding: 4px 8px; }
QPushButton[look="quiet"]:hover { background: @accentSoft; }
QPushButton[look="quiet"]:focus { border-color: @accent; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
  background: @surface; border: 1px solid @line; border-radius: 5px; padding: 4px 6px;
  selection-background-color: @accent; selection-color: @accentText; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border-color: @accent; }
QLineEdit[invalid="true"], QComboBox[invalid="true"] { border-color: @bad; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url(:/widgets/arrow-down.svg); width: 12px; height: 12px; }
QCheckBox::indicator, QListWidget::indicator { width: 13px; height: 13px; border: 1px solid @muted; border-radius: 3px; background: @surface; }
QCheckBox::indicator:checked, QListWidget::indicator:checked { background: @accent; border-color: @accent; image: url(:/widgets/tick-@tone.svg); }
QCheckBox::indicator:focus { border-color: @accent; }
QComboBox QAbstractItemView { background: @surface; border: 1px solid @line; selection-background-color: @accentSoft; selection-color: @text; }
QAbstractItemView { background: @surface; alternate-background-color: @surface; border: none;
  selection-background-color: @accentSoft; selection-color: @text; outline: none; }
QTreeView::item, QListWidget::item { padding: 4px 5px; border: none; }
QTableWidget::item { padding: 0 5px; border: none; }
QTreeView::item:selected, QListWidget::item:selected, QTableWidget::item:selected { background: @accentSoft; color: @text; }
QHeaderView { background: @sunken; }
QHeaderView::section { background: @sunken; color: @muted; border: none; border-right: 1px solid @line;
  border-bottom: 1px solid @line; padding: 5px 8px; font-weight: 600; }
QHeaderView::section:hover { color: @text; }
QTableCornerButton::section { background: @sunken; border: none; }
QTabWidget::pane { border: none; }
QTabBar { background: @window; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted; padding: 7px 12px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:focus { color: @accent; }
QDockWidget { titlebar-close-icon: none; titlebar-normal-icon: none; color: @muted; }
QDockWidget::title { background: @window; padding: 6px 10px; border-bottom: 1px solid @line; text-align: left; }
QStatusBar { background: @window; border-top: 1px solid @line; color: @muted; }
QStatusBar::item { border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @scroll; border-radius: 4px; min-height: 28px; min-width: 28px; margin: 1px; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { border: none; border-radius: 3px; background: @sunken; max-height: 6px; text-align: center; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QGroupBox { border: 1px solid @line; border-radius: 6px; margin-top: 18px; padding: 10px 8px 8px 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 2px; color: @muted; }
QSlider::groove:horizontal { height: 4px; background: @line; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { background: @surface; border: 2px solid @accent; width: 12px; height: 12px; margin: -6px 0; border-radius: 8px; }
QSlider::handle:horizontal:focus { background: @accent; }
QSlider::sub-page:horizontal:disabled { background: @line; }
QSlider::handle:horizontal:disabled { border-color: @faint; }
QFrame[look="card"] { background: @surface; border: 1px solid @line; border-radius: 8px; }
QFrame[look="badCard"] { background: @badSoft; border: 1px solid @bad; border-radius: 8px; }
QFrame[look="hint"] { background: @accentSoft; border: none; border-radius: 8px; }
QFrame[look="well"] { background: @sunken; border: none; border-radius: 6px; }
QLabel[look="muted"] { color: @muted; }
QLabel[look="bad"] { color: @bad; }
QLabel[look="good"] { color: @good; }
QLabel[look="warning"] { color: @warning; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
)";

}  // namespace

QString styleSheet(const Theme& theme) {
  const QColor hover = theme.dark ? theme.accent.lighter(112) : theme.accent.darker(112);
  QColor scroll = theme.faint;
  scroll.setAlpha(110);
  // Longer names first: "@accent" is the beginning of "@accentSoft".
  const std::pair<const char*, QColor> colours[] = {{"@accentHover", hover},
                                                    {"@accentSoft", theme.accentSoft},
                                                    {"@accentText", theme.accentText},
                                                    {"@accent", theme.accent},
                                                    {"@badSoft", theme.badSoft},
                                                    {"@bad", theme.bad},
                                                    {"@good", theme.good},
                                                    {"@warning", theme.warning},
                                                    {"@window", theme.window},
                                                    {"@surface", theme.surface},
                                                    {"@sunken", theme.sunken},
                                                    {"@line", theme.line},
                                                    {"@text", theme.text},
                                                    {"@muted", theme.muted},
                                                    {"@faint", theme.faint},
                                                    {"@scroll", scroll}};
  QString sheet = QString::fromUtf8(kTemplate);
  sheet.replace("@tone", theme.dark ? "dark" : "light");
  for (const auto& [name, colour] : colours) {
    sheet.replace(QLatin1String(name), colour.alpha() < 255 ? QString("rgba(%1,%2,%3,%4)")
                                                                  .arg(colour.red())
                                                                  .arg(colour.green())
                                                                  .arg(colour.blue())
                                                                  .arg(colour.alpha())
                                                            : colour.name());
  }
  return sheet;
}

}  // namespace lafs

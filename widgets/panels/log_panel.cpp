// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/log_panel.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTextBlock>
#include <QVBoxLayout>

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/tool_button.h"

namespace lafs {

namespace {

constexpr int kKeptLines = 20000;

QColor colourOf(LogLineLevel level) {
  const Theme& theme = Theme::current();
  switch (level) {
    case LogLineLevel::Debug:
      return theme.faint;
    case LogLineLevel::Info:
      return theme.text;
    case LogLineLevel::Warning:
      return theme.warning;
    case LogLineLevel::Error:
      return theme.bad;
  }
  return theme.text;
}

}  // namespace

LogLineLevel logLevelOf(const QString& line, LogLineLevel before) {
  if (line.startsWith("    ")) return before;
  const QString word = line.section(' ', 1, 1).toLower();
  if (word == "error") return LogLineLevel::Error;
  if (word == "warning") return LogLineLevel::Warning;
  return word == "debug" ? LogLineLevel::Debug : LogLineLevel::Info;
}

LogPanel::LogPanel(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel(this)),
      level_(new QComboBox(this)),
      follow_(new ToolButton(this)),
      jump_(new ToolButton(this)),
      text_(new QPlainTextEdit(this)) {
  title_->setProperty("look", "muted");
  level_->addItems(
      {tr("all levels"), tr("info and above"), tr("warnings and errors"), tr("errors")});
  level_->setCurrentIndex(1);
  level_->setAccessibleName(tr("Lowest level shown"));
  follow_->setText(tr("Follow"));
  follow_->setCheckable(true);
  follow_->setChecked(true);
  jump_->setText(tr("Next error"));
  jump_->setIcon(icon(Icon::Caution));
  text_->setReadOnly(true);
  text_->setLineWrapMode(QPlainTextEdit::NoWrap);
  text_->setFont(Theme::font(TextRole::Mono));
  text_->setMaximumBlockCount(kKeptLines);
  text_->setFrameShape(QFrame::NoFrame);
  text_->setAccessibleName(tr("Log"));
  text_->setPlaceholderText(tr("Select a run to read its log."));
  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(space::kMedium, space::kTight, space::kMedium, space::kTight);
  bar->setSpacing(space::kSmall);
  bar->addWidget(title_, 1);
  bar->addWidget(jump_);
  bar->addWidget(level_);
  bar->addWidget(follow_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(bar);
  column->addWidget(text_, 1);
  connect(level_, &QComboBox::currentIndexChanged, this, &LogPanel::rebuild);
  connect(jump_, &QToolButton::clicked, this, &LogPanel::jumpToError);
  connect(follow_, &QToolButton::toggled, this, [this](bool on) {
    if (on) text_->verticalScrollBar()->setValue(text_->verticalScrollBar()->maximum());
  });
}

void LogPanel::clear(const QString& title) {
  title_->setText(title);
  clearLines();
}

void LogPanel::clearLines() {
  lines_.clear();
  text_->clear();
}

void LogPanel::append(const QStringList& lines) {
  for (const QString& text : lines) {
    const LogLineLevel before = lines_.isEmpty() ? LogLineLevel::Info : lines_.last().level;
    lines_.append({text, logLevelOf(text, before)});
    write(lines_.last());
  }
  if (lines_.size() > kKeptLines) lines_.remove(0, lines_.size() - kKeptLines);
  if (follow_->isChecked()) {
    text_->verticalScrollBar()->setValue(text_->verticalScrollBar()->maximum());
  }
}

void LogPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  // Each line keeps the colour that it was written in.
  if (event->type() == QEvent::PaletteChange && !lines_.isEmpty()) rebuild();
}

void LogPanel::write(const Line& line) {
  if (static_cast<int>(line.level) < level_->currentIndex()) return;
  QTextCharFormat format;
  format.setForeground(colourOf(line.level));
  QTextCursor cursor(text_->document());
  cursor.movePosition(QTextCursor::End);
  if (!text_->document()->isEmpty()) cursor.insertBlock();
  cursor.insertText(line.text, format);
}

void LogPanel::rebuild() {
  text_->clear();
  for (const Line& line : lines_) write(line);
  if (follow_->isChecked()) {
    text_->verticalScrollBar()->setValue(text_->verticalScrollBar()->maximum());
  }
}

void LogPanel::jumpToError() {
  const int from = text_->textCursor().blockNumber();
  const int count = text_->document()->blockCount();
  for (int i = 1; i <= count; ++i) {
    const QTextBlock block = text_->document()->findBlockByNumber((from + i) % count);
    if (logLevelOf(block.text(), LogLineLevel::Info) != LogLineLevel::Error) continue;
    follow_->setChecked(false);
    text_->setTextCursor(QTextCursor(block));
    text_->centerCursor();
    return;
  }
}

}  // namespace lafs

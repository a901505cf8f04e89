// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/spec/yaml_editor.h"

#include <QHelpEvent>
#include <QPainter>
#include <QRegularExpression>
#include <QSyntaxHighlighter>
#include <QTextBlock>
#include <QToolTip>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kMarginPadding = 22;

class YamlColours : public QSyntaxHighlighter {
 public:
  using QSyntaxHighlighter::QSyntaxHighlighter;

 protected:
  void highlightBlock(const QString& text) override {
    static const QRegularExpression key("(^|[{,]|- )\\s*([A-Za-z0-9_ .-]+)(?=:(\\s|$))");
    static const QRegularExpression comment("(^|\\s)#.*$");
    const Theme& theme = Theme::current();
    QTextCharFormat format;
    format.setForeground(theme.accent);
    auto matches = key.globalMatch(text);
    while (matches.hasNext()) {
      const auto match = matches.next();
      setFormat(static_cast<int>(match.capturedStart(2)), static_cast<int>(match.capturedLength(2)),
                format);
    }
    const auto found = comment.match(text);
    if (found.hasMatch()) {
      format.setForeground(theme.muted);
      setFormat(static_cast<int>(found.capturedStart()), static_cast<int>(found.capturedLength()),
                format);
    }
  }
};

}  // namespace

class YamlEditor::Margin : public QWidget {
 public:
  explicit Margin(YamlEditor* editor) : QWidget(editor), editor_(editor) {}

 protected:
  void paintEvent(QPaintEvent* event) override { editor_->paintMargin(event); }

 private:
  YamlEditor* editor_;
};

YamlEditor::YamlEditor(QWidget* parent) : QPlainTextEdit(parent), margin_(new Margin(this)) {
  setFont(Theme::font(TextRole::Mono));
  setLineWrapMode(QPlainTextEdit::NoWrap);
  setTabStopDistance(2 * fontMetrics().horizontalAdvance(' '));
  setFrameShape(QFrame::NoFrame);
  setAccessibleName(tr("Experiment as YAML"));
  new YamlColours(document());
  connect(this, &QPlainTextEdit::blockCountChanged, this,
          [this] { setViewportMargins(marginWidth(), 0, 0, 0); });
  connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& rect, int dy) {
    if (dy != 0) {
      margin_->scroll(0, dy);
    } else {
      margin_->update(0, rect.y(), margin_->width(), rect.height());
    }
  });
  setViewportMargins(marginWidth(), 0, 0, 0);
}

int YamlEditor::marginWidth() const {
  return fontMetrics().horizontalAdvance(QString::number(qMax(99, blockCount()))) + kMarginPadding;
}

void YamlEditor::resizeEvent(QResizeEvent* event) {
  QPlainTextEdit::resizeEvent(event);
  const QRect inside = contentsRect();
  margin_->setGeometry(inside.left(), inside.top(), marginWidth(), inside.height());
}

void YamlEditor::changeEvent(QEvent* event) {
  QPlainTextEdit::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && margin_) {
    for (auto* colours : document()->findChildren<QSyntaxHighlighter*>()) colours->rehighlight();
    showMarks();
  }
}

/// Of a line's problems the one that begins last before the column, else the first.
const TextMark* YamlEditor::markAt(int line, int column) const {
  const TextMark* found = nullptr;
  for (const TextMark& mark : marks_) {
    if (mark.line != line) continue;
    const bool begun = mark.column <= column;
    const bool foundBegun = found != nullptr && found->column <= column;
    const bool nearer = begun == foundBegun && found != nullptr &&
                        (begun ? mark.column > found->column : mark.column < found->column);
    if (found == nullptr || (begun && !foundBegun) || nearer) found = &mark;
  }
  return found;
}

bool YamlEditor::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const QTextCursor under = cursorForPosition(viewport()->mapFrom(this, help->pos()));
    const TextMark* mark = markAt(under.blockNumber() + 1, under.positionInBlock() + 1);
    if (mark != nullptr) {
      QToolTip::showText(help->globalPos(), mark->message, this);
    } else {
      QToolTip::hideText();
    }
    return true;
  }
  return QPlainTextEdit::event(event);
}

void YamlEditor::paintMargin(QPaintEvent* event) {
  const Theme& theme = Theme::current();
  QPainter painter(margin_);
  painter.fillRect(event->rect(), theme.surface);
  painter.setRenderHint(QPainter::Antialiasing);
  QTextBlock block = firstVisibleBlock();
  qreal top = blockBoundingGeometry(block).translated(contentOffset()).top();
  while (block.isValid() && top <= event->rect().bottom()) {
    const qreal height = blockBoundingRect(block).height();
    const int number = block.blockNumber() + 1;
    painter.setPen(theme.faint);
    painter.drawText(QRectF(0, top, margin_->width() - 10.0, height),
                     Qt::AlignRight | Qt::AlignVCenter, QString::number(number));
    for (const TextMark& mark : marks_) {
      if (mark.line != number) continue;
      painter.setPen(Qt::NoPen);
      painter.setBrush(theme.bad);
      painter.drawEllipse(QPointF(7, top + height / 2), 3.5, 3.5);
      break;
    }
    top += height;
    block = block.next();
  }
}

void YamlEditor::setMarks(const QVector<TextMark>& marks) {
  marks_ = marks;
  showMarks();
}

void YamlEditor::showMarks() {
  QList<QTextEdit::ExtraSelection> selections;
  for (const TextMark& mark : marks_) {
    const QTextBlock block = document()->findBlockByNumber(mark.line - 1);
    if (mark.line <= 0 || !block.isValid()) continue;
    QTextEdit::ExtraSelection selection;
    selection.cursor = QTextCursor(block);
    const int from = qBound(0, mark.column - 1, static_cast<int>(block.text().size()));
    selection.cursor.setPosition(block.position() + from);
    selection.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    selection.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    selection.format.setUnderlineColor(Theme::current().bad);
    selections.append(selection);
  }
  setExtraSelections(selections);
  margin_->update();
}

void YamlEditor::goTo(int line, int column) {
  const QTextBlock block = document()->findBlockByNumber(line - 1);
  if (!block.isValid()) return;
  QTextCursor cursor(block);
  cursor.setPosition(block.position() +
                     qBound(0, column - 1, static_cast<int>(block.text().size())));
  setTextCursor(cursor);
  centerCursor();
  setFocus();
}

void YamlEditor::replaceText(const QString& text) {
  if (text == toPlainText()) return;
  const int line = textCursor().blockNumber();
  QTextCursor cursor(document());
  cursor.beginEditBlock();
  cursor.select(QTextCursor::Document);
  cursor.insertText(text);
  cursor.endEditBlock();
  const QTextBlock block = document()->findBlockByNumber(line);
  if (block.isValid()) setTextCursor(QTextCursor(block));
}

}  // namespace lafs

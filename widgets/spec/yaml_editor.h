// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>
#include <QString>
#include <QVector>

namespace lafs {

/// A problem at its place in the text.
struct TextMark {
  int line = 0;    ///< from 1; 0 = nowhere in this text
  int column = 0;  ///< from 1
  QString message;
};

/// YAML with line numbers, colours, and problems underlined where they are; the message shows when
/// the mouse rests on one, and in the margin a dot stands at its line.
class YamlEditor : public QPlainTextEdit {
  Q_OBJECT

 public:
  explicit YamlEditor(QWidget* parent = nullptr);

  void setMarks(const QVector<TextMark>& marks);
  void goTo(int line, int column);
  /// Replaces the text as one step that can be undone, keeping the cursor's line.
  void replaceText(const QString& text);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  class Margin;
  int marginWidth() const;
  void paintMargin(QPaintEvent* event);
  void showMarks();
  const TextMark* markAt(int line, int column) const;  ///< null where there is none

  QWidget* margin_;
  QVector<TextMark> marks_;
};

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>
#include <QWidget>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QToolButton;

namespace lafs {

/// Level of a line of a run's log ("… INFO text"); continuation lines belong to the line before.
enum class LogLineLevel { Debug, Info, Warning, Error };
LogLineLevel logLevelOf(const QString& line, LogLineLevel before);

/// A log that grows: level filter, follow, jump to the next error.
class LogPanel : public QWidget {
  Q_OBJECT

 public:
  explicit LogPanel(QWidget* parent = nullptr);

  void clear(const QString& title);  ///< another run's log follows; `title` may be empty
  void clearLines();                 ///< the same log is told anew
  void append(const QStringList& lines);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Line {
    QString text;
    LogLineLevel level;
  };

  void rebuild();
  void write(const Line& line);
  void jumpToError();

  QVector<Line> lines_;
  QLabel* title_;
  QComboBox* level_;
  QToolButton* follow_;
  QToolButton* jump_;
  QPlainTextEdit* text_;
};

}  // namespace lafs

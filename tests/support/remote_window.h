// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <memory>

namespace lafs::test {

/// The real program with a robot inside (tests/support/robot), used from outside as a person uses
/// it. A widget is named by a description: {"name": "demo"}, {"text": "Inspect", "in": "data"}, …
/// What an act returns is false, and `error()` says why, when the program or the widget is not
/// there or cannot be used.
class RemoteWindow {
 public:
  /// Environment of the program; `home` becomes its home and holds its XDG folders.
  RemoteWindow(QString program, QString pluginFolder, QString home);
  ~RemoteWindow();

  bool start(const QStringList& arguments = {});
  /// As its close button does: what it started goes on.
  bool close();
  bool isOpen() const { return process_ && process_->state() == QProcess::Running; }

  bool click(const QJsonObject& widget);
  bool press(const QJsonObject& widget, const QString& key, int times = 1);
  bool type(const QJsonObject& widget, const QString& text);
  bool choose(const QJsonObject& widget, const QString& text);
  bool tab(const QJsonObject& bar, const QString& text);
  bool cell(const QJsonObject& view, int row, int column = 0, bool more = false);
  bool trigger(const QString& action);
  /// The main tabs.
  bool screen(const QString& title);

  bool isThere(const QJsonObject& widget);
  QJsonValue get(const QJsonObject& widget, const QString& property);
  int rows(const QJsonObject& view);  ///< -1 without such a view
  QString cellText(const QJsonObject& view, int row, int column);
  /// What is written on all these widgets.
  QStringList texts(const QJsonObject& widgets);
  /// The window in front as a picture.
  bool grab(const QString& file, int width = 0, int height = 0);

  const QString& error() const { return error_; }

 private:
  QJsonObject ask(const QJsonObject& order);
  bool order(const QString& what, const QJsonObject& widget, QJsonObject more = {});

  QString program_, pluginFolder_, home_;
  std::unique_ptr<QProcess> process_;
  QString error_;
};

}  // namespace lafs::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/remote_window.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcessEnvironment>
#include <utility>

namespace lafs::test {

namespace {

constexpr int kAnswerMs = 60000;  // a busy machine may take its time over a large picture
constexpr int kEndMs = 20000;

}  // namespace

RemoteWindow::RemoteWindow(QString program, QString pluginFolder, QString home)
    : program_(std::move(program)),
      pluginFolder_(std::move(pluginFolder)),
      home_(std::move(home)) {}

RemoteWindow::~RemoteWindow() {
  close();
}

bool RemoteWindow::start(const QStringList& arguments) {
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert("HOME", home_);
  for (const char* name : {"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"}) {
    environment.insert(name, home_ + '/' + QString(name).toLower());
  }
  environment.insert("QT_QPA_GENERIC_PLUGINS", "lafs_robot");
  environment.insert("QT_PLUGIN_PATH", pluginFolder_);
  process_ = std::make_unique<QProcess>();
  process_->setProcessEnvironment(environment);
  process_->setWorkingDirectory(home_);
  process_->setProcessChannelMode(QProcess::ForwardedErrorChannel);
  process_->start(program_, arguments);
  if (!process_->waitForStarted()) {
    error_ = process_->errorString();
    return false;
  }
  // The first answer comes once its loop goes round.
  return ask({{"do", "texts"}, {"widget", QJsonObject{{"class", "QMainWindow"}}}})
      .contains("value");
}

bool RemoteWindow::close() {
  if (!isOpen()) return true;
  process_->closeWriteChannel();
  if (process_->waitForFinished(kEndMs)) return process_->exitCode() == 0;
  error_ = "the program does not end";
  process_->kill();
  process_->waitForFinished(kEndMs);
  return false;
}

QJsonObject RemoteWindow::ask(const QJsonObject& order) {
  error_.clear();
  if (!isOpen()) {
    error_ = "the program is not running";
    return {{"error", error_}};
  }
  process_->write(QJsonDocument(order).toJson(QJsonDocument::Compact) + '\n');
  QElapsedTimer clock;
  clock.start();
  while (!process_->canReadLine() && clock.elapsed() < kAnswerMs && isOpen()) {
    process_->waitForReadyRead(1000);
  }
  const QJsonObject answer = QJsonDocument::fromJson(process_->readLine()).object();
  if (answer.contains("error")) error_ = answer["error"].toString();
  if (answer.isEmpty() && !isOpen()) error_ = "the program has ended";
  return answer;
}

bool RemoteWindow::order(const QString& what, const QJsonObject& widget, QJsonObject more) {
  more["do"] = what;
  more["widget"] = widget;
  ask(more);
  return error_.isEmpty();
}

bool RemoteWindow::click(const QJsonObject& widget) {
  return order("click", widget);
}
bool RemoteWindow::press(const QJsonObject& widget, const QString& key, int times) {
  return order("press", widget, {{"key", key}, {"times", times}});
}
bool RemoteWindow::type(const QJsonObject& widget, const QString& text) {
  return order("type", widget, {{"text", text}});
}
bool RemoteWindow::choose(const QJsonObject& widget, const QString& text) {
  return order("choose", widget, {{"text", text}});
}
bool RemoteWindow::tab(const QJsonObject& bar, const QString& text) {
  return order("tab", bar, {{"text", text}});
}
bool RemoteWindow::cell(const QJsonObject& view, int row, int column, bool more) {
  return order("cell", view, {{"row", row}, {"column", column}, {"more", more}});
}
bool RemoteWindow::trigger(const QString& action) {
  return order("trigger", {}, {{"action", action}});
}
bool RemoteWindow::screen(const QString& title) {
  return tab({{"class", "QTabBar"}, {"accessible", "Screens"}}, title);
}

bool RemoteWindow::isThere(const QJsonObject& widget) {
  return !ask({{"do", "texts"}, {"widget", widget}})["value"].toArray().isEmpty();
}
QJsonValue RemoteWindow::get(const QJsonObject& widget, const QString& property) {
  return ask({{"do", "get"}, {"widget", widget}, {"property", property}})["value"];
}
int RemoteWindow::rows(const QJsonObject& view) {
  return ask({{"do", "rows"}, {"widget", view}})["value"].toInt(-1);
}
QString RemoteWindow::cellText(const QJsonObject& view, int row, int column) {
  return ask({{"do", "cellText"}, {"widget", view}, {"row", row}, {"column", column}})["value"]
      .toString();
}
QStringList RemoteWindow::texts(const QJsonObject& widgets) {
  QStringList texts;
  for (const QJsonValue& text : ask({{"do", "texts"}, {"widget", widgets}})["value"].toArray()) {
    texts << text.toString();
  }
  return texts;
}

bool RemoteWindow::grab(const QString& file, int width, int height) {
  QDir().mkpath(QFileInfo(file).path());
  QJsonObject order{{"do", "grab"}, {"file", file}};
  if (width > 0) order["width"] = width;
  if (height > 0) order["height"] = height;
  ask(order);
  return error_.isEmpty();
}

}  // namespace lafs::test

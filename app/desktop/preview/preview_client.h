// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QProcess>
#include <QString>
#include <QTimer>
#include <deque>
#include <functional>
#include <optional>

#include "app/desktop/preview/preview_answer.h"

namespace lafs {

/// The window's line to `lafs-worker --preview`. Starts the child when the first question comes,
/// asks one question at a time, and starts another child when one has died; the question it died
/// over comes back with an error and is not asked again. Never waits. On the window's thread.
///
/// Questions of one channel replace each other: only the latest that was not sent yet is asked, so
/// that a slider may ask at every move. Questions without a channel are all asked, after those with
/// one, in turn; they are for thumbnails.
class PreviewClient : public QObject {
  Q_OBJECT

 public:
  using Done = std::function<void(const PreviewAnswer& answer)>;

  /// `program` is lafs-workbench: the worker is looked for as its verbs do.
  explicit PreviewClient(QString program, QObject* parent = nullptr);
  ~PreviewClient() override;

  /// `done` is called unless `receiver` is gone or a newer question of the channel came first.
  void ask(const QString& channel, const Json& question, QObject* receiver, Done done);
  /// Forgets what a receiver asked and was not answered yet.
  void forget(QObject* receiver);

  bool busy() const { return current_.has_value() || !waiting_.empty(); }
  double lastMilliseconds() const { return lastMilliseconds_; }  ///< of the newest answer
  qint64 processId() const { return child_ ? child_->processId() : 0; }

 Q_SIGNALS:
  void busyChanged(bool busy);

 private:
  struct Question {
    QString channel;
    QByteArray line;
    QPointer<QObject> receiver;
    Done done;
  };

  void pump();
  void findAndStart();
  void start(const QString& worker);
  void send();
  void receive();
  void ended();
  void fail(const QString& why);
  void finish(const PreviewAnswer& answer);
  void announce();

  QString program_;
  QProcess* child_ = nullptr;
  bool starting_ = false;
  PreviewStream stream_;
  std::optional<Question> current_;
  std::deque<Question> waiting_;
  QElapsedTimer sent_;
  double lastMilliseconds_ = 0;
  int deathsInARow_ = 0;
  bool wasBusy_ = false;
};

}  // namespace lafs

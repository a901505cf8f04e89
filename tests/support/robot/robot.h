// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QObject>

class QSocketNotifier;
class QWidget;

namespace lafs::test {

/// A hand inside a running program. Takes one JSON object a line from what was standard input,
/// answers each with one line on what was standard output; the program's own streams are closed
/// first, so that nothing else speaks there. When the input ends, so does the program.
///
/// A person's acts, answered before they are done (what they open may wait for somebody):
///   click, press {"key", "times"}, type {"text"}, choose {"text"} in a list, tab {"text"},
///   cell {"row", "column"}, trigger {"action"}: on the first widget that the description finds
/// and looks, answered with what was seen:
///   get {"property"}, rows, cellText {"row", "column"}, texts, grab {"file", "width", "height"}
/// An answer with "error" says why nothing was done.
class Robot : public QObject {
  Q_OBJECT

 public:
  explicit Robot(QObject* parent = nullptr);
  ~Robot() override;

 private:
  void listen();
  void read();
  void carryOut(const QJsonObject& order);
  /// True when the order was one of these; it is answered then.
  bool look(const QString& what, QWidget& widget, const QJsonObject& order);
  bool act(const QString& what, QWidget& widget, const QJsonObject& order);
  void trigger(const QString& action);
  void grab(const QJsonObject& order);
  void answer(const QJsonObject& reply);
  void refuse(const QString& why) { answer({{"error", why}}); }

  int in_ = -1;
  int out_ = -1;
  QByteArray buffer_;
  QSocketNotifier* notifier_ = nullptr;
};

}  // namespace lafs::test

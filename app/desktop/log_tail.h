// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <QTimer>
#include <cstdint>

namespace lafs {

/// Follows a text file that grows, from a thread of the pool: whole lines only, the last part of a
/// long one first. Lives on the window's thread.
class LogTail : public QObject {
  Q_OBJECT

 public:
  explicit LogTail(QObject* parent = nullptr);
  void follow(const QString& path);  ///< empty = nothing

 Q_SIGNALS:
  void begun();  ///< what follows is the file from its beginning, or the last part of a long one
  void lines(const QStringList& lines);

 private:
  void poll();

  QString path_;
  std::int64_t offset_ = 0;
  int round_ = 0;  ///< tells answers for an earlier file apart
  bool waiting_ = false;
  QTimer timer_;
};

}  // namespace lafs

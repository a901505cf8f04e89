// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/log_tail.h"

#include <QFile>

#include "app/desktop/background.h"

namespace lafs {

namespace {

constexpr int kPauseMs = 700;
constexpr qint64 kFirstBytes = 256 * 1024;

struct Piece {
  QStringList lines;
  std::int64_t offset = 0;
  bool first = false;  ///< nothing was read before, or it was replaced
};

Piece readFrom(const QString& path, std::int64_t offset) {
  Piece piece;
  piece.offset = offset;
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return piece;
  if (file.size() < offset) piece.offset = 0;  // replaced by a shorter one
  piece.first = piece.offset == 0;
  const bool cut = piece.offset == 0 && file.size() > kFirstBytes;
  if (cut) piece.offset = file.size() - kFirstBytes;
  file.seek(piece.offset);
  QByteArray bytes = file.readAll();
  bytes.truncate(bytes.lastIndexOf('\n') + 1);
  piece.offset += bytes.size();
  if (cut) bytes.remove(0, bytes.indexOf('\n') + 1);
  piece.lines = QString::fromUtf8(bytes).split('\n');
  if (!piece.lines.isEmpty() && piece.lines.last().isEmpty()) piece.lines.removeLast();
  return piece;
}

}  // namespace

LogTail::LogTail(QObject* parent) : QObject(parent) {
  timer_.setInterval(kPauseMs);
  connect(&timer_, &QTimer::timeout, this, &LogTail::poll);
}

void LogTail::follow(const QString& path) {
  if (path == path_) return;
  path_ = path;
  offset_ = 0;
  ++round_;
  waiting_ = false;
  if (path.isEmpty()) {
    timer_.stop();
    return;
  }
  timer_.start();
  poll();
}

void LogTail::poll() {
  if (waiting_) return;
  waiting_ = true;
  runInBackground(
      this, [path = path_, offset = offset_] { return readFrom(path, offset); },
      [this, round = round_](const Piece& piece) {
        if (round != round_) return;
        waiting_ = false;
        offset_ = piece.offset;
        if (piece.first) Q_EMIT begun();
        if (!piece.lines.isEmpty()) Q_EMIT lines(piece.lines);
      });
}

}  // namespace lafs

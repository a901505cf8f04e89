// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QImage>
#include <QPointF>
#include <QString>
#include <QVector>

#include "core/base/json.h"

namespace lafs {

/// One answer of the preview service (core/preview/README.md): a JSON object and arrays. A plain
/// value. Asking for an array that is not there, or is of another kind, gives an empty value.
struct PreviewAnswer {
  Json head = Json::object();
  QByteArray data;
  QString error;  ///< what went wrong, for people; empty when all is well

  bool ok() const { return error.isEmpty(); }
  bool has(const std::string& block) const;
  /// Picture [H, W, 3], or picture `row` of [N, H, W, 3].
  QImage picture(const std::string& block, int row = 0) const;
  QVector<QImage> pictures(const std::string& block) const;  ///< all of [N, H, W, 3]
  /// Points [R, 2], or set `row` of [N, R, 2].
  QVector<QPointF> points(const std::string& block, int row = 0) const;
  int rows(const std::string& block) const;  ///< first number of its shape; 0 when missing
  QVector<int> integers(const std::string& block) const;
};

/// Takes answers off a stream of bytes as they arrive.
class PreviewStream {
 public:
  void append(const QByteArray& bytes) { buffer_.append(bytes); }
  /// The next whole answer; false while it is still under way. An answer that does not keep to the
  /// protocol sets `broken()`, after which nothing more comes.
  bool next(PreviewAnswer& answer);
  bool broken() const { return broken_; }

 private:
  QByteArray buffer_;
  Json head_;
  qsizetype wanted_ = -1;  ///< bytes of the arrays behind `head_`; -1 = no line yet
  bool broken_ = false;
};

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

namespace lafs {

/// How many identities have so and so many images, as bars. Above some fifty different counts
/// neighbours share a bar.
class ShotsHistogram : public QWidget {
  Q_OBJECT

 public:
  struct Entry {
    qint64 images = 0;
    qint64 identities = 0;
  };
  struct Bar {
    qint64 from = 0, to = 0;  ///< images of an identity, both ends meant
    qint64 identities = 0;
  };

  explicit ShotsHistogram(QWidget* parent = nullptr);
  void setEntries(const QVector<Entry>& entries);  ///< any order
  const QVector<Bar>& bars() const { return bars_; }

  QSize sizeHint() const override { return {420, 200}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QRectF plot() const;
  QRectF barRect(int index) const;

  QVector<Bar> bars_;
  qint64 most_ = 0;
};

}  // namespace lafs

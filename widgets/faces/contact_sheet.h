// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <QHash>
#include <QImage>
#include <QVector>

namespace lafs {

/// Small pictures of a data set, by rows, as many as there are: only what is on screen is asked for
/// and painted, and a bounded number is kept. Arrow keys walk, Return or a double click opens.
class ContactSheet : public QAbstractScrollArea {
  Q_OBJECT

 public:
  struct Thumbnail {
    QImage picture;  ///< null with an error
    QString caption;
    QString tip;    ///< its whole name
    QString error;  ///< why there is no picture
  };

  explicit ContactSheet(QWidget* parent = nullptr);

  /// Shows the pictures `indices` of a source, or 0 … count-1 when `indices` is empty; forgets
  /// every thumbnail.
  void setPictures(int count, const QVector<int>& indices = {});
  void setThumbnail(int index, const Thumbnail& thumbnail);
  int count() const { return count_; }
  int current() const { return current_; }  ///< index in the source; -1 = none
  void setSide(int pixels);                 ///< of a thumbnail
  QVector<int> visibleIndices() const;      ///< in the source, by rows
  QRect cellOf(int position) const;         ///< in the viewport

 Q_SIGNALS:
  void wanted(const QVector<int>& indices);  ///< on screen and not there yet; each asked for once
  void currentChanged(int index);
  void opened(int index);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool viewportEvent(QEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;

 private:
  int columns() const;
  int cellHeight() const;
  int positionAt(const QPoint& place) const;
  int indexAt(int position) const { return indices_.isEmpty() ? position : indices_[position]; }
  void paintCell(QPainter& painter, int position) const;
  void setPosition(int position);
  void adjust();
  void askForVisible();

  int count_ = 0;
  QVector<int> indices_;
  int side_ = 96;
  int position_ = -1;
  int current_ = -1;
  QHash<int, Thumbnail> thumbnails_;
  QHash<int, bool> asked_;
};

}  // namespace lafs

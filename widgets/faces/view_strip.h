// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QVector>
#include <QWidget>

namespace lafs {

/// The views of one face in rows of two; one of them is chosen, by click or with the arrow keys.
class ViewStrip : public QWidget {
  Q_OBJECT

 public:
  struct Entry {
    QString name;
    QImage picture;
  };

  explicit ViewStrip(QWidget* parent = nullptr);

  void setEntries(const QVector<Entry>& entries);
  int count() const { return static_cast<int>(entries_.size()); }
  int current() const { return current_; }
  void setCurrent(int index);        ///< emits nothing
  QRect thumbnail(int index) const;  ///< without its name

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void chosen(int index);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void choose(int index);

  QVector<Entry> entries_;
  int current_ = 0;
};

}  // namespace lafs

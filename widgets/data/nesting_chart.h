// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

namespace lafs {

/// Few-shot subsets of one data set, each a bar as long as it has images, and whether each holds
/// the one before (1 ⊂ 2 ⊂ 4 ⊂ 10). One is chosen, by click or with the arrow keys.
class NestingChart : public QWidget {
  Q_OBJECT

 public:
  struct Subset {
    qint64 shots = 0;  ///< 0 = all images
    qint64 images = 0;
    qint64 identities = 0;
    bool holdsPrevious = true;
  };

  explicit NestingChart(QWidget* parent = nullptr);
  void setSubsets(const QVector<Subset>& subsets);
  int current() const { return current_; }  ///< -1 = none
  QRect row(int index) const;
  bool nested() const;  ///< every subset holds the one before

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

  QVector<Subset> subsets_;
  int current_ = -1;
};

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

class QComboBox;
class QLabel;
class QSpinBox;
class QToolButton;

namespace lafs {

/// Which picture is looked at, and with which landmark CNN.
class PicturePicker : public QWidget {
  Q_OBJECT

 public:
  /// A line of one of the two lists; `id` is the owner's.
  struct Choice {
    QString id;
    QString text;
    QString tip;
  };

  explicit PicturePicker(QWidget* parent = nullptr);

  void setSources(const QVector<Choice>& sources, const QString& current);
  void setModels(const QVector<Choice>& models, const QString& current);
  /// Pictures that the source has, and the one shown.
  void setPicture(int index, int count, const QString& name);
  QString source() const;
  QString model() const;
  int index() const;

 Q_SIGNALS:
  void sourceChosen(const QString& id);
  void modelChosen(const QString& id);
  void indexChosen(int index);

 private:
  QComboBox* sources_;
  QComboBox* models_;
  QSpinBox* number_;
  QLabel* of_;
  QLabel* name_;
  QToolButton* previous_;
  QToolButton* next_;
};

}  // namespace lafs

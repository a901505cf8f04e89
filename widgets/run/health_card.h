// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "core/run/training_health.h"

class QLabel;

namespace lafs {

/// The verdict over a pretraining: a word with an icon and a colour, the numbers behind it, and
/// what to turn when something is wrong.
class HealthCard : public QFrame {
  Q_OBJECT

 public:
  explicit HealthCard(QWidget* parent = nullptr);
  void setHealth(const TrainingHealth& health);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void paintVerdict();

  TrainingHealth health_;
  QLabel* picture_;
  QLabel* verdict_;
  QLabel* evidence_;
  QLabel* advice_;
};

}  // namespace lafs

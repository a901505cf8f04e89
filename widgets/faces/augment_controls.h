// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QSpinBox;

namespace lafs {

class ValueSlider;

/// What a viewer may change about the views of one face: the landmark augmentations of the
/// pretraining spec, its seed, the epoch, and which parts of the picture augmentation are on.
struct AugmentSettings {
  double alpha = 2;  ///< pixels of a face of 112
  int subset = 36;
  int seed = 0;
  int epoch = 0;
  QString shuffle = "all";                   ///< all | subset | off
  QString sampling = "without_replacement";  ///< | with_replacement
  bool shared = true;                        ///< one noisy set for teacher and student
  bool crop = true, flip = true, jitter = true, grey = true, blur = true, solarise = true;

  bool operator==(const AugmentSettings& other) const;
  bool operator!=(const AugmentSettings& other) const { return !(*this == other); }
};

/// The sliders and switches of the visualiser.
class AugmentControls : public QWidget {
  Q_OBJECT

 public:
  explicit AugmentControls(QWidget* parent = nullptr);

  const AugmentSettings& settings() const { return settings_; }
  /// Shows other settings without emitting `changed`.
  void setSettings(const AugmentSettings& settings);
  /// Landmarks of the model: the most that a subset can have.
  void setLandmarks(int landmarks);

 Q_SIGNALS:
  void changed(const lafs::AugmentSettings& settings);

 private:
  void read();
  QCheckBox* addSwitch(const QString& text, const QString& tip);

  AugmentSettings settings_;
  bool filling_ = false;
  ValueSlider* alpha_;
  ValueSlider* subset_;
  QSpinBox* seed_;
  QSpinBox* epoch_;
  QComboBox* shuffle_;
  QComboBox* sampling_;
  QCheckBox* shared_;
  QCheckBox *crop_, *flip_, *jitter_, *grey_, *blur_, *solarise_;
};

}  // namespace lafs

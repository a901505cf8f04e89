// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>
#include <functional>
#include <vector>

#include "widgets/evaluate/pair_faces.h"

class QHBoxLayout;
class QLabel;

namespace lafs {

class PairGallery;

/// What galleries of pairs are made from: the runs that are shown, the first one A, the second B,
/// and the threshold of each at the FAR that is chosen.
struct PairScene {
  std::vector<ScoredRunPtr> runs;
  std::vector<double> thresholds;  ///< one a run
  double far = 0;
};

/// A gallery of pairs of one run, with a row of choices above. Faces that the run kept no picture
/// of, and all landmarks, are asked for once somebody rests at a pair.
class PairsTab : public QWidget {
  Q_OBJECT

 public:
  void setScene(PairScene scene);
  /// Makes the cards from the scene; also after faces have come.
  virtual void showPairs() = 0;
  /// Why faces have no picture or no landmarks; empty = nothing to say.
  void setNote(const QString& note);

 Q_SIGNALS:
  /// Names of pictures of the run, each name once.
  void facesWanted(const lafs::ScoredRunPtr& run, const QStringList& names);

 protected:
  static constexpr std::size_t kShownPairs = 96;

  /// `faces` outlives the tab. `name` is that of the gallery.
  PairsTab(PairFaces& faces, const QString& name, QWidget* parent);

  const PairScene& scene() const { return scene_; }
  QHBoxLayout* choices() const { return choices_; }
  PairGallery* gallery() const { return gallery_; }
  /// The first few of `pairs`, which are places in the run's scores, with a remark each.
  void showCards(const ScoredRunPtr& run, const std::vector<std::uint32_t>& pairs,
                 const std::function<QString(std::uint32_t)>& remark, const QString& empty);
  void showNothing(const QString& why);
  void showEvent(QShowEvent* event) override;

 private:
  void wantFaces();

  PairFaces& faces_;
  PairScene scene_;
  ScoredRunPtr shownRun_;
  QVector<PairPictures> shown_;
  QHBoxLayout* choices_;
  QLabel* note_;
  PairGallery* gallery_;
  QTimer rest_;
};

}  // namespace lafs

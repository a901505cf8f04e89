// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/evaluate/pair_faces.h"

#include <algorithm>
#include <iterator>

namespace lafs {

namespace {

template <class ByRun>
void keepOnly(ByRun& entries, const std::vector<ScoredRunPtr>& runs) {
  for (auto entry = entries.begin(); entry != entries.end();) {
    const bool shown = std::any_of(runs.begin(), runs.end(), [&](const ScoredRunPtr& run) {
      return run.get() == entry->first;
    });
    entry = shown ? std::next(entry) : entries.erase(entry);
  }
}

}  // namespace

void PairFaces::keep(const std::vector<ScoredRunPtr>& runs) {
  keepOnly(faces_, runs);
  keepOnly(asked_, runs);
}

void PairFaces::add(const ScoredRun& run, const QVector<PairSide>& faces) {
  for (const PairSide& face : faces) faces_[&run][face.name] = face;
}

PairSide PairFaces::known(const ScoredRun& run, PairSide side) const {
  const auto faces = faces_.find(&run);
  if (faces == faces_.end()) return side;
  const auto face = faces->second.constFind(side.name);
  if (face == faces->second.constEnd()) return side;
  if (side.picture.isNull()) side.picture = face->picture;
  side.side = face->side;
  side.landmarks = face->landmarks;
  return side;
}

QStringList PairFaces::ask(const ScoredRun& run, const QVector<PairPictures>& pairs) {
  QSet<QString>& asked = asked_[&run];
  QStringList names;
  for (const PairPictures& pair : pairs) {
    for (const PairSide* side : {&pair.first, &pair.second}) {
      if (side->name.isEmpty() || asked.contains(side->name)) continue;
      asked.insert(side->name);
      names.append(side->name);
    }
  }
  return names;
}

}  // namespace lafs

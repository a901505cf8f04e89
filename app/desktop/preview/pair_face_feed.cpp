// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/preview/pair_face_feed.h"

#include <algorithm>
#include <utility>

namespace lafs {

namespace {

constexpr int kAtOnce = 12;  // short enough that a slider elsewhere never waits long behind it
constexpr int kSide = 112;

Json question(const ScoredRun& run, const QStringList& names, bool withLandmarks) {
  Json list = Json::array();
  for (const QString& name : names) list.push_back(name.toStdString());
  Json asked = {{"ask", "samples"},
                {"source", {{"run", run.directory}, {"protocol", run.specProtocol}}},
                {"names", list},
                {"size", kSide}};
  if (withLandmarks) asked["model"] = {{"run", run.directory}};
  return asked;
}

QVector<PairSide> facesOf(const PreviewAnswer& answer, const QStringList& names) {
  QVector<PairSide> faces;
  const Json samples = answer.head.value("samples", Json::array());
  const int count = std::min(static_cast<int>(samples.size()), static_cast<int>(names.size()));
  for (int row = 0; row < count; ++row) {
    if (samples[static_cast<std::size_t>(row)].contains("error")) continue;
    PairSide face;
    face.name = names[row];
    face.picture = answer.picture("pictures", row);
    face.side = answer.head.value("side", 0);
    face.landmarks = answer.points("landmarks", row);
    faces.append(std::move(face));
  }
  return faces;
}

}  // namespace

PairFaceFeed::PairFaceFeed(PreviewClient& client, EvaluateView& view)
    : QObject(&view), client_(client), view_(view) {
  connect(&view, &EvaluateView::facesWanted, this, &PairFaceFeed::want);
}

void PairFaceFeed::want(const ScoredRunPtr& run, const QStringList& names) {
  // The newest wish first: it is what somebody looks at now.
  for (qsizetype end = names.size(); end > 0; end -= std::min<qsizetype>(end, kAtOnce)) {
    const qsizetype begin = std::max<qsizetype>(0, end - kAtOnce);
    waiting_.push_front({run, names.mid(begin, end - begin)});
  }
  next();
}

void PairFaceFeed::next() {
  if (asking_ || waiting_.empty()) return;
  asking_ = true;
  const Wanted now = std::move(waiting_.front());
  waiting_.pop_front();
  const bool withLandmarks = withoutLandmarks_.count(now.run) == 0;
  client_.ask({}, question(*now.run, now.names, withLandmarks), this,
              [this, now, withLandmarks](const PreviewAnswer& answer) {
                asking_ = false;
                take(now, withLandmarks, answer);
                next();
              });
}

void PairFaceFeed::take(const Wanted& asked, bool withLandmarks, const PreviewAnswer& answer) {
  if (answer.ok()) {
    view_.addFaces(asked.run, facesOf(answer, asked.names));
    return;
  }
  if (withLandmarks) {
    withoutLandmarks_.insert(asked.run);
    waiting_.push_front(asked);
    view_.setFacesNote(tr("No landmarks: %1").arg(answer.error));
    return;
  }
  view_.setFacesNote(tr("No pictures of this protocol: %1").arg(answer.error));
  waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(),
                                [&](const Wanted& other) { return other.run == asked.run; }),
                 waiting_.end());
}

}  // namespace lafs

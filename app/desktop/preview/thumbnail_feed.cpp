// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/preview/thumbnail_feed.h"

#include <QSet>
#include <algorithm>

namespace lafs {

namespace {

constexpr int kAtOnce = 12;  ///< short enough that a slider never waits long behind it
constexpr int kSide = 112;

}  // namespace

ThumbnailFeed::ThumbnailFeed(PreviewClient& client, ContactSheet& sheet)
    : QObject(&sheet), client_(client), sheet_(sheet) {
  connect(&sheet, &ContactSheet::wanted, this, &ThumbnailFeed::want);
}

void ThumbnailFeed::setSource(const Json& source) {
  source_ = source;
  waiting_.clear();
  ++generation_;
  asking_ = false;
  client_.forget(this);
}

void ThumbnailFeed::want(const QVector<int>& indices) {
  waiting_ += indices;
  next();
}

void ThumbnailFeed::next() {
  if (asking_ || waiting_.isEmpty()) return;
  // What is on screen now before what has scrolled away.
  const QVector<int> visible = sheet_.visibleIndices();
  const QSet<int> seen(visible.begin(), visible.end());
  std::stable_partition(waiting_.begin(), waiting_.end(),
                        [&](int index) { return seen.contains(index); });
  const QVector<int> now = waiting_.mid(0, kAtOnce);
  waiting_.remove(0, now.size());
  asking_ = true;
  Json indices = Json::array();
  for (const int index : now) indices.push_back(index);
  const Json question = {
      {"ask", "samples"}, {"source", source_}, {"indices", indices}, {"size", kSide}};
  client_.ask({}, question, this, [this, generation = generation_](const PreviewAnswer& answer) {
    if (generation != generation_) return;
    asking_ = false;
    if (!answer.ok()) {
      waiting_.clear();
      Q_EMIT failed(answer.error);
      return;
    }
    const Json& samples = answer.head["samples"];
    for (int row = 0; row < static_cast<int>(samples.size()); ++row) {
      const Json& sample = samples[row];
      ContactSheet::Thumbnail thumbnail;
      thumbnail.tip = QString::fromStdString(sample.value("name", std::string()));
      thumbnail.caption = thumbnail.tip.section('/', -1);
      thumbnail.error = QString::fromStdString(sample.value("error", std::string()));
      if (thumbnail.error.isEmpty()) thumbnail.picture = answer.picture("pictures", row);
      sheet_.setThumbnail(sample.value("index", 0), thumbnail);
    }
    next();
  });
}

}  // namespace lafs

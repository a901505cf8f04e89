// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/inspection/picture_survey.h"

#include <algorithm>
#include <iterator>

#include "core/base/error.h"
#include "core/base/parallel.h"

namespace lafs {

namespace {

bool isGrey(const Image& image) {
  for (std::size_t i = 0; i + 2 < image.pixels.size(); i += 3) {
    if (image.pixels[i] != image.pixels[i + 1] || image.pixels[i] != image.pixels[i + 2]) {
      return false;
    }
  }
  return true;
}

/// Pictures that go into the probes' mean; more would cost time and change nothing.
constexpr std::int64_t kProbed = 2000;

/// What one thread gathers.
struct Share {
  PictureSurvey survey;
  PointFinder finder;
};

void look(const InspectedSet& set, std::int64_t image, bool probe, Share& share) {
  PictureSurvey& survey = share.survey;
  try {
    const Image picture = set.source->ownImage(image);
    survey.pictures.push_back({image, pixelHash(picture), looksHash(picture)});
    ++survey.sizes[{picture.width, picture.height}];
    survey.grey += isGrey(picture) ? 1 : 0;
    if (!probe) return;
    std::optional<FacePoints> points = knownPoints(*set.source, image);
    if (!points && share.finder) points = share.finder(picture);
    survey.probes.add(picture, points);
  } catch (const UserError& error) {
    survey.damaged.push_back({image, error.what()});
  }
}

void gather(PictureSurvey& whole, PictureSurvey&& part) {
  whole.pictures.insert(whole.pictures.end(), part.pictures.begin(), part.pictures.end());
  std::move(part.damaged.begin(), part.damaged.end(), std::back_inserter(whole.damaged));
  for (const auto& [size, count] : part.sizes) whole.sizes[size] += count;
  whole.grey += part.grey;
  whole.probes.merge(part.probes);
}

}  // namespace

PictureSurvey surveyPictures(const InspectedSet& set, const SurveyOptions& options,
                             const std::function<bool()>& goOn) {
  const auto count = static_cast<std::int64_t>(set.images.size());
  const std::int64_t taken = options.most > 0 ? std::min(options.most, count) : count;
  const int threads = options.threads > 0 ? options.threads : usableCores();
  const std::int64_t probeEvery = std::max<std::int64_t>(1, taken / kProbed);
  std::vector<Share> shares(static_cast<std::size_t>(threads));
  if (options.makeFinder) {
    for (Share& share : shares) share.finder = options.makeFinder();
  }
  const bool whole = forEachIndex(
      taken, threads,
      [&](int thread, std::int64_t k) {
        look(set, set.images[k * count / taken], k % probeEvery == 0, shares[thread]);
      },
      goOn);
  PictureSurvey survey;
  for (Share& share : shares) gather(survey, std::move(share.survey));
  const auto byImage = [](const auto& a, const auto& b) { return a.image < b.image; };
  std::sort(survey.pictures.begin(), survey.pictures.end(), byImage);
  std::sort(survey.damaged.begin(), survey.damaged.end(), byImage);
  survey.complete = whole && taken == count;
  return survey;
}

}  // namespace lafs

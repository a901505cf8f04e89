// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/distractor_match.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <string>

#include "core/base/error.h"
#include "core/embed/kernels/score_kernels.h"

namespace lafs {

namespace {

constexpr std::int64_t kProbesInBlock = 1024;
constexpr std::int64_t kDistractorsInBlock = 2048;
constexpr float kLowest = -std::numeric_limits<float>::infinity();

bool harder(const DistractorHit& a, const DistractorHit& b) {
  if (a.score != b.score) return a.score > b.score;
  return a.probe != b.probe ? a.probe < b.probe : a.distractor < b.distractor;
}

/// The `kept` hardest of all pairs that are offered. Room for twice as many; when it is full the
/// easier half goes, and what is no harder than the rest need not be offered any more.
class HardestHits {
 public:
  explicit HardestHits(std::int64_t kept) : kept_(static_cast<std::size_t>(kept)) {}
  float bar() const { return bar_; }

  void add(const std::vector<DistractorHit>& hits) {
    const std::lock_guard<std::mutex> lock(mutex_);
    hits_.insert(hits_.end(), hits.begin(), hits.end());
  }
  /// Between blocks, when nobody adds.
  void settle() {
    if (hits_.size() < 2 * kept_) return;
    cut();
    bar_ = hits_.empty() ? std::numeric_limits<float>::infinity()
                         : std::max_element(hits_.begin(), hits_.end(), harder)->score;
  }
  std::vector<DistractorHit> finish() {
    cut();
    std::sort(hits_.begin(), hits_.end(), harder);
    return std::move(hits_);
  }

 private:
  void cut() {
    if (hits_.size() <= kept_) return;
    std::nth_element(hits_.begin(), hits_.begin() + static_cast<std::ptrdiff_t>(kept_), hits_.end(),
                     harder);
    hits_.resize(kept_);
  }

  std::size_t kept_;
  float bar_ = kLowest;
  std::mutex mutex_;
  std::vector<DistractorHit> hits_;
};

/// 1/2 - |x|² / 2 of every row: with the inner product the score of two rows is
/// x·y + half(x) + half(y).
at::Tensor halfTerms(const at::Tensor& rows) {
  return (0.5 - 0.5 * rows.to(at::kDouble).square().sum(1)).to(at::kFloat).contiguous();
}

void checkFinite(const at::Tensor& terms, const char* what) {
  if (at::isfinite(terms).all().item<bool>()) return;
  throw UserError(what, "a feature is not finite", "make the features again");
}

/// One block of scores [probes, distractors], already inner products.
void scanBlock(at::Tensor& scores, const at::Tensor& probeTerms, const at::Tensor& distractorTerms,
               std::int64_t firstProbe, std::int64_t firstDistractor, std::vector<float>& best,
               HardestHits& hardest) {
  const std::int64_t width = scores.size(1);
  float* data = scores.data_ptr<float>();
  const float* probeTerm = probeTerms.data_ptr<float>();
  const float* distractorTerm = distractorTerms.data_ptr<float>();
  const float bar = hardest.bar();
  at::parallel_for(0, scores.size(0), 16, [&](std::int64_t begin, std::int64_t end) {
    std::vector<DistractorHit> hits;
    for (std::int64_t p = begin; p < end; ++p) {
      float* row = data + p * width;
      const float own = probeTerm[firstProbe + p];
      const float most = scoreKernels().addAndBest(row, distractorTerm, width) + own;
      best[firstProbe + p] = std::max(best[firstProbe + p], most);
      if (most <= bar) continue;
      for (std::int64_t d = 0; d < width; ++d) {
        const float score = row[d] + own;
        if (score > bar) {
          hits.push_back({score, static_cast<std::uint32_t>(firstProbe + p),
                          static_cast<std::uint32_t>(firstDistractor + d)});
        }
      }
    }
    hardest.add(hits);
  });
}

}  // namespace

DistractorMatch matchDistractors(const at::Tensor& probes, const DistractorChunks& next,
                                 std::int64_t kept) {
  TORCH_CHECK(probes.dim() == 2 && probes.scalar_type() == at::kFloat && probes.size(0) > 0,
              "probes must be a [P, D] float32 matrix");
  require(kept > 0, "some pairs are kept");
  const at::Tensor rows = probes.contiguous();
  const at::Tensor probeTerms = halfTerms(rows);
  checkFinite(probeTerms, "probes");
  DistractorMatch match;
  match.best.assign(static_cast<std::size_t>(rows.size(0)), kLowest);
  HardestHits hardest(kept);
  at::Tensor scores = at::empty({kProbesInBlock, kDistractorsInBlock}, at::kFloat);
  for (at::Tensor chunk = next(); chunk.defined(); chunk = next()) {
    if (chunk.dim() != 2 || chunk.size(1) != rows.size(1)) {
      throw UserError("distractors", "a feature has another width than the probes' " +
                                         std::to_string(rows.size(1)));
    }
    for (std::int64_t from = 0; from < chunk.size(0); from += kDistractorsInBlock) {
      const std::int64_t to = std::min(from + kDistractorsInBlock, chunk.size(0));
      const at::Tensor block = chunk.slice(0, from, to).contiguous();
      const at::Tensor terms = halfTerms(block);
      checkFinite(terms, "distractors");
      for (std::int64_t p = 0; p < rows.size(0); p += kProbesInBlock) {
        const std::int64_t q = std::min(p + kProbesInBlock, rows.size(0));
        at::Tensor part =
            scores.flatten().slice(0, 0, (q - p) * (to - from)).view({q - p, to - from});
        at::mm_out(part, rows.slice(0, p, q), block.t());
        scanBlock(part, probeTerms, terms, p, match.distractors + from, match.best, hardest);
      }
      hardest.settle();
    }
    match.distractors += chunk.size(0);
  }
  match.hardest = hardest.finish();
  return match;
}

}  // namespace lafs

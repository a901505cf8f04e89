// SPDX-License-Identifier: GPL-3.0-or-later
// What judging a large protocol costs once its features are there: templates of IJB-C's size
// pooled, scored and put on a ROC; MegaFace's probes matched with a million distractors.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "app/worker/blas_flavour.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/random_stream.h"
#include "core/embed/distractor_match.h"
#include "core/embed/pair_scoring.h"
#include "core/embed/template_pooling.h"
#include "core/eval/roc.h"
#include "packaging/bench/bench_main.h"
#include "packaging/bench/matrix_peak.h"

namespace lafs::bench {

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  bool ijb = true, megaface = true, json = false;
  int threads = 0;
  double scale = 1;  ///< share of the full sizes
};

constexpr std::int64_t kWidth = 512;

void printHelp() {
  std::puts(
      "usage: bench_protocols [--only ijb|megaface] [--scale 1] [--threads N] [--json]\n\n"
      "IJB-C's size: 469,375 features of 512, 23,124 templates, 15,658,489 pairs; MegaFace's: "
      "3,530\n"
      "probes and 1,000,000 distractors. Made by seed. --scale 0.1 takes a tenth of each. Peak "
      "memory\n"
      "is the process's, so measure one at a time.");
}

Options parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string name = arguments[i];
    if (name == "--json") {
      options.json = true;
      continue;
    }
    const std::string value = i + 1 < count ? arguments[++i] : "";
    if (name == "--only" && (value == "ijb" || value == "megaface")) {
      options.ijb = value == "ijb";
      options.megaface = !options.ijb;
    } else if (name == "--scale" && std::atof(value.c_str()) > 0) {
      options.scale = std::atof(value.c_str());
    } else if (name == "--threads" && std::atoi(value.c_str()) > 0) {
      options.threads = std::atoi(value.c_str());
    } else {
      throw UserError(name, "is no option of bench_protocols, or '" + value + "' no value of it",
                      "see --help");
    }
  }
  return options;
}

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double peakGib() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / (1024.0 * 1024.0);
}

/// Rows of noise around a person's centre, filled in place: cheap, and the same on every machine.
void fillFeature(float* row, std::uint64_t person, std::uint64_t image) {
  RandomStream centre({1, person}), noise({2, image});
  for (std::int64_t d = 0; d < kWidth; d += 4) {
    // Four numbers out of each 64 random bits: uniform ones do as well as normal ones here.
    std::uint64_t a = centre.bits(), b = noise.bits();
    for (std::int64_t k = 0; k < 4; ++k, a >>= 16, b >>= 16) {
      row[d + k] = static_cast<float>(static_cast<double>(a & 0xFFFF) / 32768 - 1) +
                   2 * static_cast<float>(static_cast<double>(b & 0xFFFF) / 32768 - 1);
    }
  }
}

at::Tensor features(std::int64_t count, const std::vector<std::int64_t>& people,
                    std::uint64_t seed) {
  at::Tensor rows = at::empty({count, kWidth}, at::kFloat);
  float* data = rows.data_ptr<float>();
  at::parallel_for(0, count, 256, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const std::uint64_t image = seed * 1'000'000'007 + static_cast<std::uint64_t>(i);
      fillFeature(data + i * kWidth, people.empty() ? image : static_cast<std::uint64_t>(people[i]),
                  image);
    }
  });
  return rows;
}

struct IjbInput {
  at::Tensor rows;
  TemplateImages images;
  std::vector<std::uint32_t> first, second;
  std::vector<bool> same;
};

IjbInput makeIjb(double scale) {
  const auto images = static_cast<std::int64_t>(469375 * scale);
  const auto templates = static_cast<std::int64_t>(23124 * scale);
  const auto pairs = static_cast<std::int64_t>(15658489 * scale);
  const std::int64_t people = std::max<std::int64_t>(2, static_cast<std::int64_t>(3531 * scale));
  IjbInput input;
  RandomStream random({3});
  std::vector<std::int64_t> person;
  for (std::int64_t i = 0; i < images; ++i) {
    const std::int64_t id = i < templates ? i : random.below(templates);
    input.images.templates.push_back(id);
    input.images.media.push_back(random.below(8));
    input.images.detectorScores.push_back(static_cast<float>(random.uniform(0.5, 1)));
    person.push_back(id % people);
  }
  for (std::int64_t k = 0; k < pairs; ++k) {
    // One pair in 800 is genuine, as in the set: templates of a person are `people` apart.
    const std::int64_t a = random.below(templates);
    const bool genuine = k % 800 == 0;
    const std::int64_t b = genuine ? (a + people) % templates : random.below(templates);
    input.first.push_back(static_cast<std::uint32_t>(a));
    input.second.push_back(static_cast<std::uint32_t>(b));
    input.same.push_back(a % people == b % people);
  }
  input.rows = features(images, person, 5);
  return input;
}

Json benchIjb(const Options& options) {
  IjbInput input = makeIjb(options.scale);
  const auto start = Clock::now();
  const TemplateFeatures pooled = poolTemplates(input.rows, input.images, {});
  const double pooling = secondsSince(start);
  const auto scoringStart = Clock::now();
  const std::vector<double> scores = scorePairs(pooled.rows, input.first, input.second);
  const double scoring = secondsSince(scoringStart);
  const auto rocStart = Clock::now();
  const Roc roc = rocCurve(scores, input.same);
  const TarAtFar tar = tarAtFar(roc, 1e-4, TarRule::Nearest);
  const double curve = secondsSince(rocStart);
  return {
      {"features", input.rows.size(0)}, {"templates", pooled.ids.size()}, {"pairs", scores.size()},
      {"pooling_seconds", pooling},     {"scoring_seconds", scoring},     {"roc_seconds", curve},
      {"seconds", secondsSince(start)}, {"tar_at_1e-4", tar.tar},         {"peak_gib", peakGib()}};
}

Json benchMegaface(const Options& options, double peak) {
  const auto distractors = static_cast<std::int64_t>(1'000'000 * options.scale);
  constexpr std::int64_t kProbes = 3530, kChunk = 65536;
  const auto unit = [](const at::Tensor& rows) { return rows.div_(rows.norm(2, 1, true)); };
  std::vector<std::int64_t> people;
  for (std::int64_t p = 0; p < kProbes; ++p) people.push_back(p % 80);
  at::Tensor probes = features(kProbes, people, 7);
  unit(probes);
  at::Tensor all = features(distractors, {}, 11);
  unit(all);
  std::int64_t next = 0;
  const auto start = Clock::now();
  const DistractorMatch match = matchDistractors(
      probes,
      [&]() -> at::Tensor {
        if (next >= distractors) return {};
        const std::int64_t begin = next;
        next = std::min(next + kChunk, distractors);
        return all.slice(0, begin, next);
      },
      4 * static_cast<std::int64_t>(1e-4 * kProbes * static_cast<double>(distractors)));
  const double seconds = secondsSince(start);
  const double rate = 2e-9 * kProbes * static_cast<double>(distractors) * kWidth / seconds;
  return {{"probes", kProbes},
          {"distractors", match.distractors},
          {"kept", match.hardest.size()},
          {"seconds", seconds},
          {"gflops", rate},
          {"peak_gflops", peak},
          {"share_of_peak", rate / peak},
          {"peak_gib", peakGib()}};
}

void printTable(const Json& document) {
  std::printf("%lld threads, %s\n", static_cast<long long>(document["threads"].get<std::int64_t>()),
              document["blas"].get<std::string>().c_str());
  for (const auto& [name, results] : document.items()) {
    if (!results.is_object()) continue;
    std::printf("\n%s\n", name.c_str());
    for (const auto& [what, value] : results.items()) {
      std::printf("  %-18s %14.6g\n", what.c_str(), value.get<double>());
    }
  }
}

int run(int count, char** arguments) {
  const Options options = parse(count, arguments);
  at::set_num_threads(options.threads > 0 ? options.threads
                                          : static_cast<int>(std::thread::hardware_concurrency()));
  const at::NoGradGuard noGrad;
  Json document{{"threads", at::get_num_threads()},
                {"blas", blasFlavourName(currentBlas().flavour)}};
  if (options.ijb) document["ijbc"] = benchIjb(options);
  if (options.megaface) document["megaface"] = benchMegaface(options, float32MatrixPeak(5));
  if (options.json) {
    std::printf("%s\n", document.dump(2).c_str());
  } else {
    printTable(document);
  }
  return 0;
}

}  // namespace

}  // namespace lafs::bench

int main(int count, char** arguments) {
  lafs::preferFastBlas(arguments);
  return lafs::bench::benchMain(count, arguments, lafs::bench::printHelp, lafs::bench::run);
}

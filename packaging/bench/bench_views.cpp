// SPDX-License-Identifier: GPL-3.0-or-later
// How many pictures a second one core turns into the views of each stage, and what each operation
// of the pipelines costs.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "core/augment/rand_augment.h"
#include "core/augment/views.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/image/affine.h"
#include "core/image/blur.h"
#include "core/image/codec.h"
#include "core/image/colour.h"
#include "core/image/normalise.h"
#include "core/image/resize.h"
#include "core/image/tone.h"
#include "packaging/bench/bench_main.h"

namespace lafs::bench {

namespace {

struct Options {
  std::int64_t size = 112;
  std::int64_t images = 64;
  double seconds = 2;
  bool json = false;
};

struct Pipeline {
  std::string name;
  ViewTransform transform;
  double imagesPerSecond = 0;
};

struct Operation {
  std::string name;
  std::function<void()> run;
  double microseconds = 0;
};

void printHelp() {
  std::puts(
      "usage: bench_views [--size 112] [--images 64] [--seconds 2] [--json]\n\n"
      "Measures the view pipelines on one thread, decoding of a JPEG included, on pictures of\n"
      "colour gradients with noise; then each operation alone. Times are the thread's own\n"
      "processor time; a quiet machine still gives the best figures.");
}

double numberOf(const std::string& name, const char* text) {
  char* end = nullptr;
  const double value = text ? std::strtod(text, &end) : 0;
  if (!text || end == text || *end != '\0' || !(value > 0)) {
    throw UserError(name,
                    std::string("found '") + (text ? text : "") + "', expected a number above 0");
  }
  return value;
}

Options parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string name = arguments[i];
    if (name == "--json") {
      options.json = true;
      continue;
    }
    const char* value = i + 1 < count ? arguments[++i] : nullptr;
    if (name == "--size") {
      options.size = static_cast<std::int64_t>(numberOf(name, value));
    } else if (name == "--images") {
      options.images = static_cast<std::int64_t>(numberOf(name, value));
    } else if (name == "--seconds") {
      options.seconds = numberOf(name, value);
    } else {
      throw UserError(name, "is no option of bench_views", "see --help");
    }
  }
  return options;
}

Image picture(int size, std::uint64_t seed) {
  RandomStream random({seed});
  Image image(size, size);
  const double fx = random.uniform(0.5, 4) / size, fy = random.uniform(0.5, 4) / size;
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      for (int c = 0; c < 3; ++c) {
        const double wave = 128 + 90 * std::sin(6.28 * (fx * x + fy * y) + c);
        const double value = wave + random.uniform(-20, 20);
        image.row(y)[3 * x + c] = static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0));
      }
    }
  }
  return image;
}

/// Processor time of this thread: what other programs take does not count.
double processorSeconds() {
  timespec time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double secondsSince(double start) {
  return processorSeconds() - start;
}

/// Pictures a second, decoded from `files` one after the other, for about `seconds`.
double rateOf(const ViewTransform& transform, const std::vector<std::vector<std::uint8_t>>& files,
              double seconds) {
  std::vector<std::vector<float>> buffers;
  std::vector<float*> outputs;
  for (const auto& shape : transform.shapes) buffers.emplace_back(shape[0] * shape[1] * shape[2]);
  for (auto& buffer : buffers) outputs.push_back(buffer.data());
  std::uint64_t done = 0;
  const auto one = [&] {
    const auto& file = files[done % files.size()];
    RandomStream random({7, done++});
    transform.apply(decodeImage(file.data(), file.size(), "bench"), random, outputs);
  };
  for (std::size_t i = 0; i < files.size(); ++i) one();  // warm up
  const std::uint64_t before = done;
  const double start = processorSeconds();
  while (secondsSince(start) < seconds) one();
  return static_cast<double>(done - before) / secondsSince(start);
}

/// The fastest of several rounds, in microseconds.
double timeOf(const std::function<void()>& run) {
  constexpr int kRounds = 12, kRepeats = 20;
  double best = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const double start = processorSeconds();
    for (int i = 0; i < kRepeats; ++i) run();
    best = std::min(best, secondsSince(start) / kRepeats);
  }
  return best * 1e6;
}

std::vector<Pipeline> pipelines(std::int64_t size) {
  SupervisedAugmentSpec supervised, flipOnly;
  supervised.randAugmentMagnitude = 2;
  flipOnly.enabled = false;
  return {{"lafs, 20 tensors", lafsViews(PretrainSpec(), size)},
          {"dino, 10 views", dinoViews(PretrainSpec(), size, false)},
          {"dino on part fvit", dinoViews(PretrainSpec(), size, true)},
          {"supervised", supervisedView(supervised, size)},
          {"supervised, flip only", supervisedView(flipOnly, size)},
          {"evaluation", evaluationView(size, false, false)}};
}

/// Holds what the operations work on; every operation starts from the same picture.
struct Workplace {
  explicit Workplace(const Image& image)
      : interleaved(image), source(toPlanes(image)), cropper(source), floats(source.values.size()) {
    jpeg = encodeJpeg(image, 90);
    png = encodePng(image);
  }
  Image interleaved;
  Planes source, planes;
  BicubicCropper cropper;
  std::vector<std::uint8_t> jpeg, png;
  std::vector<float> floats;
};

std::vector<Operation> operations(Workplace& w) {
  const int side = w.source.width;
  const CropBox box{side / 10, side / 12, side * 3 / 4, side * 4 / 5};
  const auto inPlace = [&w](std::string name, std::function<void(Planes&)> apply) {
    return Operation{std::move(name), [&w, apply] {
                       w.planes = w.source;
                       apply(w.planes);
                     }};
  };
  std::vector<Operation> all = {
      {"decode jpeg", [&w] { decodeImage(w.jpeg.data(), w.jpeg.size(), "bench"); }},
      {"decode png", [&w] { decodeImage(w.png.data(), w.png.size(), "bench"); }},
      {"to planes", [&w] { w.planes = toPlanes(w.interleaved); }},
      {"crop, bicubic, full side", [&w, box, side] { w.planes = w.cropper.crop(box, side, side); }},
      {"crop, bicubic, 48", [&w, box] { w.planes = w.cropper.crop(box, 48, 48); }},
      {"crop, bilinear", [&w, box, side] { w.planes = resizeBilinear(w.source, box, side, side); }},
      inPlace("pil brightness", [](Planes& p) { pil::brightness(p, 1.2); }),
      inPlace("pil contrast", [](Planes& p) { pil::contrast(p, 1.2); }),
      inPlace("pil saturation", [](Planes& p) { pil::saturation(p, 1.2); }),
      inPlace("pil hue", [](Planes& p) { pil::hue(p, 0.05); }),
      inPlace("pil grey", [](Planes& p) { pil::grayscale(p); }),
      inPlace("pil solarise", [](Planes& p) { pil::solarize(p); }),
      inPlace("pil gaussian blur", [](Planes& p) { pil::gaussianBlur(p, 1.3); }),
      inPlace("tensor brightness", [](Planes& p) { vision::brightness(p, 1.1); }),
      inPlace("tensor contrast", [](Planes& p) { vision::contrast(p, 1.1); }),
      inPlace("tensor saturation", [](Planes& p) { vision::saturation(p, 1.1); }),
      inPlace("tensor hue", [](Planes& p) { vision::hue(p, 0.05); }),
      inPlace("flip", [](Planes& p) { flipHorizontally(p); }),
      {"normalise", [&w] { normalise(w.source, Normalisation::full(), w.floats.data()); }},
  };
  for (const RandAugmentOperation& operation : randAugmentOperations()) {
    all.push_back(inPlace("randaugment " + operation.name, [&operation](Planes& p) {
      RandomStream random(3);
      operation.apply(p, 2, random);
    }));
  }
  return all;
}

Json documentOf(const Options& options, const std::vector<Pipeline>& views,
                const std::vector<Operation>& single) {
  Json document = {{"size", options.size}, {"threads", 1}};
  for (const Pipeline& one : views) {
    document["pipelines"].push_back({{"name", one.name},
                                     {"outputs", one.transform.shapes.size()},
                                     {"images_per_second", one.imagesPerSecond}});
  }
  for (const Operation& one : single) {
    document["operations"].push_back({{"name", one.name}, {"microseconds", one.microseconds}});
  }
  return document;
}

void printTable(const Options& options, const std::vector<Pipeline>& views,
                const std::vector<Operation>& single) {
  std::printf("%lld x %lld pictures, one thread\n\n%-32s %12s %12s\n",
              static_cast<long long>(options.size), static_cast<long long>(options.size),
              "pipeline, jpeg decoding included", "images/s", "ms/image");
  for (const Pipeline& one : views) {
    std::printf("%-32s %12.0f %12.3f\n", one.name.c_str(), one.imagesPerSecond,
                1000 / one.imagesPerSecond);
  }
  std::printf("\n%-32s %12s\n", "operation", "microseconds");
  for (const Operation& one : single) {
    std::printf("%-32s %12.1f\n", one.name.c_str(), one.microseconds);
  }
}

int run(int count, char** arguments) {
  const Options options = parse(count, arguments);
  const int size = static_cast<int>(options.size);
  std::vector<std::vector<std::uint8_t>> files;
  for (std::int64_t i = 0; i < options.images; ++i) {
    files.push_back(encodeJpeg(picture(size, static_cast<std::uint64_t>(i)), 90));
  }
  std::vector<Pipeline> views = pipelines(options.size);
  for (Pipeline& one : views) one.imagesPerSecond = rateOf(one.transform, files, options.seconds);
  Workplace workplace(picture(size, 1));
  std::vector<Operation> single = operations(workplace);
  for (Operation& one : single) one.microseconds = timeOf(one.run);
  if (options.json) {
    std::printf("%s\n", documentOf(options, views, single).dump(2).c_str());
  } else {
    printTable(options, views, single);
  }
  return 0;
}

}  // namespace

}  // namespace lafs::bench

int main(int count, char** arguments) {
  return lafs::bench::benchMain(count, arguments, lafs::bench::printHelp, lafs::bench::run);
}

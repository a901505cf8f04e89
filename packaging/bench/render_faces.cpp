// SPDX-License-Identifier: GPL-3.0-or-later
// Renders a sheet of synthetic faces, a person a row, and measures the renderer.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <string>

#include "core/base/atomic_file.h"
#include "core/data/synthetic/render_face.h"
#include "core/image/codec.h"

namespace {

using namespace lafs;
using synthetic::Challenge;
using synthetic::Domain;

struct Arguments {
  int people = 8;
  int pictures = 10;
  int side = 112;
  std::uint64_t seed = 0;
  Domain domain = Domain::Curated;
  Challenge even = Challenge::None;
  Challenge odd = Challenge::None;
  bool landmarks = false;
  std::string output = "faces.png";
};

constexpr const char* kUsage =
    "usage: bench_render [--people N] [--pictures N] [--side N] [--seed N] [--wild|--studio]\n"
    "                    [--test frontal|profile|ageing] [--landmarks] [-o FILE.png]\n"
    "Writes a sheet of faces, a person a row, and prints pictures per second of one core.\n";

bool parse(int argc, char** argv, Arguments& out) {
  for (int i = 1; i < argc; ++i) {
    const std::string key = argv[i];
    const char* value = i + 1 < argc ? argv[i + 1] : nullptr;
    if (key == "--wild") {
      out.domain = Domain::Wild;
      continue;
    }
    if (key == "--studio") {
      out.domain = Domain::Studio;
      continue;
    }
    if (key == "--landmarks") {
      out.landmarks = true;
      continue;
    }
    if (!value) return false;
    ++i;
    if (key == "--people") {
      out.people = std::atoi(value);
    } else if (key == "--pictures") {
      out.pictures = std::atoi(value);
    } else if (key == "--side") {
      out.side = std::atoi(value);
    } else if (key == "--seed") {
      out.seed = std::strtoull(value, nullptr, 10);
    } else if (key == "-o") {
      out.output = value;
    } else if (key == "--test" && !std::strcmp(value, "frontal")) {
      out.even = out.odd = Challenge::Frontal;
    } else if (key == "--test" && !std::strcmp(value, "profile")) {
      out.even = Challenge::Frontal;
      out.odd = Challenge::Profile;
    } else if (key == "--test" && !std::strcmp(value, "ageing")) {
      out.even = Challenge::Young;
      out.odd = Challenge::Old;
    } else {
      return false;
    }
  }
  return out.people > 0 && out.pictures > 0 && out.side > 0 && out.side % 16 == 0;
}

void markLandmarks(const std::vector<float>& points, Image& image) {
  for (std::size_t k = 0; k + 1 < points.size(); k += 2) {
    const int x = static_cast<int>(points[k] + 0.5f);
    const int y = static_cast<int>(points[k + 1] + 0.5f);
    if (x < 0 || y < 0 || x >= image.width || y >= image.height) continue;
    std::uint8_t* p = image.row(y) + 3 * x;
    p[0] = k < 10 ? 255 : 0;
    p[1] = k < 10 ? 0 : 255;
    p[2] = 0;
  }
}

void paste(const Image& face, int left, int top, Image& sheet) {
  for (int y = 0; y < face.height; ++y) {
    std::copy(face.row(y), face.row(y) + 3 * face.width, sheet.row(top + y) + 3 * left);
  }
}

void run(const Arguments& arguments) {
  Image sheet(arguments.pictures * arguments.side, arguments.people * arguments.side);
  double seconds = 0;
  for (int row = 0; row < arguments.people; ++row) {
    const auto person = static_cast<std::uint64_t>(row);
    const synthetic::FaceTraits traits = synthetic::drawTraits(mixKeys({arguments.seed, person}));
    for (int column = 0; column < arguments.pictures; ++column) {
      const std::clock_t start = std::clock();
      const synthetic::PhotoConditions conditions = synthetic::drawConditions(
          mixKeys({arguments.seed, person, static_cast<std::uint64_t>(column)}), traits,
          arguments.domain, column % 2 == 0 ? arguments.even : arguments.odd);
      synthetic::FacePicture picture =
          synthetic::renderFace(traits, conditions, arguments.domain, arguments.side);
      seconds += static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
      if (arguments.landmarks) markLandmarks(picture.landmarks, picture.image);
      paste(picture.image, column * arguments.side, row * arguments.side, sheet);
    }
  }
  const std::vector<std::uint8_t> bytes = encodePng(sheet);
  writeFileAtomically(arguments.output,
                      {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  const int count = arguments.people * arguments.pictures;
  std::printf("{\"pictures\": %d, \"side\": %d, \"picturesPerSecondPerCore\": %.0f}\n", count,
              arguments.side, count / seconds);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!parse(argc, argv, arguments)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  try {
    run(arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_render: %s\n", error.what());
    return 1;
  }
  return 0;
}

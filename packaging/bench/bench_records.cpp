// SPDX-License-Identifier: GPL-3.0-or-later
// How fast faces come out of a .rec against what libjpeg-turbo alone needs for the same JPEGs,
// which lie in memory already, on the same cores.
#include <turbojpeg.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/parallel.h"
#include "core/base/random_stream.h"
#include "core/config/source_text.h"
#include "core/data/face_source.h"
#include "core/data/source_registry.h"
#include "core/formats/record_writer.h"
#include "core/image/codec.h"

namespace lafs::bench {

namespace {

namespace fs = std::filesystem;

struct Options {
  std::string record;         ///< an existing .rec; empty: synthetic faces are packed
  std::int64_t images = 512;  ///< synthetic faces
  int threads = 0;
  int repeats = 9;
  std::int64_t decodes = 8192;  ///< of one repeat
  bool json = false;
};

Options parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string name = arguments[i];
    if (name == "--json") {
      options.json = true;
      continue;
    }
    const char* value = i + 1 < count ? arguments[++i] : nullptr;
    if (name == "--record" && value) {
      options.record = value;
      continue;
    }
    const long long number = value ? std::atoll(value) : 0;
    if (number < 1) throw UserError(name, "needs a whole number above 0", "see --help");
    if (name == "--images") {
      options.images = number;
    } else if (name == "--threads") {
      options.threads = static_cast<int>(number);
    } else if (name == "--repeats") {
      options.repeats = static_cast<int>(number);
    } else if (name == "--decodes") {
      options.decodes = number;
    } else {
      throw UserError(name, "is no option of bench_records", "see --help");
    }
  }
  if (options.threads == 0) options.threads = usableCores();
  return options;
}

/// Synthetic faces as 112 x 112 JPEGs of quality 95 in a .rec.
std::string packFaces(const fs::path& folder, std::int64_t images) {
  DataSpec spec;
  spec.source = "synthetic";
  spec.identities = std::max<std::int64_t>(2, images / 4);
  spec.imagesPerIdentity = 4;
  const auto source = openSource(spec, Pool::Labelled);
  const std::string path = (folder / "faces.rec").string();
  RecordWriter writer(path, RecordLayout::InsightFace);
  std::vector<std::vector<std::uint8_t>> files(source->size());
  forEachIndex(source->size(), 0,
               [&](int, std::int64_t k) { files[k] = encodeJpeg(source->image(k), 95); });
  for (std::int64_t k = 0; k < source->size(); ++k) {
    writer.add(source->label(k), "",
               {reinterpret_cast<const char*>(files[k].data()), files[k].size()});
  }
  writer.finish(112, 112);
  return path;
}

/// Without the cache that training puts in front: every decode is a decode.
std::shared_ptr<FaceSource> openUncached(const std::string& record) {
  DataSpec spec = sourceFromText("recordio:" + record);
  for (const SourceKind& kind : sourceKinds()) {
    if (kind.name == spec.source) return kind.open(spec, Pool::Labelled);
  }
  throw UserError(record, "cannot be opened");
}

struct Timing {
  double wall = 0, processor = 0;  ///< seconds
};

double processorSeconds() {
  timespec time = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

template <class Work>
Timing timed(std::int64_t decodes, int threads, Work work) {
  const auto start = std::chrono::steady_clock::now();
  const double processor = processorSeconds();
  forEachIndex(decodes, threads, work);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  return {wall.count(), processorSeconds() - processor};
}

/// One libjpeg-turbo decompressor and one buffer for each thread, used again and again.
struct Decompressor {
  tjhandle handle = tjInitDecompress();
  std::vector<std::uint8_t> pixels;
  Decompressor() = default;
  Decompressor(const Decompressor&) = delete;
  ~Decompressor() { tjDestroy(handle); }
  void decode(const std::string& jpeg) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(jpeg.data());
    int width = 0, height = 0, sampling = 0, colours = 0;
    if (tjDecompressHeader3(handle, bytes, jpeg.size(), &width, &height, &sampling, &colours) !=
        0) {
      throw UserError("bench_records", "a record is no JPEG");
    }
    pixels.resize(static_cast<std::size_t>(width) * height * 3);
    tjDecompress2(handle, bytes, jpeg.size(), pixels.data(), width, 0, height, TJPF_RGB, 0);
  }
};

template <class Value>
double median(std::vector<Timing> timings, Value value) {
  std::vector<double> values;
  for (const Timing& timing : timings) values.push_back(value(timing));
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Json rates(const std::vector<Timing>& timings, std::int64_t decodes) {
  const auto count = static_cast<double>(decodes);
  return {{"images_per_second", count / median(timings, [](const Timing& t) { return t.wall; })},
          {"images_per_core_second",
           count / median(timings, [](const Timing& t) { return t.processor; })}};
}

Json measure(const std::string& record, const Options& options) {
  const auto source = openUncached(record);
  std::vector<std::string> jpegs(source->size());
  for (std::int64_t k = 0; k < source->size(); ++k) jpegs[k] = source->encoded(k);
  // The same pictures in the same random order for both.
  RandomStream random({7});
  std::vector<std::int64_t> order(options.decodes);
  for (std::int64_t& index : order) index = random.below(source->size());
  std::vector<Decompressor> decompressors(static_cast<std::size_t>(options.threads));
  std::vector<Timing> turbo, ours;
  for (int repeat = 0; repeat <= options.repeats; ++repeat) {
    const Timing a = timed(options.decodes, options.threads, [&](int thread, std::int64_t k) {
      decompressors[thread].decode(jpegs[order[k]]);
    });
    const Timing b = timed(options.decodes, options.threads,
                           [&](int, std::int64_t k) { source->image(order[k]); });
    if (repeat == 0) continue;  // warms the caches
    turbo.push_back(a);
    ours.push_back(b);
  }
  Json result = {{"record", record},
                 {"pictures", source->size()},
                 {"decodes", options.decodes},
                 {"threads", options.threads},
                 {"libjpeg_turbo", rates(turbo, options.decodes)},
                 {"record_source", rates(ours, options.decodes)}};
  for (const char* rate : {"images_per_second", "images_per_core_second"}) {
    result["share"][rate] =
        result["record_source"][rate].get<double>() / result["libjpeg_turbo"][rate].get<double>();
  }
  return result;
}

void print(const Json& result) {
  std::printf("%lld pictures, %lld decodes on %d threads, median of the repeats\n\n",
              result["pictures"].get<long long>(), result["decodes"].get<long long>(),
              result["threads"].get<int>());
  std::printf("%-28s %14s %18s\n", "", "images/s", "images/core second");
  for (const char* row : {"libjpeg_turbo", "record_source"}) {
    std::printf("%-28s %14.0f %18.0f\n", row, result[row]["images_per_second"].get<double>(),
                result[row]["images_per_core_second"].get<double>());
  }
  std::printf("%-28s %13.1f%% %17.1f%%\n", "share",
              100 * result["share"]["images_per_second"].get<double>(),
              100 * result["share"]["images_per_core_second"].get<double>());
}

void run(const Options& options) {
  fs::path folder;
  std::string record = options.record;
  if (record.empty()) {
    std::string name = (fs::temp_directory_path() / "bench-records-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw UserError(name, "cannot be made", "set TMPDIR");
    folder = name;
    record = packFaces(folder, options.images);
  }
  const Json result = measure(record, options);
  if (!folder.empty()) fs::remove_all(folder);
  if (options.json) {
    std::puts(result.dump(2).c_str());
  } else {
    print(result);
  }
}

}  // namespace

}  // namespace lafs::bench

int main(int count, char** arguments) {
  try {
    if (count == 2 && std::string(arguments[1]) == "--help") {
      std::puts(
          "usage: bench_records [--record FILE.rec] [--images 512] [--decodes 8192]\n"
          "                     [--repeats 9] [--threads N] [--json]\n\n"
          "Random reads and decodes of a .rec (by default of synthetic 112 x 112 faces, JPEG 95)\n"
          "against libjpeg-turbo on the same JPEGs in memory. The share per core second holds on "
          "a\n"
          "busy machine, too.");
      return 0;
    }
    lafs::bench::run(lafs::bench::parse(count, arguments));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_records: %s\n", error.what());
    return 2;
  }
}

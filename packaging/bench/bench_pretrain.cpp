// SPDX-License-Identifier: GPL-3.0-or-later
// How fast a LAFS pretraining step is on this machine's CPU, and where its time goes.
#include <ATen/Parallel.h>
#include <sys/resource.h>
#include <torch/version.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <thread>

#include "app/worker/blas_flavour.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/config/model_shape.h"
#include "core/model/ops/caching_allocator.h"
#include "core/model/ops/cpu_level.h"
#include "packaging/bench/matrix_peak.h"
#include "packaging/bench/pretrain_step.h"
#include "packaging/bench/step_arithmetic.h"

namespace lafs::bench {

namespace {

struct Options {
  std::string model = "part-fvit-tiny";
  std::string precision = "float32";
  std::int64_t batch = 32;
  std::int64_t outputs = 65536;
  std::int64_t steps = 3;
  std::int64_t threads = 0;
  std::int64_t peakRepeats = 3;
  bool allocator = true;
  bool json = false;
};

void printHelp() {
  std::puts(
      "usage: bench_pretrain [--model part-fvit-tiny|part-fvit-b|mini|...] [--batch 32]\n"
      "                      [--outputs 65536] [--precision float32|bfloat16] [--steps 3]\n"
      "                      [--threads all] [--peak-repeats 3] [--no-allocator] [--json]\n\n"
      "Measures the machine's matrix-product peak, then LAFS pretraining steps (2 full and 8\n"
      "subset views, dropout and drop-path on, teacher with dropout) on random pictures.\n"
      "One configuration a process, because peak memory is the process's. Quiet machine please.");
}

std::int64_t numberOf(const std::string& name, const std::string& text) {
  char* end = nullptr;
  const long long value = std::strtoll(text.c_str(), &end, 10);
  if (text.empty() || *end != '\0' || value < 0) {
    throw UserError(name, "found '" + text + "', expected a whole number");
  }
  return value;
}

Options parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string name = arguments[i];
    const auto value = [&]() -> std::string {
      if (i + 1 >= count) throw UserError(name, "needs a value");
      return arguments[++i];
    };
    if (name == "--json") {
      options.json = true;
    } else if (name == "--no-allocator") {
      options.allocator = false;
    } else if (name == "--model") {
      options.model = value();
    } else if (name == "--precision") {
      options.precision = value();
    } else if (name == "--batch") {
      options.batch = numberOf(name, value());
    } else if (name == "--outputs") {
      options.outputs = numberOf(name, value());
    } else if (name == "--steps") {
      options.steps = std::max<std::int64_t>(1, numberOf(name, value()));
    } else if (name == "--threads") {
      options.threads = numberOf(name, value());
    } else if (name == "--peak-repeats") {
      options.peakRepeats = std::max<std::int64_t>(1, numberOf(name, value()));
    } else {
      throw UserError(name, "is not an option of bench_pretrain", "see --help");
    }
  }
  if (options.precision != "float32" && options.precision != "bfloat16") {
    throw UserError("--precision", "found '" + options.precision + "'", "use float32 or bfloat16");
  }
  return options;
}

double peakResidentGib() {
  struct rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / (1024.0 * 1024.0);
}

Json arithmeticJson(const StepArithmetic& step) {
  return {{"gigaflop_per_image", step.gigaflop()},
          {"landmark_cnn", 2e-9 * step.cnn},
          {"teacher", 2e-9 * step.teacher},
          {"student", 2e-9 * step.student},
          {"heads", 2e-9 * step.head}};
}

Json measure(const Options& options) {
  ModelSpec modelSpec;
  modelSpec.preset = options.model;
  const ModelShape shape = resolveModel(modelSpec);
  if (!shape.hasLandmarkCnn()) {
    throw UserError("--model", options.model + " has no landmark CNN", "use a Part fViT");
  }
  PretrainSpec spec;
  spec.batchSize = options.batch;
  spec.headOutputs = options.outputs;
  spec.precision = options.precision;
  spec.subsetLandmarks = std::min<std::int64_t>(spec.subsetLandmarks, shape.landmarks);

  const double float32Peak = float32MatrixPeak(options.peakRepeats);
  const double bfloat16Peak = bfloat16MatrixPeak(options.peakRepeats);
  ops::trimCachingAllocator();

  PretrainStep step(shape, spec);
  step.run();
  std::vector<double> seconds;
  for (std::int64_t i = 0; i < options.steps; ++i) seconds.push_back(step.run());
  const double resident = peakResidentGib();
  std::sort(seconds.begin(), seconds.end());
  const double median = seconds[seconds.size() / 2];
  Json phases = Json::object();
  for (const auto& [name, time] : step.runTimed()) phases[name] = time;

  const double peak = options.precision == "bfloat16" ? bfloat16Peak : float32Peak;
  const double images = static_cast<double>(options.batch) / median;
  const StepArithmetic full = fullArithmetic(shape, spec);
  const StepArithmetic executed = executedArithmetic(shape, spec);
  return {{"model", shape.name},
          {"precision", options.precision},
          {"batch", options.batch},
          {"head_outputs", options.outputs},
          {"threads", at::get_num_threads()},
          {"libtorch", TORCH_VERSION},
          {"blas", blasFlavourName(currentBlas().flavour)},
          {"kernels", ops::cpuLevelName(ops::cpuLevel())},
          {"native_bfloat16", ops::hasNativeBfloat16()},
          {"matrix_peak_gflops", {{"float32", float32Peak}, {"bfloat16", bfloat16Peak}}},
          {"seconds_per_step", median},
          {"fastest_step", seconds.front()},
          {"images_per_second", images},
          {"full_arithmetic", arithmeticJson(full)},
          {"executed_arithmetic", arithmeticJson(executed)},
          {"fraction_of_peak_full", images * full.gigaflop() / peak},
          {"fraction_of_peak_executed", images * executed.gigaflop() / peak},
          {"peak_resident_gib", resident},
          {"loss", step.loss()},
          {"phases_seconds", phases}};
}

void printTable(const Json& result) {
  const auto number = [&](const char* key) { return result.at(key).get<double>(); };
  const auto text = [&](const char* key) { return result.at(key).get<std::string>(); };
  std::printf("LAFS pretraining step: %s, %s, batch %lld, head %lld\n", text("model").c_str(),
              text("precision").c_str(), result.at("batch").get<long long>(),
              result.at("head_outputs").get<long long>());
  std::printf("%d threads, LibTorch %s, %s, %s kernels%s\n", result.at("threads").get<int>(),
              text("libtorch").c_str(), text("blas").c_str(), text("kernels").c_str(),
              result.at("native_bfloat16").get<bool>() ? ", bfloat16 in hardware" : "");
  const Json& peaks = result.at("matrix_peak_gflops");
  std::printf("  matrix-product peak   %8.1f GFLOP/s float32, %.1f bfloat16\n",
              peaks.at("float32").get<double>(), peaks.at("bfloat16").get<double>());
  std::printf("  images/s              %8.2f (%.2f s a step, fastest %.2f s)\n",
              number("images_per_second"), number("seconds_per_step"), number("fastest_step"));
  const auto work = [&](const char* key) {
    return result.at(key).at("gigaflop_per_image").get<double>();
  };
  std::printf("  fraction of peak      %8.1f %% of the executed work (%.1f GFLOP an image)\n",
              100 * number("fraction_of_peak_executed"), work("executed_arithmetic"));
  std::printf("                        %8.1f %% of the full step (%.1f GFLOP an image)\n",
              100 * number("fraction_of_peak_full"), work("full_arithmetic"));
  std::printf("  peak memory           %8.2f GiB\n", number("peak_resident_gib"));
  double all = 0;
  const Json& phases = result.at("phases_seconds");
  for (const auto& item : phases.items()) all += item.value().get<double>();
  std::puts("  where the time goes (one step with a clock between its parts)");
  for (const auto& item : phases.items()) {
    const double seconds = item.value().get<double>();
    std::printf("    %-30s %8.3f s  %5.1f %%\n", item.key().c_str(), seconds, 100 * seconds / all);
  }
  std::puts(
      "Counted: multiply-adds (2 FLOP each) of matrix products and convolutions, backward as "
      "twice\n"
      "forward. Full: every token through every layer. Executed: without what the class token of\n"
      "the last block does not need.");
}

int program(int count, char** arguments) {
  for (int i = 1; i < count; ++i) {
    if (std::string(arguments[i]) == "--help") {
      printHelp();
      return 0;
    }
  }
  const Options options = parse(count, arguments);
  const auto cores = std::max(1U, std::thread::hardware_concurrency());
  at::set_num_threads(static_cast<int>(options.threads > 0 ? options.threads : cores));
  if (options.allocator) ops::installCachingAllocator();
  const Json result = measure(options);
  if (options.json) {
    std::puts(result.dump(2).c_str());
  } else {
    printTable(result);
  }
  return 0;
}

}  // namespace

}  // namespace lafs::bench

int main(int count, char** arguments) {
  lafs::preferFastBlas(arguments);
  try {
    return lafs::bench::program(count, arguments);
  } catch (const lafs::UserError& error) {
    std::fprintf(stderr, "bench_pretrain: %s\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_pretrain: %s\n", error.what());
    return 1;
  }
}

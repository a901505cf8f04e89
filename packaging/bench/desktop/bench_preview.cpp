// SPDX-License-Identifier: GPL-3.0-or-later
// How long the visualiser waits: `lafs-worker --preview` as the window runs it, asked over its
// pipe, from the line's first byte to the answer's last. A part fViT's landmark CNN at 112 pixels
// with 196 landmarks, ten views.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace {

using lafs::Json;
using Clock = std::chrono::steady_clock;

class Service {
 public:
  explicit Service(const std::string& worker) {
    int in[2], out[2];
    if (::pipe(in) != 0 || ::pipe(out) != 0) throw std::runtime_error("no pipe");
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(in[0], 0);
      ::dup2(out[1], 1);
      for (const int end : {in[0], in[1], out[0], out[1]}) ::close(end);
      ::execl(worker.c_str(), worker.c_str(), "--preview", nullptr);
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    write_ = in[1];
    read_ = ::fdopen(out[0], "r");
  }
  ~Service() {
    ::close(write_);
    ::waitpid(child_, nullptr, 0);
    std::fclose(read_);
  }

  Json ask(const Json& request) {
    const std::string line = request.dump() + "\n";
    if (::write(write_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
      throw std::runtime_error("the worker does not listen");
    }
    std::string head;
    for (int c = std::fgetc(read_); c != '\n'; c = std::fgetc(read_)) {
      if (c == EOF) throw std::runtime_error("the worker ended");
      head.push_back(static_cast<char>(c));
    }
    const Json answer = Json::parse(head);
    if (answer.contains("error")) throw std::runtime_error(answer.at("error").get<std::string>());
    std::vector<char> data(answer.at("bytes").get<std::size_t>());
    if (std::fread(data.data(), 1, data.size(), read_) != data.size()) {
      throw std::runtime_error("an answer is cut off");
    }
    return answer;
  }

 private:
  pid_t child_ = -1;
  int write_ = -1;
  std::FILE* read_ = nullptr;
};

struct Timing {
  double median = 0, worst = 0;
};

Timing timing(int repeats, const std::function<void(int)>& work) {
  std::vector<double> times;
  for (int k = 0; k < repeats; ++k) {
    const auto start = Clock::now();
    work(k);
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  std::sort(times.begin(), times.end());
  return {times[times.size() / 2], times.back()};
}

Json viewsRequest() {
  return {{"ask", "views"},
          {"source", {{"data", {{"source", "synthetic"}, {"identities", 200}}}}},
          {"index", 0},
          {"model", {{"grid", {{"preset", "part-fvit-tiny"}}}}},
          {"spec", {{"seed", 0}, {"pretrain", {{"perturbation_alpha", 2}}}}}};
}

}  // namespace

int main(int argc, char** argv) {
  const std::string worker = argc > 1 ? argv[1] : "build/release/bin/lafs-worker";
  try {
    const auto start = Clock::now();
    Service service(worker);
    service.ask({{"ask", "hello"}});
    const double startMs = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    Json request = viewsRequest();
    service.ask(request);
    Json report = {{"bench", "preview"}, {"unit", "ms"}, {"start", startMs}};
    const auto row = [&](const char* name, int repeats, const std::function<void(int)>& work) {
      const Timing t = timing(repeats, work);
      std::printf("%-34s %8.1f %8.1f\n", name, t.median, t.worst);
      report[name] = {{"median", t.median}, {"worst", t.worst}};
    };
    std::printf("%-34s %8s %8s\n", "milliseconds", "median", "worst");
    std::printf("%-34s %8.1f\n", "start to first answer", startMs);
    row("alpha slider", 60, [&](int k) {
      request["spec"]["pretrain"]["perturbation_alpha"] = 0.1 * k;
      service.ask(request);
    });
    row("subset slider", 60, [&](int k) {
      request["spec"]["pretrain"]["subset_landmarks"] = 1 + 3 * k;
      service.ask(request);
    });
    row("seed (new views and landmarks)", 30, [&](int k) {
      request["spec"]["seed"] = k + 1;
      service.ask(request);
    });
    row("augmentation switch", 20, [&](int k) {
      request["switches"] = {{"blur", k % 2 == 0}, {"flip", k % 4 < 2}};
      request["epoch"] = k;
      service.ask(request);
    });
    row("another picture", 20, [&](int k) {
      request["index"] = k + 1;
      service.ask(request);
    });
    row("30 thumbnails", 10, [&](int k) {
      Json indices = Json::array();
      for (int n = 0; n < 30; ++n) indices.push_back(100 + 30 * k + n);
      service.ask(
          {{"ask", "samples"}, {"source", request["source"]}, {"indices", indices}, {"size", 96}});
    });
    std::printf("%s\n", report.dump().c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_preview: %s\n", error.what());
    return 1;
  }
  return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/run_feed.h"

#include <utility>

#include "app/desktop/background.h"
#include "app/figures/preview_reader.h"
#include "app/figures/run_curves_reader.h"
#include "core/config/spec_difference.h"
#include "core/run/metrics_history.h"
#include "core/run/run_reader.h"

namespace lafs {

namespace {

constexpr int kPollMs = 1000;

}  // namespace

struct RunFeed::Sources {
  struct Source {
    explicit Source(const std::string& directory) : tail(RunPaths(directory).metrics()) {}
    MetricsTail tail;
    FollowedRun run;
    bool described = false;
  };
  std::map<std::string, Source> byDirectory;

  /// True when something of the run is new.
  bool refresh(const std::string& directory) {
    const auto [place, isNew] = byDirectory.try_emplace(directory, directory);
    Source& source = place->second;
    FollowedRun& run = source.run;
    bool news = isNew;
    if (isNew || !run.spec) {
      run.directory = directory;
      run.spec = readRunSpec(RunPaths(directory));
    }
    if (source.tail.poll() || !run.curves.metrics) {
      const auto style = run.curves.style;
      run.curves = describeCurves(directory, run.spec);
      run.curves.style = style;
      run.curves.metrics = std::make_shared<const MetricsHistory>(source.tail.history());
      news = true;
    }
    auto steps = previewSteps(directory);
    news = news || steps != run.previewSteps;
    run.previewSteps = std::move(steps);
    if (news) run.provenance = RunReader(directory).provenance();
    const auto status = readStatus(RunPaths(directory));
    std::string term;
    if (status && status->state == WorkerState::Failed) {
      term = status->errorDetails.value("term", std::string());
    }
    news = news || term != run.failedTerm;
    run.failedTerm = term;
    return news;
  }
};

struct RunFeed::Look {
  int round = 0;
  bool news = false;
  std::vector<FollowedRun> runs;
};

RunFeed::RunFeed(QObject* parent) : QObject(parent), sources_(std::make_shared<Sources>()) {
  timer_.setInterval(kPollMs);
  connect(&timer_, &QTimer::timeout, this, &RunFeed::poll);
}

void RunFeed::follow(const QStringList& directories) {
  if (directories == directories_) return;
  directories_ = directories;
  ++round_;
  waiting_ = false;
  sources_ = std::make_shared<Sources>();
  if (timer_.isActive()) poll();
}

void RunFeed::setActive(bool active) {
  if (!active) return timer_.stop();
  timer_.start();
  poll();
}

void RunFeed::poll() {
  if (waiting_) return;
  waiting_ = true;
  runInBackground(
      this,
      [sources = sources_, directories = directories_, round = round_] {
        Look look;
        look.round = round;
        std::vector<ExperimentSpec> specs;
        std::vector<std::string> names;
        for (const QString& directory : directories) {
          const std::string path = directory.toStdString();
          look.news = sources->refresh(path) || look.news;
          look.runs.push_back(sources->byDirectory.at(path).run);
          FollowedRun& run = look.runs.back();
          run.curves.style = static_cast<int>(look.runs.size()) - 1;
          if (run.spec) specs.push_back(*run.spec);
          names.push_back(run.curves.run);
        }
        if (specs.size() == names.size() && names.size() > 1 && look.news) {
          const auto labels = distinguishingLabels(specs, names);
          for (std::size_t i = 0; i < labels.size(); ++i) look.runs[i].curves.label = labels[i];
        }
        return look;
      },
      [this](Look look) {
        if (look.round != round_) return;
        waiting_ = false;
        if (!look.news && look.runs.size() == runs_.size()) return;
        runs_ = std::move(look.runs);
        Q_EMIT changed();
      });
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
// What watching costs: 100 runs that write as workers do (a heartbeat and a line of metrics a
// second each), and the share of one core that the window takes while it shows the Runs table, and
// while it draws all their curves over each other. Prints a table, and JSON with --json.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QApplication>
#include <QDir>
#include <QEventLoop>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

#include "app/desktop/desktop_context.h"
#include "app/desktop/main_window.h"
#include "core/base/atomic_file.h"
#include "core/config/spec_json.h"
#include "core/run/run_writer.h"

namespace {

constexpr int kRuns = 100;
constexpr int kSettleMs = 5000;
constexpr int kMeasureMs = 20000;

std::string directoryOf(const std::string& folder, int run) {
  char key[17];
  std::snprintf(key, sizeof key, "%016x", run + 1);
  return folder + "/pretrain-" + key;
}

void prepare(const std::string& folder) {
  for (int run = 0; run < kRuns; ++run) {
    const std::string directory = directoryOf(folder, run);
    QDir().mkpath(QString::fromStdString(directory));
    lafs::ExperimentSpec spec;
    spec.seed = run;
    lafs::writeFileAtomically(lafs::RunPaths(directory).spec(), toYaml(spec));
  }
}

/// The workers, all in one process: they write until they are killed.
[[noreturn]] void write(const std::string& folder) {
  std::vector<std::unique_ptr<lafs::RunWriter>> writers;
  for (int run = 0; run < kRuns; ++run) {
    writers.push_back(std::make_unique<lafs::RunWriter>(directoryOf(folder, run)));
    writers.back()->beginSegment(0);
  }
  for (std::int64_t step = 0;; ++step) {
    for (auto& writer : writers) {
      const double loss = 7 - 0.01 * static_cast<double>(step);
      writer->metrics(step, 0,
                      {{"loss", loss},
                       {"teacher_entropy", loss - 1},
                       {"learning_rate", 1e-4},
                       {"gradient_norm", 1 / loss},
                       {"images_per_second", 40}});
      lafs::RunProgress progress;
      progress.step = step;
      progress.steps = 100000;
      progress.rate = 40;
      writer->progress(progress);
    }
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
}

double processSeconds() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void spin(int milliseconds) {
  // An event loop of its own sleeps between events; processEvents with a limit of time never does.
  QEventLoop loop;
  QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
  loop.exec();
}

/// Share of one core that this process takes from now on.
double share() {
  spin(kSettleMs);
  const double before = processSeconds();
  const auto start = std::chrono::steady_clock::now();
  spin(kMeasureMs);
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  return (processSeconds() - before) / passed.count();
}

int measure(int argc, char** argv, const QString& folder) {
  QApplication application(argc, argv);
  const QTemporaryDir settings;
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
  lafs::Theme::apply(application, lafs::Appearance::Light);
  lafs::DesktopContext desktop(folder, "lafs-workbench");
  lafs::MainWindow window(desktop);
  window.resize(1280, 800);
  window.show();
  desktop.scanner().start();
  window.showScreen("runs");
  const double table = share();
  QStringList all;
  for (const auto& row : desktop.scanner().runs()->rows) {
    all.append(QString::fromStdString(row->directory));
  }
  desktop.selection().setShown(all);
  window.showScreen("compare");
  const double curves = share();
  const bool json = argc > 1 && std::strcmp(argv[1], "--json") == 0;
  if (json) {
    std::cout << lafs::Json{{"runs", all.size()},
                            {"table_share_of_core", table},
                            {"curves_share_of_core", curves}}
                     .dump(2)
              << '\n';
  } else {
    std::cout << all.size() << " live runs in the table    " << 100 * table
              << " % of a core (promised 20)\n"
              << "their curves over each other  " << 100 * curves
              << " % of a core (promised 20)\n";
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const QTemporaryDir folder;
  prepare(folder.path().toStdString());
  const pid_t writers = fork();
  if (writers == 0) write(folder.path().toStdString());
  const int code = measure(argc, argv, folder.path());
  kill(writers, SIGKILL);
  waitpid(writers, nullptr, 0);
  return code;
}

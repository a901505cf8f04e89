// SPDX-License-Identifier: GPL-3.0-or-later
// bench_runs [COUNT] [FOLDER]: how the window copes with many run directories. Prints a table on
// standard error and one JSON document on standard output:
//   window      from the start of the program to the first painted frame
//   cold, warm  until COUNT (10,000) directories are listed, without and with the index
//   stall       the longest time in which the window answered nothing meanwhile
//   live        share of one core that 100 running runs cost
#include <sys/resource.h>

#include <unistd.h>
#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <thread>

#include "app/desktop/main_window.h"
#include "core/base/json.h"
#include "tests/support/many_runs.h"
#include "widgets/theme/theme.h"

namespace {

using namespace lafs;

constexpr int kLiveRuns = 100;
constexpr double kLiveSeconds = 12;

/// Seconds since this process began, by the kernel's own note.
double processAge() {
  std::ifstream stat("/proc/self/stat");
  std::string text((std::istreambuf_iterator<char>(stat)), std::istreambuf_iterator<char>());
  text.erase(0, text.rfind(')') + 2);
  double ticks = 0;
  int field = 3;
  for (std::size_t begin = 0; begin < text.size(); ++field) {
    const std::size_t end = text.find(' ', begin);
    if (field == 22) ticks = std::stod(text.substr(begin, end - begin));
    if (end == std::string::npos) break;
    begin = end + 1;
  }
  double uptime = 0;
  std::ifstream("/proc/uptime") >> uptime;
  return uptime - ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double processorSeconds() {
  struct rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Longest pause between two turns of the event loop.
class StallMeter {
 public:
  StallMeter() {
    clock_.start();
    timer_.setInterval(5);
    QObject::connect(&timer_, &QTimer::timeout, [this] {
      longest_ = std::max(longest_, clock_.nsecsElapsed() * 1e-6 - 5);
      clock_.restart();
    });
    timer_.start();
  }
  double longestMs() const { return longest_; }

 private:
  QTimer timer_;
  QElapsedTimer clock_;
  double longest_ = 0;
};

struct Listing {
  double firstMs = -1;  ///< all rows are on screen, perhaps from the index
  double completeMs = 0;
  double stallMs = 0;
};

Listing list(const QString& folder, std::size_t count) {
  DesktopContext desktop(folder, LAFS_WORKBENCH_PROGRAM);
  MainWindow window(desktop);
  window.showScreen("runs");
  window.show();
  QApplication::processEvents();
  Listing listing;
  StallMeter stall;
  QElapsedTimer clock;
  clock.start();
  desktop.scanner().start();
  while (!desktop.scanner().runs()->complete) {
    QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    if (listing.firstMs < 0 && desktop.scanner().runs()->rows.size() == count) {
      listing.firstMs = clock.nsecsElapsed() * 1e-6;
    }
  }
  listing.completeMs = clock.nsecsElapsed() * 1e-6;
  // The index is written right after the first look.
  QElapsedTimer rest;
  rest.start();
  while (rest.elapsed() < 1500) QApplication::processEvents(QEventLoop::AllEvents, 20);
  listing.stallMs = stall.longestMs();
  return listing;
}

double liveShare(const QString& folder) {
  const auto runs = test::makeManyRuns(folder.toStdString(), kLiveRuns, 2000);
  DesktopContext desktop(folder, LAFS_WORKBENCH_PROGRAM);
  MainWindow window(desktop);
  window.showScreen("runs");
  window.show();
  desktop.scanner().start();
  std::int64_t step = 0;
  for (const std::string& run : runs) test::makeLive(run, step);
  while (!desktop.scanner().runs()->complete) QApplication::processEvents();
  // Writers cost time too: what this process spends while it only writes is taken away.
  double writing = 0;
  const double begin = processorSeconds();
  QElapsedTimer clock;
  clock.start();
  qint64 next = 0;
  while (clock.elapsed() < kLiveSeconds * 1000) {
    if (clock.elapsed() >= next) {
      next += 1000;
      const double before = processorSeconds();
      for (const std::string& run : runs) test::makeLive(run, ++step);
      writing += processorSeconds() - before;
    }
    QApplication::processEvents(QEventLoop::AllEvents, 20);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return (processorSeconds() - begin - writing) / (clock.elapsed() * 1e-3);
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  QCoreApplication::setOrganizationName("lafs-workbench");
  QCoreApplication::setApplicationName("lafs-bench");
  Theme::apply(app, Appearance::Light);
  const QTemporaryDir home;
  qputenv("XDG_CACHE_HOME", home.filePath("cache").toLocal8Bit());
  qputenv("XDG_CONFIG_HOME", home.filePath("config").toLocal8Bit());
  double windowSeconds = 0;
  {
    DesktopContext desktop(home.filePath("empty"), LAFS_WORKBENCH_PROGRAM);
    MainWindow window(desktop);
    window.show();
    desktop.scanner().start();
    while (!desktop.scanner().runs()->complete) QApplication::processEvents();
    window.repaint();
    windowSeconds = processAge();
  }
  const int count = argc > 1 ? std::atoi(argv[1]) : 10000;
  const QString folder = argc > 2 ? QString(argv[2]) : home.filePath("runs");
  test::makeManyRuns(folder.toStdString(), count);
  const Listing cold = list(folder, static_cast<std::size_t>(count));
  const Listing warm = list(folder, static_cast<std::size_t>(count));
  const double live = liveShare(home.filePath("live"));
  std::fprintf(stderr,
               "window up                 %6.2f s   (aim: under 1 s)\n"
               "%d directories, cold  %6.2f s   (aim: under 10 s)\n"
               "%d directories, warm  %6.2f s   (aim: under 1 s)\n"
               "longest stall, cold       %6.0f ms\n"
               "longest stall, warm       %6.0f ms\n"
               "100 live runs             %6.1f %% of a core (aim: under 20 %%)\n",
               windowSeconds, count, cold.completeMs * 1e-3, count,
               (warm.firstMs < 0 ? warm.completeMs : warm.firstMs) * 1e-3, cold.stallMs,
               warm.stallMs, live * 100);
  const Json json{{"window_seconds", windowSeconds},
                  {"runs", count},
                  {"cold_seconds", cold.completeMs * 1e-3},
                  {"warm_first_seconds", warm.firstMs * 1e-3},
                  {"warm_complete_seconds", warm.completeMs * 1e-3},
                  {"cold_stall_ms", cold.stallMs},
                  {"warm_stall_ms", warm.stallMs},
                  {"live_core_share", live}};
  std::printf("%s\n", json.dump(2).c_str());
  return 0;
}

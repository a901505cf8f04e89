// SPDX-License-Identifier: GPL-3.0-or-later
// Times what a reader waits for: the first painting of very many curves, and a frame while a very
// long one is dragged. Prints a table, and one JSON document with --json.
#include <QApplication>
#include <QElapsedTimer>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <iostream>
#include <vector>

#include "core/base/json.h"
#include "widgets/plot/chart_plot.h"
#include "widgets/plot/chart_view.h"

namespace {

using lafs::Chart;
using lafs::CurveData;

constexpr int kWidth = 1200;
constexpr int kHeight = 700;

/// Cheap noise: the values must be rough, not random.
class Noise {
 public:
  double next() {
    state_ = state_ * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<double>(state_ >> 40) / static_cast<double>(1 << 24) - 0.5;
  }

 private:
  unsigned long long state_ = 42;
};

std::vector<double> roughCurve(std::size_t count, double level, Noise& noise) {
  std::vector<double> y(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(count);
    y[i] = level / (1 + 4 * share) + 0.2 * noise.next();
  }
  return y;
}

std::shared_ptr<const std::vector<double>> steps(std::size_t count) {
  auto x = std::make_shared<std::vector<double>>(count);
  for (std::size_t i = 0; i < count; ++i) (*x)[i] = static_cast<double>(i);
  return x;
}

double seconds(const QElapsedTimer& clock) {
  return static_cast<double>(clock.nsecsElapsed()) * 1e-9;
}

/// From the data in memory to the painted widget, pyramids and all.
double firstPaint(int curves, std::size_t samples) {
  Noise noise;
  const auto x = steps(samples);
  Chart chart;
  chart.id = "many";
  chart.title = "Many curves";
  std::vector<std::vector<double>> values;
  for (int i = 0; i < curves; ++i) values.push_back(roughCurve(samples, 1 + 0.01 * i, noise));
  lafs::ChartView view;
  view.resize(kWidth, kHeight);
  view.show();
  QApplication::processEvents();
  QElapsedTimer clock;
  clock.start();
  for (int i = 0; i < curves; ++i) {
    chart.curves.push_back(
        {"run " + std::to_string(i),
         std::make_shared<CurveData>(x, std::move(values[static_cast<std::size_t>(i)])), i});
  }
  view.setChart(std::move(chart));
  view.plot()->replot(QCustomPlot::rpImmediateRefresh);
  return seconds(clock);
}

struct Frames {
  double median = 0;
  double worst = 0;
};

/// Frames while a window over a tenth of the curve moves along it.
Frames panning(std::size_t samples) {
  Noise noise;
  Chart chart;
  chart.id = "long";
  chart.curves.push_back(
      {"long", std::make_shared<CurveData>(steps(samples), roughCurve(samples, 5, noise)), 0});
  lafs::ChartView view;
  view.resize(kWidth, kHeight);
  view.setChart(std::move(chart));
  view.show();
  QApplication::processEvents();
  lafs::ChartPlot& plot = *view.plot();
  plot.replot(QCustomPlot::rpImmediateRefresh);
  std::vector<double> frames;
  const double width = static_cast<double>(samples) / 10;
  for (int i = 0; i < 200; ++i) {
    const double lower = static_cast<double>(samples) * 0.85 * i / 200;
    QElapsedTimer clock;
    clock.start();
    plot.showX(lower, lower + width);
    plot.replot(QCustomPlot::rpImmediateRefresh);
    frames.push_back(seconds(clock));
  }
  std::sort(frames.begin(), frames.end());
  return {frames[frames.size() / 2], frames.back()};
}

}  // namespace

int main(int argc, char** argv) {
  const QApplication application(argc, argv);
  const bool json = argc > 1 && std::strcmp(argv[1], "--json") == 0;
  const double paint = firstPaint(1000, 100000);
  const Frames frames = panning(10000000);
  if (json) {
    std::cout << lafs::Json{{"first_paint_1000x1e5_seconds", paint},
                            {"pan_1e7_median_seconds", frames.median},
                            {"pan_1e7_worst_seconds", frames.worst}}
                     .dump(2)
              << '\n';
    return 0;
  }
  std::cout << "first paint of 1,000 curves of 1e5 points  " << 1e3 * paint
            << " ms (promised 500)\n"
            << "a frame of panning 1e7 points, median       " << 1e3 * frames.median
            << " ms (promised 33)\n"
            << "the slowest of 200 frames                   " << 1e3 * frames.worst << " ms\n";
  return 0;
}

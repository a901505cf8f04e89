// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>
#include <cstddef>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "widgets/plot/chart.h"
#include "widgets/plot/chart_plot.h"

// Charts that tests of the plotting widgets share.
namespace lafs::test {

/// The words of a line that begin so.
inline const QCPItemText* wordsOf(const ChartPlot& plot, const QString& beginning) {
  for (int i = 0; i < plot.itemCount(); ++i) {
    const auto* words = qobject_cast<QCPItemText*>(plot.item(i));
    if (words != nullptr && words->text().startsWith(beginning)) return words;
  }
  return nullptr;
}

/// A falling loss with noise and a few spikes.
inline std::shared_ptr<CurveData> noisyCurve(std::size_t count, double start, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(0, 0.15);
  std::vector<double> x(count);
  std::vector<double> y(count);
  for (std::size_t i = 0; i < count; ++i) {
    x[i] = static_cast<double>(i);
    y[i] = start / (1 + 3 * x[i] / static_cast<double>(count)) + noise(random);
    if (i % 7919 == 7000) y[i] += 4;
  }
  return std::make_shared<CurveData>(std::move(x), std::move(y));
}

inline Chart lossChart(std::size_t count, int curves) {
  Chart chart;
  chart.id = "loss";
  chart.title = "Loss";
  chart.x.label = "step";
  chart.y.label = "loss (nat)";
  for (int i = 0; i < curves; ++i) {
    chart.curves.push_back({"pretrain-" + std::to_string(i), noisyCurve(count, 8 + i, 3u + i), i});
  }
  chart.lines.push_back({LineRole::Reference, false, 11.09, "ln K = 11.09"});
  chart.lines.push_back({LineRole::Segment, true, 0.4 * static_cast<double>(count), "resumed"});
  return chart;
}

/// Until a chart has painted what it was given.
inline void settle() {
  QTest::qWait(250);
}

}  // namespace lafs::test

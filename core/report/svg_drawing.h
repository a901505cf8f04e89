// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lafs {

/// Text with what XML reserves escaped.
std::string xmlText(const std::string& text);

/// Collects the elements of a figure. Coordinates in pixels, y downwards; `style` names a class of
/// the page's style sheet; `title` is shown when the pointer rests on the mark.
class SvgDrawing {
 public:
  void line(double x1, double y1, double x2, double y2, const std::string& style);
  void dot(double x, double y, const std::string& style, const std::string& title);
  void diamond(double x, double y, const std::string& style, const std::string& title);
  void text(double x, double y, const std::string& words, const std::string& style);
  void path(const std::vector<std::pair<double, double>>& points, const std::string& style);
  /// The figure; `label` says what it shows to who cannot see it.
  std::string svg(double width, double height, const std::string& label) const;

 private:
  std::string body_;
};

/// Values in per cent onto pixels, with round marks; at least one per cent wide.
class PercentScale {
 public:
  PercentScale(double low, double high, double from, double to);
  double at(double value) const;
  std::vector<double> marks() const;

 private:
  double low_ = 0, high_ = 1, from_, to_, step_ = 1;
};

}  // namespace lafs

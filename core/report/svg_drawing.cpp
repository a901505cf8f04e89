// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/svg_drawing.h"

#include <cmath>
#include <cstdio>

namespace lafs {

namespace {

std::string fixed(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

}  // namespace

std::string xmlText(const std::string& text) {
  std::string result;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '\'':
        result += "&#39;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += letter;
    }
  }
  return result;
}

void SvgDrawing::line(double x1, double y1, double x2, double y2, const std::string& style) {
  body_ += "<line x1='" + fixed(x1) + "' y1='" + fixed(y1) + "' x2='" + fixed(x2) + "' y2='" +
           fixed(y2) + "' class='" + style + "'/>";
}

void SvgDrawing::dot(double x, double y, const std::string& style, const std::string& title) {
  body_ += "<circle cx='" + fixed(x) + "' cy='" + fixed(y) + "' r='4' class='" + style +
           "'><title>" + xmlText(title) + "</title></circle>";
}

void SvgDrawing::diamond(double x, double y, const std::string& style, const std::string& title) {
  body_ += "<path d='M" + fixed(x) + " " + fixed(y - 5) + "l5 5l-5 5l-5 -5z' class='" + style +
           "'><title>" + xmlText(title) + "</title></path>";
}

void SvgDrawing::text(double x, double y, const std::string& words, const std::string& style) {
  body_ += "<text x='" + fixed(x) + "' y='" + fixed(y) + "' class='" + style + "'>" +
           xmlText(words) + "</text>";
}

void SvgDrawing::path(const std::vector<std::pair<double, double>>& points,
                      const std::string& style) {
  std::string data;
  for (const auto& [x, y] : points) {
    data += (data.empty() ? "M" : "L") + fixed(x) + " " + fixed(y);
  }
  body_ += "<path d='" + data + "' class='" + style + "'/>";
}

std::string SvgDrawing::svg(double width, double height, const std::string& label) const {
  return "<svg role='img' aria-label='" + xmlText(label) + "' viewBox='0 0 " + fixed(width) + " " +
         fixed(height) + "' width='" + fixed(width) + "' height='" + fixed(height) +
         "' xmlns='http://www.w3.org/2000/svg'>" + body_ + "</svg>";
}

PercentScale::PercentScale(double low, double high, double from, double to) : from_(from), to_(to) {
  if (high - low < 1) {
    const double middle = (low + high) / 2;
    low = middle - 0.5;
    high = middle + 0.5;
  }
  const double raw = (high - low) / 4;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  const double ratio = raw / power;
  step_ = power * (ratio < 1.5 ? 1 : ratio < 3.5 ? 2 : ratio < 7.5 ? 5 : 10);
  low_ = std::floor(low / step_) * step_;
  high_ = std::ceil(high / step_) * step_;
}

double PercentScale::at(double value) const {
  return from_ + (value - low_) / (high_ - low_) * (to_ - from_);
}

std::vector<double> PercentScale::marks() const {
  std::vector<double> result;
  for (double value = low_; value <= high_ + step_ / 2; value += step_) result.push_back(value);
  return result;
}

}  // namespace lafs

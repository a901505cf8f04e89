// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "widgets/theme/style_sheet.h"

/// The pictures that the style sheet names; a static library has to ask for its own.
static void takeResources() {
  Q_INIT_RESOURCE(widgets);
}

namespace lafs {

namespace {

constexpr qreal kBodyPoints = 10;

Theme& mutableCurrent() {
  static Theme theme = Theme::light();
  return theme;
}

/// The first installed of a few typefaces that are drawn for screens; the system's own otherwise.
QString family(const QStringList& wanted, QFontDatabase::SystemFont fallback) {
  const QStringList installed = QFontDatabase::families();
  for (const QString& name : wanted) {
    if (installed.contains(name)) return name;
  }
  return QFontDatabase::systemFont(fallback).family();
}

QColor mix(const QColor& a, const QColor& b, double share) {
  const auto part = [share](int from, int to) {
    return static_cast<int>(std::lround(from + (to - from) * share));
  };
  return {part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue())};
}

QColor along(const std::vector<QColor>& stops, double value) {
  const double place =
      std::clamp(std::isnan(value) ? 0.0 : value, 0.0, 1.0) * static_cast<double>(stops.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(place), stops.size() - 2);
  return mix(stops[below], stops[below + 1], place - static_cast<double>(below));
}

QPalette paletteOf(const Theme& theme) {
  QPalette palette;
  palette.setColor(QPalette::Window, theme.window);
  palette.setColor(QPalette::WindowText, theme.text);
  palette.setColor(QPalette::Base, theme.surface);
  palette.setColor(QPalette::AlternateBase, theme.sunken);
  palette.setColor(QPalette::Text, theme.text);
  palette.setColor(QPalette::Button, theme.surface);
  palette.setColor(QPalette::ButtonText, theme.text);
  palette.setColor(QPalette::BrightText, theme.bad);
  palette.setColor(QPalette::Highlight, theme.accent);
  palette.setColor(QPalette::HighlightedText, theme.accentText);
  palette.setColor(QPalette::Link, theme.accent);
  palette.setColor(QPalette::LinkVisited, theme.accent);
  palette.setColor(QPalette::ToolTipBase, theme.surface);
  palette.setColor(QPalette::ToolTipText, theme.text);
  palette.setColor(QPalette::PlaceholderText, theme.faint);
  palette.setColor(QPalette::Light, theme.surface);
  palette.setColor(QPalette::Midlight, theme.sunken);
  palette.setColor(QPalette::Mid, theme.line);
  palette.setColor(QPalette::Dark, theme.faint);
  palette.setColor(QPalette::Shadow, theme.line);
  for (const QPalette::ColorRole role :
       {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, theme.faint);
  }
  return palette;
}

/// The desktop's own choice, from the palette Qt came up with before we set ours.
bool systemIsDark() {
  static const bool dark =
      QApplication::style()->standardPalette().window().color().lightness() < 128 ||
      QGuiApplication::palette().window().color().lightness() < 128;
  return dark;
}

}  // namespace

Theme Theme::light() {
  Theme theme;
  theme.window = QColor("#f5f6f8");
  theme.surface = QColor("#ffffff");
  theme.sunken = QColor("#eef0f3");
  theme.line = QColor("#dce0e6");
  theme.text = QColor("#1c2430");
  theme.muted = QColor("#566172");
  theme.faint = QColor("#98a2b0");
  theme.accent = QColor("#2563b0");
  theme.accentText = QColor("#ffffff");
  theme.accentSoft = QColor("#e1ebf7");
  theme.good = QColor("#22774f");
  theme.warning = QColor("#9a6200");
  theme.bad = QColor("#b8352a");
  theme.badSoft = QColor("#fbecea");
  return theme;
}

Theme Theme::darkTheme() {
  Theme theme;
  theme.dark = true;
  theme.window = QColor("#16191e");
  theme.surface = QColor("#1d2127");
  theme.sunken = QColor("#24292f");
  theme.line = QColor("#323841");
  theme.text = QColor("#e4e8ee");
  theme.muted = QColor("#a0aab8");
  theme.faint = QColor("#6a7482");
  theme.accent = QColor("#6ba7ee");
  theme.accentText = QColor("#0d1520");
  theme.accentSoft = QColor("#24364d");
  theme.good = QColor("#63be90");
  theme.warning = QColor("#dca94b");
  theme.bad = QColor("#ec8175");
  theme.badSoft = QColor("#3a2424");
  return theme;
}

QColor Theme::series(int index) const {
  static const std::array<const char*, 7> onLight = {"#0072b2", "#d55e00", "#009e73", "#b8538d",
                                                     "#c98a00", "#4a9fd0", "#4d4d4d"};
  static const std::array<const char*, 7> onDark = {"#5cb3ee", "#f08a4b", "#3fcfa2", "#e39ac4",
                                                    "#edbb4a", "#8fd0f5", "#c9ced6"};
  const auto place = static_cast<std::size_t>(std::max(index, 0)) % onLight.size();
  return QColor(dark ? onDark[place] : onLight[place]);
}

QPen Theme::seriesPen(int index, qreal width) const {
  return seriesPen(index, width, index);
}

QPen Theme::seriesPen(int index, qreal width, int dashes) const {
  QPen pen(series(index), width);
  pen.setCapStyle(Qt::FlatCap);
  pen.setJoinStyle(Qt::RoundJoin);
  static const std::array<QVector<qreal>, 5> patterns = {
      QVector<qreal>{}, {6, 3}, {1.5, 2.5}, {7, 2.5, 1.5, 2.5}, {11, 3}};
  const int from = std::max(dashes, 0);
  const int round = from / 7;  // another pattern for a colour that comes again
  const auto& dash = patterns[static_cast<std::size_t>(from + round) % patterns.size()];
  if (!dash.isEmpty()) pen.setDashPattern(dash);
  return pen;
}

QColor Theme::sequential(double value) const {
  // Cividis-like: even in lightness, the same for readers with red-green weakness.
  static const std::vector<QColor> stops = {QColor("#00204d"), QColor("#31446b"),
                                            QColor("#666970"), QColor("#958f78"),
                                            QColor("#cbba69"), QColor("#ffe945")};
  return along(stops, value);
}

QColor Theme::diverging(double value) const {
  const std::vector<QColor> stops = {QColor("#2166ac"), QColor("#7fb2d5"),
                                     dark ? QColor("#3a4048") : QColor("#f3f3f3"),
                                     QColor("#eba37c"), QColor("#b2432b")};
  return along(stops, (value + 1) / 2);
}

QFont Theme::font(TextRole role) {
  static const QString text =
      family({"Inter", "Inter Variable", "Cantarell", "Noto Sans", "Segoe UI", "Ubuntu"},
             QFontDatabase::GeneralFont);
  static const QString mono =
      family({"JetBrains Mono", "DejaVu Sans Mono", "Noto Sans Mono"}, QFontDatabase::FixedFont);
  QFont font(role == TextRole::Mono ? mono : text);
  font.setPointSizeF(kBodyPoints);
  switch (role) {
    case TextRole::Small:
      font.setPointSizeF(kBodyPoints - 1);
      break;
    case TextRole::Body:
      break;
    case TextRole::Strong:
      font.setWeight(QFont::DemiBold);
      break;
    case TextRole::Heading:
      font.setPointSizeF(kBodyPoints + 2);
      font.setWeight(QFont::DemiBold);
      break;
    case TextRole::Title:
      font.setPointSizeF(kBodyPoints + 7);
      font.setWeight(QFont::DemiBold);
      break;
    case TextRole::Mono:
      font.setPointSizeF(kBodyPoints - 0.5);
      break;
  }
  return font;
}

const Theme& Theme::current() {
  return mutableCurrent();
}

void Theme::apply(QApplication& app, Appearance appearance) {
  takeResources();
  const bool dark =
      appearance == Appearance::Dark || (appearance == Appearance::System && systemIsDark());
  mutableCurrent() = dark ? darkTheme() : light();
  if (!app.style() || app.style()->objectName() != "fusion") {
    QApplication::setStyle(QStyleFactory::create("Fusion"));
  }
  QApplication::setFont(font(TextRole::Body));
  QApplication::setPalette(paletteOf(current()));
  app.setStyleSheet(styleSheet(current()));
}

QString appearanceName(Appearance appearance) {
  switch (appearance) {
    case Appearance::Light:
      return "light";
    case Appearance::Dark:
      return "dark";
    case Appearance::System:
      break;
  }
  return "system";
}

Appearance appearanceFromName(const QString& name) {
  if (name == "light") return Appearance::Light;
  return name == "dark" ? Appearance::Dark : Appearance::System;
}

}  // namespace lafs

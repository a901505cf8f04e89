// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPen>
#include <QString>

class QApplication;

namespace lafs {

enum class Appearance { System, Light, Dark };

/// What a text is for; size and weight follow.
enum class TextRole { Small, Body, Strong, Heading, Title, Mono };

/// Distances in device-independent pixels; multiples of 4, nothing else between widgets.
namespace space {
constexpr int kTight = 4;
constexpr int kSmall = 8;
constexpr int kMedium = 12;
constexpr int kLarge = 16;
constexpr int kHuge = 24;
}  // namespace space

/// Colours, type and lines of the whole program. Every colour of every panel comes from here, so
/// that light and dark stay consistent. When the theme changes, Qt sends each widget an event
/// QEvent::PaletteChange: whoever caches colours takes them again there.
struct Theme {
  bool dark = false;
  QColor window;      ///< behind everything
  QColor surface;     ///< cards, tables, plots
  QColor sunken;      ///< headers, wells, code
  QColor line;        ///< hairlines between things
  QColor text;        ///< 7:1 or better on surface
  QColor muted;       ///< second-rank text, 4.5:1 or better
  QColor faint;       ///< grid lines, disabled
  QColor accent;      ///< the one accent: selection, focus, primary action
  QColor accentText;  ///< on accent
  QColor accentSoft;  ///< selected rows, hints
  QColor good;
  QColor warning;
  QColor bad;
  QColor badSoft;  ///< behind a row or card that tells of a problem

  /// Curve colours that colour-blind readers tell apart (after Okabe and Ito, adapted to the
  /// background); counted cyclically.
  QColor series(int index) const;
  /// The same as a pen, with a dash pattern of its own, so that curves differ without colour too;
  /// or with the pattern of another index.
  QPen seriesPen(int index, qreal width) const;
  QPen seriesPen(int index, qreal width, int dashes) const;
  /// Sequential scale for heat maps, perceptually even and readable in grey; 0 … 1.
  QColor sequential(double value) const;
  /// Diverging scale, -1 … 1, neutral at 0.
  QColor diverging(double value) const;

  static QFont font(TextRole role);
  static const Theme& current();
  static Theme light();
  static Theme darkTheme();
  /// Palette, fonts and style sheet of `app`; may be called again at any time.
  static void apply(QApplication& app, Appearance appearance);
};

/// Name that the settings file uses, and back ("system" for anything else).
QString appearanceName(Appearance appearance);
Appearance appearanceFromName(const QString& name);

}  // namespace lafs

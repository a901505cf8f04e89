// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <QString>
#include <QVector>

#include "widgets/plot/qcustomplot.h"
#include "widgets/theme/theme.h"

namespace lafs {

/// The legend of a chart, in a row of its own above the axes. It takes no more than its share of
/// the height: names that would need more lines stand in more columns, cut in their middle, and
/// what is left over after that is counted ("+ 5 more"). `wholeNames` has all of them, for a tool
/// tip.
class ChartLegend {
 public:
  struct Entry {
    QCPGraph* graph = nullptr;
    QString name;
    QColor colour;
    bool operator==(const Entry& other) const {
      return graph == other.graph && name == other.name && colour == other.colour;
    }
  };

  /// Takes the legend of `plot` out of its axes; `row` is then to be placed in the layout.
  explicit ChartLegend(QCustomPlot& plot);
  QCPLayoutElement* row() const { return row_; }

  /// One entry needs no legend. The same entries again cost nothing: measuring a hundred names
  /// takes longer than drawing their curves.
  void setEntries(QVector<Entry> entries);
  /// The graphs of its entries are gone.
  void clear();
  void style(const Theme& theme, const QFont& font);
  /// Of a chart's height, what the legend may take.
  void setShare(double share) { share_ = share; }
  /// Lays the entries out for a chart of that size; cheap when nothing has changed.
  void fit(const QSize& chart);

  /// Whether some names are cut or only counted.
  bool isAbridged() const { return abridged_; }
  /// All names, with their colours, as rich text.
  QString wholeNames() const;

 private:
  void restart();
  int rowsFor(int height) const;
  int columnsFor(int width, int rows) const;
  void fill(int columns, std::size_t shown, double columnWidth);
  double widestName() const;
  double besideName() const;  ///< sample line and gaps of an entry

  QCPLegend& legend_;
  QCPLayoutGrid* row_;
  QVector<Entry> entries_;
  Theme theme_;
  QSize fitted_;  ///< what the layout is for; invalid = entries or font have changed
  double share_ = 0.18;
  bool abridged_ = false;
};

}  // namespace lafs

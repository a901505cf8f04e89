// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "widgets/plot/chart.h"

class QVBoxLayout;

namespace lafs {

class ChartView;

/// Charts under one heading.
struct ChartSection {
  std::string heading;
  std::vector<Chart> charts;
};

/// Many charts in as many columns as there is room for, under headings. The cursor of one chart is
/// shown in all of them, so they should share their x axis. Charts scrolled out of sight rest.
class ChartGrid : public QScrollArea {
  Q_OBJECT

 public:
  explicit ChartGrid(QWidget* parent = nullptr);

  /// Shows the sections; charts whose id is there already are only given new data.
  void setSections(std::vector<ChartSection> sections);
  void setCursor(std::optional<double> x);
  /// A widget under the heading of a section, above its charts, e.g. a verdict; the grid owns it.
  void setHeader(const std::string& heading, QWidget* header);
  /// Whether it is seen where its section is; from the beginning it is.
  void setHeaderShown(const std::string& heading, bool shown);
  /// What is said while there is no chart; may hold a link.
  void setEmptyText(const QString& text);
  ChartView* view(const std::string& id) const;  ///< null when there is none
  int columns() const { return columns_; }

 Q_SIGNALS:
  void cursorMoved(double x);
  void emptyLinkChosen(const QString& target);
  void picked(double x);  ///< a click in a chart
  void exportWanted(const lafs::Chart& chart);
  void commandWanted(const lafs::Chart& chart);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  ChartView* newView(const std::string& id);
  void arrange();

  QWidget* content_;
  QVBoxLayout* column_;
  std::vector<ChartSection> sections_;
  std::vector<QWidget*> blocks_;  ///< one a section
  std::map<std::string, ChartView*> views_;
  std::map<std::string, QWidget*> headers_;
  std::set<std::string> hiddenHeaders_;
  int columns_ = 0;
  QString emptyText_ = tr("No curves yet: training writes them as it goes.");
};

}  // namespace lafs

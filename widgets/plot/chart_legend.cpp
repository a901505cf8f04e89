// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/chart_legend.h"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>
#include <utility>

namespace lafs {

namespace {

constexpr double kGap = 12;            // between two columns
constexpr double kEdges = 24;          // of the chart that the legend does not reach
constexpr double kFewestLetters = 12;  // below that a cut name says nothing

/// The last entry of a legend that has not room for all: how many more curves there are.
class MoreEntry : public QCPAbstractLegendItem {
 public:
  MoreEntry(QCPLegend& legend, const QString& words, const QColor& colour)
      : QCPAbstractLegendItem(&legend), words_(words) {
    setTextColor(colour);
  }

 protected:
  QSize minimumOuterSizeHint() const override {
    const QFontMetricsF metrics(mFont);
    return {static_cast<int>(std::ceil(metrics.horizontalAdvance(words_))),
            static_cast<int>(std::ceil(metrics.height()))};
  }
  void draw(QCPPainter* painter) override {
    painter->setFont(mFont);
    painter->setPen(QPen(mTextColor));
    painter->drawText(mRect, Qt::AlignLeft | Qt::AlignVCenter, words_);
  }

 private:
  QString words_;
};

}  // namespace

ChartLegend::ChartLegend(QCustomPlot& plot)
    : legend_(*plot.legend), row_(new QCPLayoutGrid), theme_(Theme::current()) {
  plot.axisRect()->insetLayout()->take(&legend_);
  row_->addElement(0, 0, &legend_);
  row_->addElement(0, 1, new QCPLayoutElement(&plot));
  row_->setColumnStretchFactor(0, 0.001);
  legend_.setFillOrder(QCPLegend::foColumnsFirst);
  legend_.setBorderPen(Qt::NoPen);
  legend_.setBrush(Qt::NoBrush);
  legend_.setMargins(QMargins(4, 0, 4, 2));
  legend_.setColumnSpacing(static_cast<int>(kGap));
  legend_.setRowSpacing(0);
  restart();
}

void ChartLegend::clear() {
  entries_.clear();
  restart();
}

void ChartLegend::setEntries(QVector<Entry> entries) {
  if (entries == entries_) return;
  entries_ = std::move(entries);
  restart();
}

void ChartLegend::restart() {
  const bool wanted = entries_.size() > 1;
  legend_.clearItems();
  legend_.setVisible(wanted);
  row_->setMaximumSize(QWIDGETSIZE_MAX, wanted ? QWIDGETSIZE_MAX : 0);
  fitted_ = QSize();
  abridged_ = false;
}

void ChartLegend::style(const Theme& theme, const QFont& font) {
  theme_ = theme;
  if (legend_.font() == font && legend_.textColor() == theme.text) return;
  legend_.setFont(font);
  legend_.setTextColor(theme.text);
  legend_.setIconSize(static_cast<int>(2.2 * font.pixelSize()), font.pixelSize());
  fitted_ = QSize();
}

double ChartLegend::besideName() const {
  return legend_.iconSize().width() + legend_.iconTextPadding() + kGap;
}

double ChartLegend::widestName() const {
  const QFontMetricsF metrics(legend_.font());
  double widest = 1;
  for (const Entry& entry : entries_) {
    widest = std::max(widest, metrics.horizontalAdvance(entry.name));
  }
  return widest;
}

int ChartLegend::rowsFor(int height) const {
  const double row = QFontMetricsF(legend_.font()).height();
  return std::max(1, static_cast<int>(share_ * height / row));
}

/// As few columns as do for all names, and as many as can still be read.
int ChartLegend::columnsFor(int width, int rows) const {
  const double room = std::max(1.0, width - kEdges);
  const double cut = kFewestLetters * QFontMetricsF(legend_.font()).averageCharWidth();
  const auto whole = static_cast<int>(room / (besideName() + widestName()));
  const auto most = static_cast<int>(room / (besideName() + std::min(cut, widestName())));
  const auto needed = static_cast<int>((entries_.size() + rows - 1) / rows);
  return std::max(1, whole >= needed ? whole : std::min(most, needed));
}

void ChartLegend::fit(const QSize& chart) {
  if (entries_.size() < 2 || chart == fitted_) return;
  fitted_ = chart;
  const int rows = rowsFor(chart.height());
  const int columns = columnsFor(chart.width(), rows);
  const auto places = static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  const auto all = static_cast<std::size_t>(entries_.size());
  const double columnWidth = std::max(1.0, chart.width() - kEdges) / columns;
  fill(columns, all <= places ? all : places - 1, columnWidth);
}

void ChartLegend::fill(int columns, std::size_t shown, double columnWidth) {
  const QFontMetricsF metrics(legend_.font());
  legend_.clearItems();
  legend_.setWrap(columns);
  abridged_ = shown < static_cast<std::size_t>(entries_.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const Entry& entry = entries_[static_cast<qsizetype>(i)];
    const QString name =
        metrics.elidedText(entry.name, Qt::ElideMiddle, columnWidth - besideName());
    abridged_ = abridged_ || name != entry.name;
    entry.graph->setName(name);
    entry.graph->addToLegend(&legend_);
  }
  const auto left = static_cast<std::size_t>(entries_.size()) - shown;
  if (left > 0) {
    const QString words = shown > 0 ? QObject::tr("+ %1 more") : QObject::tr("%1 curves");
    legend_.addItem(new MoreEntry(legend_, words.arg(left), theme_.muted));
  }
}

QString ChartLegend::wholeNames() const {
  QStringList lines;
  for (const Entry& entry : entries_) {
    lines.append(QString("<span style=\"color:%1\">\u25ac</span>&nbsp;%2")
                     .arg(entry.colour.name(), entry.name.toHtmlEscaped()));
  }
  return "<div style=\"white-space:nowrap\">" + lines.join("<br>") + "</div>";
}

}  // namespace lafs

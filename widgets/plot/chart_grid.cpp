// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/chart_grid.h"

#include <QGridLayout>
#include <QLabel>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>
#include <set>
#include <utility>

#include "widgets/plot/chart_view.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kNarrowest = 330;  // width of a chart below which a column less is used
constexpr int kMostColumns = 4;
constexpr int kChartHeight = 236;

/// As many as fit, but so that rows are of like lengths: five charts where four fit are 3 and 2,
/// and two take half the width each.
int columnsOf(int charts, int fitting) {
  const int rows = std::max(1, (charts + fitting - 1) / fitting);
  return std::max(1, (charts + rows - 1) / rows);
}

}  // namespace

ChartGrid::ChartGrid(QWidget* parent)
    : QScrollArea(parent), content_(new QWidget), column_(new QVBoxLayout(content_)) {
  setFrameShape(QFrame::NoFrame);
  setWidgetResizable(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  column_->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kMedium);
  column_->setSpacing(space::kSmall);
  column_->addStretch(1);
  setWidget(content_);
  setAccessibleName(tr("Charts"));
}

ChartView* ChartGrid::view(const std::string& id) const {
  const auto found = views_.find(id);
  return found == views_.end() ? nullptr : found->second;
}

ChartView* ChartGrid::newView(const std::string& id) {
  auto* chart = new ChartView(content_);
  chart->setFixedHeight(kChartHeight);
  connect(chart, &ChartView::cursorMoved, this, [this](double x) {
    setCursor(x);
    Q_EMIT cursorMoved(x);
  });
  connect(chart, &ChartView::cursorLeft, this, [this] { setCursor({}); });
  connect(chart, &ChartView::picked, this, &ChartGrid::picked);
  connect(chart, &ChartView::exportWanted, this,
          [this, chart] { Q_EMIT exportWanted(chart->chart()); });
  connect(chart, &ChartView::commandWanted, this,
          [this, chart] { Q_EMIT commandWanted(chart->chart()); });
  views_[id] = chart;
  return chart;
}

void ChartGrid::setHeader(const std::string& heading, QWidget* header) {
  header->setParent(content_);
  header->hide();
  headers_[heading] = header;
}

void ChartGrid::setHeaderShown(const std::string& heading, bool shown) {
  if (shown) {
    hiddenHeaders_.erase(heading);
  } else {
    hiddenHeaders_.insert(heading);
  }
  const bool placed =
      std::any_of(sections_.begin(), sections_.end(),
                  [&heading](const ChartSection& section) { return section.heading == heading; });
  headers_.at(heading)->setVisible(shown && placed);
}

void ChartGrid::setEmptyText(const QString& text) {
  if (text == emptyText_) return;
  emptyText_ = text;
  if (sections_.empty()) arrange();
}

void ChartGrid::setSections(std::vector<ChartSection> sections) {
  const auto idsOf = [](const std::vector<ChartSection>& all) {
    std::vector<std::string> ids;
    for (const ChartSection& section : all) {
      ids.push_back("# " + section.heading);
      for (const Chart& chart : section.charts) ids.push_back(chart.id);
    }
    return ids;
  };
  const bool same = idsOf(sections) == idsOf(sections_);
  std::set<std::string> wanted;
  for (ChartSection& section : sections) {
    for (const Chart& chart : section.charts) {
      wanted.insert(chart.id);
      ChartView* shown = view(chart.id);
      if (shown == nullptr) shown = newView(chart.id);
      shown->setChart(chart);
    }
  }
  for (auto it = views_.begin(); it != views_.end();) {
    if (wanted.count(it->first) > 0) {
      ++it;
      continue;
    }
    it->second->deleteLater();
    it = views_.erase(it);
  }
  sections_ = std::move(sections);
  if (!same) arrange();
}

void ChartGrid::arrange() {
  columns_ = std::clamp(viewport()->width() / kNarrowest, 1, kMostColumns);
  for (const auto& [id, chart] : views_) chart->setParent(content_);
  for (const auto& [heading, header] : headers_) {
    header->setParent(content_);
    header->hide();
  }
  for (QWidget* block : blocks_) delete block;
  blocks_.clear();
  int row = 0;
  if (sections_.empty()) {
    auto* nothing = new QLabel(emptyText_, content_);
    connect(nothing, &QLabel::linkActivated, this, &ChartGrid::emptyLinkChosen);
    nothing->setProperty("look", "muted");
    nothing->setWordWrap(true);
    nothing->setContentsMargins(space::kTight, space::kLarge, 0, 0);
    column_->insertWidget(row++, nothing);
    blocks_.push_back(nothing);
  }
  for (const ChartSection& section : sections_) {
    auto* block = new QWidget(content_);
    auto* grid = new QGridLayout(block);
    grid->setContentsMargins(0, space::kTight, 0, space::kTight);
    grid->setSpacing(space::kSmall);
    const int across = columnsOf(static_cast<int>(section.charts.size()), columns_);
    int line = 0;
    if (!section.heading.empty()) {
      auto* heading = new QLabel(QString::fromStdString(section.heading), block);
      heading->setFont(Theme::font(TextRole::Heading));
      grid->addWidget(heading, line++, 0, 1, across);
    }
    const auto header = headers_.find(section.heading);
    if (header != headers_.end()) {
      grid->addWidget(header->second, line++, 0, 1, across);
      header->second->setVisible(hiddenHeaders_.count(section.heading) == 0);
    }
    for (std::size_t i = 0; i < section.charts.size(); ++i) {
      const int place = static_cast<int>(i);
      ChartView* chart = view(section.charts[i].id);
      grid->addWidget(chart, line + place / across, place % across);
      chart->show();
    }
    for (int i = 0; i < across; ++i) grid->setColumnStretch(i, 1);
    column_->insertWidget(row++, block);
    blocks_.push_back(block);
  }
}

void ChartGrid::setCursor(std::optional<double> x) {
  for (const auto& [id, chart] : views_) {
    if (chart->inSight()) chart->setCursor(x);
  }
}

void ChartGrid::resizeEvent(QResizeEvent* event) {
  QScrollArea::resizeEvent(event);
  if (std::clamp(viewport()->width() / kNarrowest, 1, kMostColumns) != columns_) arrange();
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/faces/drift_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/eval/landmark_grid.h"
#include "widgets/faces/colour_scale.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

enum Column { kName, kGrid, kMean, kMost, kColumns };

std::vector<LandmarkPoint> plain(const QVector<QPointF>& points) {
  std::vector<LandmarkPoint> list;
  for (const QPointF& point : points) list.push_back({point.x(), point.y()});
  return list;
}

QTableWidgetItem* numberItem(const QString& text) {
  auto* item = new QTableWidgetItem(text);
  item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  return item;
}

double mean(const std::vector<double>& values) {
  if (values.empty()) return 0;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

DriftPanel::DriftPanel(QWidget* parent) : QWidget(parent) {
  canvas_ = new FaceCanvas;
  canvas_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  scale_ = new ColourScale;
  table_ = new QTableWidget(0, kColumns);
  table_->setHorizontalHeaderLabels(
      {tr("Checkpoint"), tr("Grid-likeness"), tr("Mean move"), tr("Largest")});
  table_->horizontalHeaderItem(kGrid)->setToolTip(
      tr("1 on the exact grid of a plain ViT, 0 on scattered landmarks. The paper warns that a "
         "landmark CNN which is not kept fixed falls back to the grid."));
  table_->horizontalHeaderItem(kMean)->setToolTip(tr("From the first checkpoint, pixels"));
  for (const int column : {kGrid, kMean, kMost}) {
    table_->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  }
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setSectionResizeMode(kName, QHeaderView::Stretch);
  table_->verticalHeader()->hide();
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setShowGrid(false);
  table_->setAccessibleName(tr("Checkpoints"));
  table_->setMinimumWidth(360);
  summary_ = new QLabel;
  summary_->setWordWrap(true);
  summary_->setProperty("look", "muted");

  auto* right = new QVBoxLayout;
  right->setSpacing(space::kSmall);
  right->addWidget(summary_);
  right->addWidget(table_, 1);
  right->addWidget(scale_);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(space::kLarge);
  row->addWidget(canvas_, 3);
  row->addLayout(right, 2);
  scale_->hide();

  connect(table_, &QTableWidget::currentCellChanged, this, [this](int now, int, int before, int) {
    if (now == before || now < 0) return;
    showCheckpoint(now);
    const qint64 step = drift_.checkpoints[now].step;
    if (step >= 0) Q_EMIT stepChosen(step);
  });
}

void DriftPanel::setDrift(const LandmarkDrift& drift) {
  drift_ = drift;
  fillTable();
  showCheckpoint(static_cast<int>(drift_.checkpoints.size()) - 1);
}

void DriftPanel::fillTable() {
  const QSignalBlocker quiet(table_);
  table_->setRowCount(static_cast<int>(drift_.checkpoints.size()));
  for (int k = 0; k < drift_.checkpoints.size(); ++k) {
    const LandmarkDrift::Checkpoint& at = drift_.checkpoints[k];
    const std::vector<double> moved =
        landmarkDistances(plain(drift_.checkpoints.first().landmarks), plain(at.landmarks));
    const double most = moved.empty() ? 0 : *std::max_element(moved.begin(), moved.end());
    table_->setItem(k, kName, new QTableWidgetItem(at.name));
    table_->setItem(k, kGrid, numberItem(QString::number(at.gridLikeness, 'f', 3)));
    table_->setItem(k, kMean,
                    numberItem(k == 0 ? "–" : QString::number(mean(moved), 'f', 2) + " px"));
    table_->setItem(k, kMost, numberItem(k == 0 ? "–" : QString::number(most, 'f', 2) + " px"));
  }
  if (drift_.checkpoints.size() == 1) {
    summary_->setText(
        tr("One checkpoint. Trails need at least two: runtime.keep_checkpoints says "
           "how many a run keeps."));
  } else if (!drift_.checkpoints.isEmpty()) {
    const double first = drift_.checkpoints.first().gridLikeness;
    const double last = drift_.checkpoints.last().gridLikeness;
    summary_->setText(tr("Grid-likeness %1 → %2 over %3 checkpoints. %4")
                          .arg(first, 0, 'f', 3)
                          .arg(last, 0, 'f', 3)
                          .arg(drift_.checkpoints.size())
                          .arg(last - first > 0.1
                                   ? tr("The landmarks drift towards the grid: a larger β holds "
                                        "them.")
                                   : tr("No drift towards the grid.")));
  }
}

void DriftPanel::showCheckpoint(int checkpoint) {
  current_ = checkpoint;
  MarkedFace face;
  face.picture = drift_.picture;
  face.side = drift_.side;
  if (checkpoint >= 0) {
    face.points = drift_.checkpoints[checkpoint].landmarks;
    for (int k = 0; k <= checkpoint; ++k) face.trail.append(drift_.checkpoints[k].landmarks);
    const std::vector<double> moved =
        landmarkDistances(plain(drift_.checkpoints.first().landmarks), plain(face.points));
    face.moved = QVector<double>(moved.begin(), moved.end());
    const QSignalBlocker quiet(table_);
    table_->selectRow(checkpoint);
  }
  canvas_->setFace(face);
  static_cast<ColourScale*>(scale_)->setRange(0, canvas_->heatTop(), tr("px moved"));
}

void DriftPanel::setMarks(const CanvasMarks& marks) {
  canvas_->setMarks(marks);
  scale_->setVisible(marks.heat);
}

void DriftPanel::showStep(qint64 step) {
  int best = -1;
  for (int k = 0; k < drift_.checkpoints.size(); ++k) {
    if (drift_.checkpoints[k].step >= 0 && drift_.checkpoints[k].step <= step) best = k;
  }
  if (best >= 0 && best != current_) showCheckpoint(best);
}

}  // namespace lafs

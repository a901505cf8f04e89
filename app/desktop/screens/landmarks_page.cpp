// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/screens/landmarks_page.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>

#include "core/base/json.h"
#include "widgets/panels/error_card.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kControlsWidth = 252;

QCheckBox* mark(const QString& text, const QString& tip) {
  auto* box = new QCheckBox(text);
  box->setToolTip(tip);
  return box;
}

}  // namespace

LandmarksPage::LandmarksPage(QWidget* parent) : QWidget(parent) {
  picker_ = new PicturePicker;
  controls_ = new AugmentControls;
  drift_ = new DriftPanel;
  pages_ = new QStackedWidget;
  pages_->addWidget(makeViews());
  pages_->addWidget(drift_);

  error_ = new ErrorCard;

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
  column->setSpacing(space::kMedium);
  column->addWidget(picker_);
  column->addWidget(makeBar());
  column->addWidget(error_);
  column->addWidget(pages_, 1);
  applyMarks();
}

QWidget* LandmarksPage::makeBar() {
  tabs_ = new QTabBar;
  tabs_->addTab(tr("Views and patches"));
  tabs_->addTab(tr("Landmarks over checkpoints"));
  tabs_->setExpanding(false);
  numbers_ = mark(tr("Numbers"), tr("The number of each landmark beside it"));
  colours_ = mark(tr("Colour by number"), tr("Landmarks coloured by their number"));
  outlines_ = mark(tr("Patches"), tr("The outline of every patch on the face"));
  heat_ = mark(tr("Heat map"), tr("How far landmarks moved since the first checkpoint"));
  heat_->hide();
  latency_ = new QLabel;
  latency_->setProperty("look", "muted");
  latency_->setFont(Theme::font(TextRole::Small));
  latency_->setToolTip(tr("From question to answer of the preview service"));
  auto* bar = new QWidget;
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(space::kLarge);
  row->addWidget(tabs_);
  row->addStretch(1);
  for (QCheckBox* box : {numbers_, colours_, outlines_, heat_}) {
    row->addWidget(box);
    connect(box, &QCheckBox::toggled, this, &LandmarksPage::applyMarks);
  }
  row->addWidget(latency_);
  connect(tabs_, &QTabBar::currentChanged, this, [this](int page) {
    pages_->setCurrentIndex(page);
    heat_->setVisible(page == 1);
    applyMarks();
    Q_EMIT pageChanged();
  });
  return bar;
}

QWidget* LandmarksPage::makeViews() {
  strip_ = new ViewStrip;
  teacher_ = new BranchPanel;
  student_ = new BranchPanel;
  for (BranchPanel* panel : {teacher_, student_}) {
    connect(panel, &BranchPanel::hovered, this, &LandmarksPage::highlight);
  }
  auto* right = new QVBoxLayout;
  right->setSpacing(space::kMedium);
  right->addWidget(student_, 1);
  right->addWidget(teacher_, 1);

  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFixedWidth(kControlsWidth);
  controls_->setContentsMargins(0, 0, space::kMedium, 0);
  scroll->setWidget(controls_);
  scroll->viewport()->setAutoFillBackground(false);

  auto* page = new QWidget;
  auto* row = new QHBoxLayout(page);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(space::kLarge);
  row->addWidget(scroll);
  row->addWidget(strip_);
  row->addLayout(right, 1);
  return page;
}

bool LandmarksPage::driftShown() const {
  return pages_->currentIndex() == 1;
}

void LandmarksPage::setBranches(const BranchView& teacher, const BranchView& student) {
  teacher_->setView(teacher);
  student_->setView(student);
}

void LandmarksPage::setError(const QString& error) {
  error_->setError(error);
}

void LandmarksPage::setLatency(double milliseconds) {
  latency_->setText(tr("%1 ms").arg(milliseconds, 0, 'f', 0));
}

void LandmarksPage::applyMarks() {
  CanvasMarks marks;
  marks.labels = numbers_->isChecked();
  marks.colourByNumber = colours_->isChecked();
  marks.patches = outlines_->isChecked();
  teacher_->setMarks(marks);
  student_->setMarks(marks);
  marks.heat = heat_->isChecked();
  drift_->setMarks(marks);
}

void LandmarksPage::highlight(int landmark) {
  teacher_->setHighlighted(landmark);
  student_->setHighlighted(landmark);
}

QByteArray LandmarksPage::saveLayout() const {
  const Json layout = {{"page", tabs_->currentIndex()},
                       {"numbers", numbers_->isChecked()},
                       {"colours", colours_->isChecked()},
                       {"patches", outlines_->isChecked()},
                       {"heat", heat_->isChecked()}};
  return QByteArray::fromStdString(layout.dump());
}

void LandmarksPage::restoreLayout(const QByteArray& layout) {
  const Json json = Json::parse(layout.toStdString(), nullptr, false);
  if (!json.is_object()) return;
  try {
    tabs_->setCurrentIndex(json.value("page", 0));
    numbers_->setChecked(json.value("numbers", false));
    colours_->setChecked(json.value("colours", false));
    outlines_->setChecked(json.value("patches", false));
    heat_->setChecked(json.value("heat", false));
  } catch (const Json::exception&) {
    return;  // a layout of another version; the defaults do
  }
}

}  // namespace lafs

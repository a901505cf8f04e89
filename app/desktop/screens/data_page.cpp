// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/screens/data_page.h"

#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QStyle>
#include <QTabWidget>
#include <QVBoxLayout>

#include "widgets/panels/error_card.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

QLabel* muted(const QString& text) {
  auto* label = new QLabel(text);
  label->setProperty("look", "muted");
  return label;
}

QLabel* heading(const QString& text) {
  auto* label = new QLabel(text);
  label->setFont(Theme::font(TextRole::Strong));
  return label;
}

QFrame* card() {
  auto* frame = new QFrame;
  frame->setProperty("look", "card");
  auto* column = new QVBoxLayout(frame);
  column->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kLarge);
  column->setSpacing(space::kMedium);
  return frame;
}

}  // namespace

DataPage::DataPage(QWidget* parent) : QWidget(parent) {
  error_ = new ErrorCard;
  tabs_ = new QTabWidget;
  tabs_->setDocumentMode(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
  column->setSpacing(space::kMedium);
  column->addWidget(makeBar());
  column->addWidget(error_);
  column->addWidget(tabs_, 1);
  tabs_->addTab(makePictures(), tr("Pictures"));
  tabs_->addTab(makeSubsets(), tr("Subsets"));
  tabs_->addTab(makeFindings(), tr("Findings"));
  clearInspection();
}

QWidget* DataPage::makeBar() {
  sources_ = new QComboBox;
  sources_->setAccessibleName(tr("Faces"));
  sources_->setMinimumContentsLength(34);
  sources_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  facts_ = muted({});
  inspect_ = new QPushButton(tr("Inspect"));
  inspect_->setProperty("look", "primary");
  inspect_->setToolTip(
      tr("Looks for damaged files, duplicates, shared identities, wrong colour "
         "order and bad alignment"));
  auto* bar = new QWidget;
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(space::kMedium);
  row->addWidget(muted(tr("Faces")));
  row->addWidget(sources_);
  row->addWidget(facts_, 1);
  row->addWidget(inspect_);
  connect(sources_, &QComboBox::activated, this, [this] { Q_EMIT sourceChosen(source()); });
  connect(inspect_, &QPushButton::clicked, this, &DataPage::inspectWanted);
  return bar;
}

QWidget* DataPage::makePictures() {
  sheet_ = new ContactSheet;
  chosen_ = muted(tr("A double click shows what training makes of a picture."));
  side_ = new QSlider(Qt::Horizontal);
  side_->setRange(48, 192);
  side_->setValue(96);
  side_->setFixedWidth(140);
  side_->setAccessibleName(tr("Size of the pictures"));
  auto* row = new QHBoxLayout;
  row->addWidget(chosen_, 1);
  row->addWidget(muted(tr("Size")));
  row->addWidget(side_);
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, space::kMedium, 0, 0);
  column->setSpacing(space::kSmall);
  column->addLayout(row);
  column->addWidget(sheet_, 1);
  connect(side_, &QSlider::valueChanged, sheet_, &ContactSheet::setSide);
  return page;
}

QWidget* DataPage::makeSubsets() {
  histogram_ = new ShotsHistogram;
  nesting_ = new NestingChart;
  seed_ = new QSpinBox;
  seed_->setRange(0, 1000000);
  seed_->setButtonSymbols(QSpinBox::NoButtons);
  seed_->setAccessibleName(tr("Seed"));
  share_ = new QComboBox;
  for (const double share : {0.01, 0.1, 1.0}) {
    share_->addItem(tr("%1 % of the identities").arg(100 * share), share);
  }
  share_->setCurrentIndex(2);
  share_->setAccessibleName(tr("Share of identities"));
  subsetNote_ = muted({});
  subsetNote_->setWordWrap(true);

  QFrame* shots = card();
  auto* shotsColumn = static_cast<QVBoxLayout*>(shots->layout());
  shotsColumn->addWidget(heading(tr("Images per identity")));
  shotsColumn->addWidget(histogram_, 1);
  shotsColumn->addStretch();

  QFrame* subsets = card();
  auto* subsetColumn = static_cast<QVBoxLayout*>(subsets->layout());
  auto* choices = new QHBoxLayout;
  choices->addWidget(heading(tr("Few-shot subsets")));
  choices->addStretch(1);
  choices->addWidget(share_);
  choices->addWidget(muted(tr("Seed")));
  choices->addWidget(seed_);
  subsetColumn->addLayout(choices);
  subsetColumn->addWidget(nesting_);
  subsetColumn->addWidget(subsetNote_);
  subsetColumn->addWidget(muted(tr("Choosing a subset shows its pictures.")));
  subsetColumn->addStretch(1);

  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, space::kLarge, 0, 0);
  column->setSpacing(space::kLarge);
  column->addWidget(subsets);
  column->addWidget(shots, 1);
  column->addStretch(0);
  connect(seed_, &QSpinBox::valueChanged, this, &DataPage::subsetChanged);
  connect(share_, &QComboBox::currentIndexChanged, this, &DataPage::subsetChanged);
  return page;
}

QWidget* DataPage::makeFindings() {
  findings_ = new FindingsList;
  findingsNote_ = muted({});
  findingsNote_->setWordWrap(true);
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, space::kMedium, 0, 0);
  column->setSpacing(space::kSmall);
  column->addWidget(findingsNote_);
  column->addWidget(findings_, 1);
  return page;
}

void DataPage::setSources(const QVector<PicturePicker::Choice>& sources, const QString& current) {
  const QSignalBlocker quiet(sources_);
  sources_->clear();
  for (const PicturePicker::Choice& choice : sources) {
    sources_->addItem(choice.text, choice.id);
    sources_->setItemData(sources_->count() - 1, choice.tip, Qt::ToolTipRole);
  }
  sources_->setCurrentIndex(sources_->findData(current));
}

QString DataPage::source() const {
  return sources_->currentData().toString();
}

int DataPage::seed() const {
  return seed_->value();
}

double DataPage::identityShare() const {
  return share_->currentData().toDouble();
}

void DataPage::setFacts(const QString& facts) {
  facts_->setText(facts);
}

void DataPage::setSubsetNote(const QString& note, bool good) {
  subsetNote_->setText(note);
  subsetNote_->setProperty("look", good ? "good" : "bad");
  subsetNote_->style()->polish(subsetNote_);
}

void DataPage::setError(const QString& error) {
  error_->setError(error);
}

void DataPage::setInspecting(bool inspecting, const QString& note) {
  inspect_->setEnabled(!inspecting);
  findingsNote_->setText(note);
  if (inspecting) tabs_->setCurrentIndex(2);
}

void DataPage::clearInspection() {
  findings_->setFindings({});
  inspect_->setEnabled(true);
  findingsNote_->setText(tr("Not inspected yet. Inspecting decodes every picture once."));
}

void DataPage::showPictures() {
  tabs_->setCurrentIndex(0);
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/figure_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "widgets/plot/chart_export.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kPictureWidth = 480;

struct SizePreset {
  const char* name;
  double width, height;
};
constexpr SizePreset kPresets[] = {{"Standard, 120 \u00d7 80 mm", 120, 80},
                                   {"One column, 85 \u00d7 60 mm", 85, 60},
                                   {"Two columns, 175 \u00d7 80 mm", 175, 80},
                                   {"Slide, 254 \u00d7 143 mm", 254, 143}};

QDoubleSpinBox* millimetres(double value, QWidget* parent) {
  auto* box = new QDoubleSpinBox(parent);
  box->setRange(20, 1000);
  box->setDecimals(1);
  box->setSuffix(" mm");
  box->setButtonSymbols(QAbstractSpinBox::NoButtons);
  box->setValue(value);
  return box;
}

}  // namespace

FigureDialog::FigureDialog(Chart chart, QWidget* parent)
    : QDialog(parent),
      chart_(std::move(chart)),
      format_(new QComboBox(this)),
      preset_(new QComboBox(this)),
      width_(millimetres(FigurePage().widthMm, this)),
      height_(millimetres(FigurePage().heightMm, this)),
      dpi_(new QSpinBox(this)),
      dark_(new QCheckBox(tr("Light on dark"), this)),
      footer_(new QCheckBox(tr("Run names below"), this)),
      picture_(new QLabel(this)),
      command_(new QLineEdit(this)) {
  setWindowTitle(tr("Export figure"));
  setObjectName("figure");
  format_->setAccessibleName(tr("Format"));
  preset_->setAccessibleName(tr("Size"));
  format_->addItems({"PDF", "SVG", "PNG", "CSV"});
  for (const SizePreset& preset : kPresets) preset_->addItem(QString::fromUtf8(preset.name));
  dpi_->setButtonSymbols(QAbstractSpinBox::NoButtons);
  dpi_->setRange(36, 1200);
  dpi_->setValue(static_cast<int>(FigurePage().dotsPerInch));
  footer_->setChecked(true);
  command_->setReadOnly(true);
  command_->setFont(Theme::font(TextRole::Mono));
  command_->setAccessibleName(tr("Command that makes this figure"));
  picture_->setFixedWidth(kPictureWidth);
  picture_->setAlignment(Qt::AlignCenter);
  picture_->setAccessibleName(tr("The figure as it will be"));
  auto* form = new QFormLayout;
  form->addRow(tr("Format"), format_);
  form->addRow(tr("Size"), preset_);
  form->addRow(tr("Width"), width_);
  form->addRow(tr("Height"), height_);
  form->addRow(tr("PNG dots per inch"), dpi_);
  form->addRow(dark_);
  form->addRow(footer_);
  auto* row = new QHBoxLayout;
  row->setSpacing(space::kLarge);
  row->addLayout(form);
  row->addWidget(picture_, 1);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
  auto* column = new QVBoxLayout(this);
  column->setSpacing(space::kMedium);
  column->addLayout(row);
  column->addWidget(command_);
  column->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::accepted, this, &FigureDialog::save);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(preset_, &QComboBox::currentIndexChanged, this, [this](int index) {
    width_->setValue(kPresets[index].width);
    height_->setValue(kPresets[index].height);
  });
  for (QDoubleSpinBox* box : {width_, height_}) {
    connect(box, &QDoubleSpinBox::valueChanged, this, &FigureDialog::showFigure);
  }
  connect(format_, &QComboBox::currentIndexChanged, this, &FigureDialog::showFigure);
  connect(dpi_, &QSpinBox::valueChanged, this, &FigureDialog::showFigure);
  connect(dark_, &QCheckBox::toggled, this, &FigureDialog::showFigure);
  connect(footer_, &QCheckBox::toggled, this, &FigureDialog::showFigure);
  showFigure();
}

FigurePage FigureDialog::page() const {
  FigurePage page;
  page.widthMm = width_->value();
  page.heightMm = height_->value();
  page.dotsPerInch = dpi_->value();
  page.dark = dark_->isChecked();
  page.footer = footer_->isChecked();
  return page;
}

QString FigureDialog::ending() const {
  return format_->currentText().toLower();
}

void FigureDialog::showFigure() {
  FigurePage sketch = page();
  sketch.dotsPerInch = std::clamp(2 * kPictureWidth / sketch.widthMm * 25.4, 36.0, 1200.0);
  const QPixmap picture =
      QPixmap::fromImage(QImage::fromData(exportChart(chart_, FigureFormat::Png, sketch)));
  picture_->setPixmap(
      picture.scaled(kPictureWidth, kPictureWidth, Qt::KeepAspectRatio, Qt::SmoothTransformation));
  dpi_->setEnabled(ending() == "png");
  command_->setText(QString::fromStdString(
      figureCommand(chart_, page(), chart_.source.figure + '.' + ending().toStdString())));
  command_->setCursorPosition(0);
}

void FigureDialog::save() {
  auto* dialog = new QFileDialog(this, tr("Save figure"), {}, tr("Figure (*.%1)").arg(ending()));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->selectFile(QString::fromStdString(chart_.source.figure) + '.' + ending());
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
    const QString whole = file.endsWith('.' + ending()) ? file : file + '.' + ending();
    Q_EMIT saveWanted(whole, exportChart(chart_, figureFormatOf(whole.toStdString()), page()));
    accept();
  });
  dialog->open();
}

}  // namespace lafs

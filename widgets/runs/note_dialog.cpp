// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/note_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QVBoxLayout>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr QSize kSize(460, 300);

}  // namespace

NoteDialog::NoteDialog(const QString& subject, const QString& text, const QStringList& tags,
                       QWidget* parent)
    : QDialog(parent), text_(new QPlainTextEdit(text, this)), tags_(new QLineEdit(this)) {
  setWindowTitle(tr("Note"));
  setObjectName("note");
  resize(kSize);
  auto* heading = new QLabel(subject, this);
  heading->setFont(Theme::font(TextRole::Strong));
  heading->setWordWrap(true);
  text_->setPlaceholderText(tr("What is worth knowing about it"));
  text_->setAccessibleName(tr("Note"));
  text_->setTabChangesFocus(true);
  tags_->setText(tags.join(' '));
  tags_->setPlaceholderText(tr("Tags, e.g. baseline figure-3"));
  tags_->setAccessibleName(tr("Tags"));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
  auto* column = new QVBoxLayout(this);
  column->setSpacing(space::kMedium);
  column->addWidget(heading);
  column->addWidget(text_, 1);
  column->addWidget(tags_);
  column->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

QString NoteDialog::text() const {
  return text_->toPlainText().trimmed();
}

QStringList NoteDialog::tags() const {
  static const QRegularExpression between("[\\s,]+");
  return tags_->text().split(between, Qt::SkipEmptyParts);
}

}  // namespace lafs

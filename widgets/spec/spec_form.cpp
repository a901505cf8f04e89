// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/spec/spec_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStyle>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <algorithm>

#include "core/config/field_table.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kNameWidth = 180;
constexpr int kEditorWidth = 150;
constexpr int kUnitWidth = 64;

QString qt(const std::string& text) {
  return QString::fromStdString(text);
}

QString sectionOf(const SpecField& field) {
  const QString path = qt(field.path());
  const auto dot = path.lastIndexOf('.');
  return dot < 0 ? QString() : path.left(dot);
}

QString titleOf(const QString& section) {
  if (section.isEmpty()) return SpecForm::tr("Experiment");
  QString title = section;
  title.replace(".", QString::fromUtf8(" › ")).replace('_', ' ');
  title[0] = title[0].toUpper();
  return title;
}

/// Whether the sibling that decides has a value for which this field is looked at.
bool isLookedAt(const SpecField& field, const ExperimentSpec& spec) {
  const Field& facts = field.field();
  if (facts.neededBy.empty()) return true;
  const QString section = sectionOf(field);
  const std::string path =
      (section.isEmpty() ? QString() : section + ".").toStdString() + facts.neededBy;
  const SpecField* decider = findSpecField(path);
  if (!decider) return true;
  const std::string value = decider->text(spec);
  return std::find(facts.neededValues.begin(), facts.neededValues.end(), value) !=
         facts.neededValues.end();
}

void setInvalid(QWidget* widget, bool invalid) {
  if (widget->property("invalid").toBool() == invalid) return;
  widget->setProperty("invalid", invalid);
  widget->style()->unpolish(widget);
  widget->style()->polish(widget);
}

}  // namespace

QString fieldExplanation(const SpecField& field) {
  const Field& facts = field.field();
  QString text = qt(field.path()) + ": " + qt(facts.meaning);
  text += QString::fromUtf8("  ·  ") + qt(allowedText(facts));
  if (!facts.unit.empty()) text += ", " + qt(facts.unit);
  if (!facts.paper.empty()) text += QString::fromUtf8("  ·  paper: ") + qt(facts.paper);
  return text;
}

SpecForm::SpecForm(QWidget* parent)
    : QWidget(parent),
      search_(new QLineEdit(this)),
      changedOnly_(new QCheckBox(tr("changed only"), this)),
      scroll_(new QScrollArea(this)) {
  search_->setPlaceholderText(tr("Search fields and meanings"));
  search_->setClearButtonEnabled(true);
  search_->addAction(icon(Icon::Search, Theme::current().faint), QLineEdit::LeadingPosition);
  search_->setAccessibleName(tr("Search fields"));
  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
  bar->setSpacing(space::kMedium);
  bar->addWidget(search_, 1);
  bar->addWidget(changedOnly_);
  auto* body = new QWidget(this);
  body->setAutoFillBackground(true);
  body->setBackgroundRole(QPalette::Base);
  column_ = new QVBoxLayout(body);
  column_->setContentsMargins(space::kLarge, 0, space::kLarge, space::kLarge);
  column_->setSpacing(2);
  scroll_->setWidget(body);
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->setSpacing(0);
  outer->addLayout(bar);
  outer->addWidget(scroll_, 1);
  build();
  connect(search_, &QLineEdit::textChanged, this, &SpecForm::applySearch);
  connect(changedOnly_, &QCheckBox::toggled, this, &SpecForm::applySearch);
}

void SpecForm::build() {
  QString section = "?";
  for (const SpecField& field : specFields()) {
    if (sectionOf(field) != section) {
      section = sectionOf(field);
      addSection(section);
    }
    addRow(field);
  }
  column_->addStretch(1);
}

void SpecForm::addSection(const QString& section) {
  auto* title = new QLabel(titleOf(section), this);
  title->setFont(Theme::font(TextRole::Heading));
  title->setContentsMargins(0, space::kLarge, 0, space::kTight);
  titles_[section] = title;
  column_->addWidget(title);
}

QWidget* SpecForm::makeEditor(const SpecField& field) {
  const QString path = qt(field.path());
  const Field& facts = field.field();
  if (facts.type == FieldType::Choice || facts.type == FieldType::Boolean) {
    auto* combo = new QComboBox(this);
    if (facts.type == FieldType::Boolean) {
      combo->addItems({"true", "false"});
    } else {
      for (const std::string& choice : facts.choices) combo->addItem(qt(choice));
    }
    combo->setFocusPolicy(Qt::StrongFocus);
    connect(combo, &QComboBox::textActivated, this,
            [this, path](const QString& value) { Q_EMIT valueWanted(path, value); });
    return combo;
  }
  auto* edit = new QLineEdit(this);
  connect(edit, &QLineEdit::editingFinished, this, [this, path, edit] {
    if (showing_ || !edit->isModified()) return;
    edit->setModified(false);
    Q_EMIT valueWanted(path, edit->text());
  });
  return edit;
}

void SpecForm::addRow(const SpecField& field) {
  const Field& facts = field.field();
  Row row;
  row.field = &field;
  row.line = new QWidget(this);
  row.name = new QLabel(qt(facts.name).replace('_', ' '), row.line);
  row.name->setFixedWidth(kNameWidth);
  row.editor = makeEditor(field);
  row.editor->setFixedWidth(kEditorWidth);
  row.editor->setAccessibleName(qt(field.path()));
  row.editor->setAccessibleDescription(qt(facts.meaning));
  row.editor->installEventFilter(this);
  row.editor->setProperty("path", qt(field.path()));
  auto* unit = new QLabel(qt(facts.unit), row.line);
  unit->setProperty("look", "muted");
  unit->setFixedWidth(kUnitWidth);
  auto* paper =
      new QLabel(facts.paper.empty() ? QString() : tr("paper: %1").arg(qt(facts.paper)), row.line);
  paper->setProperty("look", "muted");
  paper->setWordWrap(true);
  paper->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  row.problem = new QLabel(row.line);
  row.problem->setProperty("look", "bad");
  row.problem->setWordWrap(true);
  row.problem->hide();
  const QString tip = QString("<p>%1</p>").arg(fieldExplanation(field).toHtmlEscaped());
  for (QWidget* widget :
       {static_cast<QWidget*>(row.name), row.editor, static_cast<QWidget*>(paper)}) {
    widget->setToolTip(tip);
  }
  auto* line = new QHBoxLayout;
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(space::kSmall);
  line->addWidget(row.name);
  line->addWidget(row.editor);
  line->addWidget(unit);
  line->addWidget(paper, 1);
  auto* column = new QVBoxLayout(row.line);
  column->setContentsMargins(0, 1, 0, 1);
  column->setSpacing(0);
  column->addLayout(line);
  column->addWidget(row.problem);
  column_->addWidget(row.line);
  rows_[qt(field.path())] = row;
}

void SpecForm::showValue(Row& row, const std::string& value) {
  const QString text = qt(value);
  if (auto* combo = qobject_cast<QComboBox*>(row.editor)) {
    const QSignalBlocker quiet(combo);
    const int place = combo->findText(text);
    if (place >= 0) combo->setCurrentIndex(place);
  } else if (auto* edit = qobject_cast<QLineEdit*>(row.editor)) {
    // What someone is typing is never taken away under their hands.
    if (edit->hasFocus() && edit->isModified()) return;
    if (edit->text() != text) edit->setText(text);
  }
}

void SpecForm::show(const ExperimentSpec& spec,
                    const std::map<std::string, std::string>& problems) {
  static const ExperimentSpec defaults;
  showing_ = true;
  for (Row& row : rows_) {
    const std::string value = row.field->text(spec);
    showValue(row, value);
    row.differs = value != row.field->text(defaults);
    QFont font = Theme::font(row.differs ? TextRole::Strong : TextRole::Body);
    if (row.name->font() != font) row.name->setFont(font);
    row.line->setEnabled(isLookedAt(*row.field, spec));
    const auto problem = problems.find(row.field->path());
    const bool wrong = problem != problems.end();
    setInvalid(row.editor, wrong);
    row.problem->setVisible(wrong);
    if (wrong) row.problem->setText(qt(problem->second));
  }
  showing_ = false;
  if (changedOnly_->isChecked()) applySearch();
}

void SpecForm::applySearch() {
  const QString wanted = search_->text();
  QHash<QString, bool> any;
  for (const Row& row : rows_) {
    const bool named = fieldExplanation(*row.field).contains(wanted, Qt::CaseInsensitive) ||
                       row.name->text().contains(wanted, Qt::CaseInsensitive);
    const bool found = named && (!changedOnly_->isChecked() || row.differs);
    row.line->setVisible(found);
    any[sectionOf(*row.field)] = any[sectionOf(*row.field)] || found;
  }
  for (auto title = titles_.begin(); title != titles_.end(); ++title) {
    title.value()->setVisible(any.value(title.key()));
  }
}

bool SpecForm::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::FocusIn) {
    const SpecField* field = findSpecField(watched->property("path").toString().toStdString());
    if (field) Q_EMIT explained(fieldExplanation(*field));
  }
  // The wheel scrolls the form; it must not change a value that happens to be under it.
  if (event->type() == QEvent::Wheel && qobject_cast<QComboBox*>(watched)) {
    event->ignore();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace lafs

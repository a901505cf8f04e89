// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/screens/new_run_screen.h"

#include <QComboBox>
#include <QDateTime>
#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QRegularExpression>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "app/desktop/background.h"
#include "app/desktop/desktop_context.h"
#include "app/desktop/draft_presets.h"
#include "app/desktop/screen_registry.h"
#include "app/desktop/screens/draft_plan.h"
#include "app/desktop/screens/new_run_page.h"
#include "core/config/field_table.h"
#include "core/config/spec_difference.h"
#include "core/config/yaml_edit.h"
#include "widgets/spec/spec_form.h"
#include "widgets/spec/yaml_editor.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kCheckPauseMs = 250;

QString qt(const std::string& text) {
  return QString::fromStdString(text);
}

/// "draft:14:7" as a mark; line 0 for any other place.
TextMark markOf(const Problem& problem) {
  static const QRegularExpression place("^draft:(\\d+):(\\d+)");
  const auto match = place.match(qt(problem.where));
  QString message = qt(problem.message);
  if (!problem.remedy.empty()) message += "\n" + qt(problem.remedy);
  return {match.captured(1).toInt(), match.captured(2).toInt(), message};
}

/// The last message of each field that problems are about.
std::map<std::string, std::string> problemsByField(const std::vector<Problem>& problems) {
  std::map<std::string, std::string> byField;
  for (const Problem& problem : problems) {
    for (const SpecField& field : specFields()) {
      if (problem.message.find(field.path()) != std::string::npos) {
        byField[field.path()] = problem.message;
      }
    }
  }
  return byField;
}

/// YAML for a value typed into the form; words that YAML would take for something else are quoted.
std::string yamlValue(const QString& typed) {
  static const QRegularExpression plain("^[A-Za-z0-9_./+\\-\\[\\], ]*$");
  const QString text = typed.trimmed();
  if (text.isEmpty()) return "\"\"";
  if (plain.match(text).hasMatch()) return text.toStdString();
  QString quoted = text;
  quoted.replace('\\', "\\\\").replace('"', "\\\"");
  return "\"" + quoted.toStdString() + "\"";
}

}  // namespace

NewRunScreen::NewRunScreen(DesktopContext& desktop, QWidget* parent)
    : Screen(desktop, parent), page_(new NewRunPage(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(page_);
  pause_.setSingleShot(true);
  pause_.setInterval(kCheckPauseMs);
  connect(&pause_, &QTimer::timeout, this, &NewRunScreen::check);
  connect(page_->editor(), &QPlainTextEdit::textChanged, &pause_, qOverload<>(&QTimer::start));
  connect(page_->form(), &SpecForm::valueWanted, this, &NewRunScreen::setValue);
  connect(page_->form(), &SpecForm::explained, page_->explanation(), &QLabel::setText);
  connect(page_->presets(), &QComboBox::activated, this, &NewRunScreen::takePreset);
  connect(page_->compared(), &QComboBox::activated, this, &NewRunScreen::compare);
  connect(page_->run(), &QPushButton::clicked, this, &NewRunScreen::launch);
  connect(page_->problems(), &QListWidget::itemActivated, this, [this](QListWidgetItem* item) {
    page_->editor()->goTo(item->data(Qt::UserRole).toInt(), item->data(Qt::UserRole + 1).toInt());
  });
  addActions();
  loadDraft();
}

QString NewRunScreen::draftFile() {
  return Workspace::dataFolder() + "/drafts/draft.yaml";
}

void NewRunScreen::addActions() {
  ActionEntry run =
      actionEntry("draft.run", tr("Run the draft"), tr("Run"), Icon::Play, {},
                  tr("Starts what is missing of the draft, in processes that outlive the window"));
  run.command = [] { return QStringList{"run", draftFile()}; };
  run.handler = [this] { launch(); };
  desktop_.actions().add(run);
  ActionEntry fresh = actionEntry("draft.new", tr("New run"), tr("File"), Icon::Add,
                                  QKeySequence::New, tr("Opens the draft of the next run"));
  fresh.handler = [this] { desktop_.showScreen("new"); };
  desktop_.actions().add(fresh);
}

void NewRunScreen::loadDraft() {
  runInBackground(
      this,
      [file = draftFile(), folder = desktop_.workspace().experimentsFolder()] {
        QFile draft(file);
        QString text;
        if (draft.open(QIODevice::ReadOnly)) text = QString::fromUtf8(draft.readAll());
        return std::make_pair(text, draftPresets(folder));
      },
      [this](const std::pair<QString, QVector<DraftPreset>>& found) {
        QComboBox& presets = *page_->presets();
        for (const DraftPreset& preset : found.second) {
          presets.addItem(preset.title, preset.text);
          presets.setItemData(presets.count() - 1, preset.hint, Qt::ToolTipRole);
        }
        presets.setCurrentIndex(-1);
        fillCompare();
        if (!found.first.isEmpty()) {
          setText(found.first);
        } else if (!found.second.isEmpty()) {
          setText(found.second.first().text);
          presets.setCurrentIndex(0);
        }
      });
}

void NewRunScreen::setText(const QString& text) {
  page_->editor()->replaceText(text);
  check();
}

void NewRunScreen::fillCompare() {
  const QComboBox& presets = *page_->presets();
  QComboBox& compared = *page_->compared();
  compared.clear();
  for (int i = 0; i < presets.count(); ++i) {
    compared.addItem(presets.itemText(i), presets.itemData(i));
  }
  for (const RunRowPtr& row : desktop_.scanner().runs()->rows) {
    if (!row->problem.empty() || compared.count() > 400) continue;
    compared.addItem(qt(row->name), "run:" + qt(row->directory));
  }
  compared.setCurrentIndex(-1);
}

void NewRunScreen::takePreset(int place) {
  setText(page_->presets()->itemData(place).toString());
}

void NewRunScreen::setValue(const QString& path, const QString& value) {
  try {
    const std::string text = withYamlValue(page_->editor()->toPlainText().toStdString(),
                                           path.toStdString(), yamlValue(value));
    setText(qt(text));
  } catch (const UserError& error) {
    page_->explanation()->setText(qt(error.problems().front().text()));
    showCheck(last_);  // the form goes back to what the text says
  }
}

void NewRunScreen::check() {
  pause_.stop();
  const int round = ++round_;
  runInBackground(
      this,
      [text = page_->editor()->toPlainText().toStdString(), file = draftFile().toStdString(),
       runs = desktop_.workspace().runsFolder().toStdString(),
       rows = desktop_.scanner().runs()->rows] { return checkDraft(text, file, runs, rows); },
      [this, round](const DraftCheck& found) {
        if (round == round_) showCheck(found);
      });
}

void NewRunScreen::showCheck(const DraftCheck& found) {
  last_ = found;
  showProblems(found.problems);
  if (found.resolved) page_->form()->show(found.spec, problemsByField(found.problems));
  page_->plan()->show(found);
  page_->footer()->setText(draftSummary(found));
  page_->run()->setEnabled(found.resolved && found.problems.empty());
  if (page_->compared()->currentIndex() >= 0) compare();
}

void NewRunScreen::showProblems(const std::vector<Problem>& problems) {
  QVector<TextMark> marks;
  page_->problems()->clear();
  for (const Problem& problem : problems) {
    const TextMark mark = markOf(problem);
    marks.append(mark);
    auto* item = new QListWidgetItem(icon(Icon::Caution, Theme::current().bad), qt(problem.text()),
                                     page_->problems());
    item->setData(Qt::UserRole, mark.line);
    item->setData(Qt::UserRole + 1, mark.column);
  }
  page_->editor()->setMarks(marks);
  page_->countProblems(problems.size());
}

void NewRunScreen::compare() {
  const QString other = page_->compared()->currentData().toString();
  const int round = ++compareRound_;  // the answer for an entry that was passed by may come later
  runInBackground(
      this,
      [other, mine = last_.spec] {
        const DraftReading reading = readDraftSource(other);
        return std::make_pair(reading.resolved ? specDifferences({mine, reading.spec})
                                               : std::vector<SpecFieldDifference>(),
                              qt(reading.problem));
      },
      [this, round](const std::pair<std::vector<SpecFieldDifference>, QString>& found) {
        if (round != compareRound_) return;
        QTreeWidget& differences = *page_->differences();
        differences.clear();
        for (const SpecFieldDifference& difference : found.first) {
          new QTreeWidgetItem(&differences, {qt(difference.field->path()), qt(difference.values[0]),
                                             qt(difference.values[1])});
        }
        if (!found.second.isEmpty()) new QTreeWidgetItem(&differences, {found.second});
        differences.headerItem()->setText(2, page_->compared()->currentText());
        for (int column = 0; column < 3; ++column) differences.resizeColumnToContents(column);
        page_->countDifferences(found.first.size());
        if (!comparedOnce_) page_->showDifferences();
        comparedOnce_ = true;
      });
}

void NewRunScreen::launch() {
  if (!page_->run()->isEnabled()) return;
  // The executor reads the file after it has started: every launch gets a copy of its own.
  const QString file = draftFile();
  const QString copy = QString("%1/launched/%2.yaml")
                           .arg(Workspace::dataFolder() + "/drafts",
                                QDateTime::currentDateTimeUtc().toString("yyyyMMdd-hhmmss-zzz"));
  runInBackground(
      this,
      [copy, text = page_->editor()->toPlainText().toStdString(),
       runs = desktop_.workspace().runsFolder().toStdString()] {
        return checkDraft(text, copy.toStdString(), runs, {}).problems.empty();
      },
      [this, copy](bool sound) {
        if (!sound) return;
        desktop_.launcher().launch({"run", copy});
        desktop_.notice(tr("Started; closing the window changes nothing"));
        desktop_.showScreen("runs");
      });
}

void NewRunScreen::open(const QString& target) {
  if (!target.startsWith("run:") && !target.startsWith("preset:")) return;
  runInBackground(
      this, [target] { return qt(readDraftSource(target).yaml); },
      [this](const QString& text) {
        if (!text.isEmpty()) setText(text);
      });
}

void NewRunScreen::activated() {
  fillCompare();
  if (page_->editor()->document()->isEmpty()) return;
  check();
}

QByteArray NewRunScreen::saveLayout() const {
  return page_->saveLayout();
}

void NewRunScreen::restoreLayout(const QByteArray& layout) {
  page_->restoreLayout(layout);
}

ScreenEntry newScreen() {
  return {"new",
          QObject::tr("New run"),
          Icon::Add,
          QObject::tr("Write an experiment: form and text, plan, costs"),
          [](DesktopContext& desktop, QWidget* parent) -> Screen* {
            return new NewRunScreen(desktop, parent);
          },
          QObject::tr(
              "Form and text are two views of one experiment: change either. The plan below says "
              "which stages are "
              "reused, why the others run, and what they cost; the difference is to any preset or "
              "run. F1 on a "
              "field says what it means and what the paper says. The draft outlives the window."),
          {}};
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/screens/new_run_screen.h"

#include <QComboBox>
#include <QDateTime>
#include <QFile>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QRegularExpression>
#include <QSplitter>
#include <QTabWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "app/desktop/background.h"
#include "app/desktop/desktop_context.h"
#include "app/desktop/draft_presets.h"
#include "app/desktop/screen_registry.h"
#include "core/base/text.h"
#include "core/config/field_table.h"
#include "core/config/spec_difference.h"
#include "core/config/yaml_edit.h"
#include "core/run/trash.h"
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

QString countText(double value) {
  if (value >= 1e9) return QString::number(value / 1e9, 'f', 2) + " G";
  if (value >= 1e6) return QString::number(value / 1e6, 'f', 1) + " M";
  return qt(withThousands(static_cast<std::int64_t>(value)));
}

}  // namespace

NewRunScreen::NewRunScreen(DesktopContext& desktop, QWidget* parent)
    : Screen(desktop, parent),
      presets_(new QComboBox(this)),
      compare_(new QComboBox(this)),
      form_(new SpecForm(this)),
      editor_(new YamlEditor(this)),
      tabs_(new QTabWidget(this)),
      problems_(new QListWidget(this)),
      stages_(new QTreeWidget(this)),
      differences_(new QTreeWidget(this)),
      explanation_(new QLabel(this)),
      footer_(new QLabel(this)),
      run_(new QPushButton(tr("Run"), this)),
      splitter_(new QSplitter(Qt::Horizontal, this)) {
  build();
  pause_.setSingleShot(true);
  pause_.setInterval(kCheckPauseMs);
  connect(&pause_, &QTimer::timeout, this, &NewRunScreen::check);
  connect(editor_, &QPlainTextEdit::textChanged, &pause_, qOverload<>(&QTimer::start));
  connect(form_, &SpecForm::valueWanted, this, &NewRunScreen::setValue);
  connect(form_, &SpecForm::explained, explanation_, &QLabel::setText);
  connect(presets_, &QComboBox::activated, this, &NewRunScreen::takePreset);
  connect(compare_, &QComboBox::activated, this, &NewRunScreen::compare);
  connect(run_, &QPushButton::clicked, this, &NewRunScreen::launch);
  connect(problems_, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) {
    editor_->goTo(item->data(Qt::UserRole).toInt(), item->data(Qt::UserRole + 1).toInt());
  });
  addActions();
  loadDraft();
}

QString NewRunScreen::draftFile() {
  return Workspace::dataFolder() + "/drafts/draft.yaml";
}

void NewRunScreen::build() {
  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
  bar->setSpacing(space::kSmall);
  auto* from = new QLabel(tr("Start from"), this);
  auto* against = new QLabel(tr("Compare with"), this);
  from->setProperty("look", "muted");
  against->setProperty("look", "muted");
  presets_->setAccessibleName(tr("Preset to start from"));
  compare_->setAccessibleName(tr("Preset or run to compare with"));
  compare_->setMinimumWidth(200);
  presets_->setMinimumWidth(200);
  run_->setProperty("look", "primary");
  bar->addWidget(from);
  bar->addWidget(presets_);
  bar->addSpacing(space::kLarge);
  bar->addWidget(against);
  bar->addWidget(compare_);
  bar->addStretch(1);
  bar->addWidget(run_);

  stages_->setHeaderLabels({tr("Stage"), tr("Will"), tr("Why"), tr("Parameters"),
                            tr("Multiply-adds"), tr("Memory"), tr("Class head"), tr("Time")});
  stages_->header()->moveSection(7, 2);  // what a small window shows: how long, before how large
  differences_->setHeaderLabels({tr("Field"), tr("Draft"), tr("Other")});
  for (QTreeWidget* tree : {stages_, differences_}) {
    tree->setRootIsDecorated(false);
    tree->setUniformRowHeights(true);
    tree->setFrameShape(QFrame::NoFrame);
  }
  problems_->setFrameShape(QFrame::NoFrame);
  problems_->setWordWrap(true);
  problems_->setAccessibleName(tr("Problems of the draft"));
  tabs_->setDocumentMode(true);
  tabs_->addTab(stages_, tr("Plan"));
  tabs_->addTab(problems_, tr("Problems"));
  tabs_->addTab(differences_, tr("Difference"));

  auto* right = new QSplitter(Qt::Vertical, this);
  right->addWidget(editor_);
  right->addWidget(tabs_);
  right->setStretchFactor(0, 3);
  right->setStretchFactor(1, 2);
  right->setChildrenCollapsible(false);
  splitter_->addWidget(form_);
  splitter_->addWidget(right);
  splitter_->setStretchFactor(0, 1);
  splitter_->setStretchFactor(1, 1);
  splitter_->setSizes({1000, 1000});  // halves: what is wider by itself would take more
  splitter_->setChildrenCollapsible(false);

  explanation_->setProperty("look", "muted");
  explanation_->setWordWrap(true);
  explanation_->setContentsMargins(space::kMedium, space::kTight, space::kMedium, 0);
  explanation_->setText(tr("Choose a field to read what it means and what the paper says."));
  footer_->setContentsMargins(space::kMedium, space::kTight, space::kMedium, space::kSmall);
  footer_->setWordWrap(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(bar);
  column->addWidget(splitter_, 1);
  column->addWidget(explanation_);
  column->addWidget(footer_);
}

void NewRunScreen::addActions() {
  ActionEntry run;
  run.id = "draft.run";
  run.text = tr("Run the draft");
  run.category = tr("Run");
  run.icon = Icon::Play;
  run.hint = tr("Starts what is missing of the draft, in processes that outlive the window");
  run.command = [] { return QStringList{"run", draftFile()}; };
  run.handler = [this] { launch(); };
  desktop_.actions().add(run);
  ActionEntry fresh;
  fresh.id = "draft.new";
  fresh.text = tr("New run");
  fresh.category = tr("File");
  fresh.icon = Icon::Add;
  fresh.shortcut = QKeySequence::New;
  fresh.hint = tr("Opens the draft of the next run");
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
        for (const DraftPreset& preset : found.second) {
          presets_->addItem(preset.title, preset.text);
          presets_->setItemData(presets_->count() - 1, preset.hint, Qt::ToolTipRole);
        }
        presets_->setCurrentIndex(-1);
        presets_->setPlaceholderText(tr("a preset …"));
        compare_->setPlaceholderText(tr("a preset or run …"));
        fillCompare();
        if (!found.first.isEmpty()) {
          setText(found.first);
        } else if (!found.second.isEmpty()) {
          setText(found.second.first().text);
          presets_->setCurrentIndex(0);
        }
      });
}

void NewRunScreen::setText(const QString& text) {
  editor_->replaceText(text);
  check();
}

void NewRunScreen::fillCompare() {
  compare_->clear();
  for (int i = 0; i < presets_->count(); ++i) {
    compare_->addItem(presets_->itemText(i), presets_->itemData(i));
  }
  for (const RunRowPtr& row : desktop_.scanner().runs()->rows) {
    if (!row->problem.empty() || compare_->count() > 400) continue;
    compare_->addItem(qt(row->name), "run:" + qt(row->directory));
  }
  compare_->setCurrentIndex(-1);
}

void NewRunScreen::takePreset(int place) {
  setText(presets_->itemData(place).toString());
}

void NewRunScreen::setValue(const QString& path, const QString& value) {
  try {
    const std::string text =
        withYamlValue(editor_->toPlainText().toStdString(), path.toStdString(), yamlValue(value));
    setText(qt(text));
  } catch (const UserError& error) {
    explanation_->setText(qt(error.problems().front().text()));
    showCheck(last_);  // the form goes back to what the text says
  }
}

void NewRunScreen::check() {
  pause_.stop();
  const int round = ++round_;
  runInBackground(
      this,
      [text = editor_->toPlainText().toStdString(), file = draftFile().toStdString(),
       runs = desktop_.workspace().runsFolder().toStdString(),
       rows = desktop_.scanner().runs()->rows] { return checkDraft(text, file, runs, rows); },
      [this, round](const DraftCheck& found) {
        if (round == round_) showCheck(found);
      });
}

void NewRunScreen::showCheck(const DraftCheck& found) {
  last_ = found;
  QVector<TextMark> marks;
  problems_->clear();
  std::map<std::string, std::string> byField;
  for (const Problem& problem : found.problems) {
    const TextMark mark = markOf(problem);
    marks.append(mark);
    auto* item = new QListWidgetItem(icon(Icon::Caution, Theme::current().bad), qt(problem.text()),
                                     problems_);
    item->setData(Qt::UserRole, mark.line);
    item->setData(Qt::UserRole + 1, mark.column);
    const std::string message = problem.message;
    for (const SpecField& field : specFields()) {
      if (message.find(field.path()) != std::string::npos) byField[field.path()] = message;
    }
  }
  editor_->setMarks(marks);
  const auto count = found.problems.size();
  tabs_->setTabText(1, count == 0 ? tr("Problems") : tr("Problems (%1)").arg(count));
  if (found.resolved) form_->show(found.spec, byField);
  showStages(found);
  run_->setEnabled(found.resolved && count == 0);
  if (compare_->currentIndex() >= 0) compare();
}

void NewRunScreen::showStages(const DraftCheck& found) {
  stages_->clear();
  double least = 0;
  double most = 0;
  double memory = 0;
  double head = 0;
  double parameters = 0;
  double work = 0;
  int missing = 0;
  bool known = true;
  for (const DraftStage& stage : found.stages) {
    auto* item = new QTreeWidgetItem(stages_);
    item->setText(0, qt(stage.title));
    item->setToolTip(0, qt(stage.run));
    item->setText(1, stage.reused ? tr("be reused") : tr("run"));
    item->setForeground(1, stage.reused ? Theme::current().good : Theme::current().accent);
    item->setText(2, qt(stage.reason));
    item->setToolTip(2, qt(stage.reason));
    item->setText(3, countText(static_cast<double>(stage.costs.parameters)));
    item->setText(4, countText(stage.costs.multiplyAdds));
    item->setText(5, qt(bytesText(static_cast<std::int64_t>(stage.costs.memoryBytes))));
    item->setText(6, stage.costs.headBytes > 0
                         ? qt(bytesText(static_cast<std::int64_t>(stage.costs.headBytes)))
                         : QString());
    item->setText(7, stage.reused ? QString() : qt(timeLeftText(stage.seconds)));
    memory = std::max(memory, stage.costs.memoryBytes);
    head = std::max(head, stage.costs.headBytes);
    parameters = std::max(parameters, static_cast<double>(stage.costs.parameters));
    work = std::max(work, stage.costs.multiplyAdds);
    if (stage.reused) continue;
    ++missing;
    known = known && stage.seconds.has_value();
    least += stage.seconds ? stage.seconds->least : 0;
    most += stage.seconds ? stage.seconds->most : 0;
  }
  for (int column = 0; column < stages_->columnCount(); ++column) {
    if (column != 2) stages_->resizeColumnToContents(column);
  }
  if (found.stages.empty()) {
    footer_->setText(found.problems.empty() ? tr("Reading the draft …")
                                            : tr("The draft has problems; the plan follows when "
                                                 "they are mended."));
    return;
  }
  const auto total = static_cast<int>(found.stages.size());
  QString time = missing == 0 ? tr("nothing to run") : QString::fromUtf8("time —");
  if (missing > 0 && least > 0) {
    time = (known ? tr("time ") : tr("time more than ")) + qt(timeLeftText(TimeRange{least, most}));
  }
  footer_->setText(
      tr("%1 cells, %2 stages: %3 reused, %4 to run   ·   %5 parameters   ·   %6 multiply-adds an "
         "image   ·   memory about %7, class head %8 of it   ·   %9")
          .arg(found.cells)
          .arg(total)
          .arg(total - missing)
          .arg(missing)
          .arg(countText(parameters), countText(work),
               qt(bytesText(static_cast<std::int64_t>(memory))),
               qt(bytesText(static_cast<std::int64_t>(head))), time));
}

void NewRunScreen::compare() {
  const QString other = compare_->currentData().toString();
  runInBackground(
      this,
      [other, mine = last_.spec] {
        const DraftReading reading = readDraftSource(other);
        return std::make_pair(reading.resolved ? specDifferences({mine, reading.spec})
                                               : std::vector<SpecFieldDifference>(),
                              qt(reading.problem));
      },
      [this](const std::pair<std::vector<SpecFieldDifference>, QString>& found) {
        differences_->clear();
        for (const SpecFieldDifference& difference : found.first) {
          new QTreeWidgetItem(differences_, {qt(difference.field->path()), qt(difference.values[0]),
                                             qt(difference.values[1])});
        }
        if (!found.second.isEmpty()) new QTreeWidgetItem(differences_, {found.second});
        differences_->headerItem()->setText(2, compare_->currentText());
        for (int column = 0; column < 3; ++column) differences_->resizeColumnToContents(column);
        tabs_->setTabText(2, tr("Difference (%1)").arg(found.first.size()));
        if (!comparedOnce_) tabs_->setCurrentWidget(differences_);
        comparedOnce_ = true;
      });
}

void NewRunScreen::launch() {
  if (!run_->isEnabled()) return;
  // The executor reads the file after it has started: every launch gets a copy of its own.
  const QString file = draftFile();
  const QString copy = QString("%1/launched/%2.yaml")
                           .arg(Workspace::dataFolder() + "/drafts",
                                QDateTime::currentDateTimeUtc().toString("yyyyMMdd-hhmmss-zzz"));
  runInBackground(
      this,
      [copy, text = editor_->toPlainText().toStdString(),
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
  if (editor_->document()->isEmpty()) return;
  check();
}

QByteArray NewRunScreen::saveLayout() const {
  return splitter_->saveState();
}

void NewRunScreen::restoreLayout(const QByteArray& layout) {
  splitter_->restoreState(layout);
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

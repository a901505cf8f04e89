// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/background.h"
#include "app/desktop/desktop_context.h"
#include "app/desktop/file_drop.h"
#include "app/desktop/preview/drift_reader.h"
#include "app/desktop/preview/face_choices.h"
#include "app/desktop/preview/model_steps.h"
#include "app/desktop/preview/view_question.h"
#include "app/desktop/preview/window_preview.h"
#include "app/desktop/screen_registry.h"
#include "app/desktop/screens/landmarks_page.h"

namespace lafs {

namespace {

constexpr int kGlobalViews = 2;

/// The interactive visualiser. Holds what is chosen, asks the preview service, and hands answers to
/// the page.
class LandmarksScreen : public Screen {
 public:
  LandmarksScreen(DesktopContext& desktop, QWidget* parent);

  void open(const QString& target) override;
  void activated() override;
  void deactivated() override;
  QByteArray saveLayout() const override { return page_->saveLayout(); }
  void restoreLayout(const QByteArray& layout) override { page_->restoreLayout(layout); }

 private:
  void listChoices();
  void chooseSource(const QString& id);
  void chooseModel(const QString& id);
  void openPath(const QString& path);
  void openSource();
  void ask();
  void askViews();
  void askDrift();
  void showViews(const PreviewAnswer& answer);
  void offerSteps();

  LandmarksPage* page_;
  PreviewClient& client_;
  QString source_, model_;
  QStringList openedSources_, openedModels_;
  int index_ = 0;
  int count_ = 0;
  int student_ = 0;
  int teacher_ = 0;
  bool visible_ = false;
  bool chosenByHand_ = false;
  ModelSteps* checkpoints_;
  PreviewAnswer answer_;
};

LandmarksScreen::LandmarksScreen(DesktopContext& desktop, QWidget* parent)
    : Screen(desktop, parent), client_(previewClient(desktop)), checkpoints_(new ModelSteps(this)) {
  acceptFileDrops(*this, [this](const QString& path) { openPath(path); });
  page_ = new LandmarksPage(this);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(page_);
  PicturePicker* picker = page_->picker();
  connect(picker, &PicturePicker::sourceChosen, this, [this](const QString& id) {
    chosenByHand_ = true;
    chooseSource(id);
  });
  connect(picker, &PicturePicker::modelChosen, this, [this](const QString& id) {
    chosenByHand_ = true;
    chooseModel(id);
  });
  connect(picker, &PicturePicker::indexChosen, this, [this](int index) {
    index_ = index;
    ask();
  });
  connect(page_->controls(), &AugmentControls::changed, this, &LandmarksScreen::askViews);
  connect(page_->strip(), &ViewStrip::chosen, this, [this](int view) {
    student_ = view;
    if (view < kGlobalViews) teacher_ = view;
    showViews(answer_);
  });
  connect(page_, &LandmarksPage::pageChanged, this, &LandmarksScreen::ask);
  connect(page_->drift(), &DriftPanel::stepChosen, this,
          [this](qint64 step) { desktop_.scrubber().choose(step); });
  connect(&desktop_.scanner(), &RunScanner::changed, this, &LandmarksScreen::listChoices);
  connect(&desktop_.scrubber(), &StepScrubber::stepChanged, this, [this] {
    if (!visible_ || checkpoints_->models().isEmpty()) return;
    if (const auto step = desktop_.scrubber().step()) page_->drift()->showStep(*step);
    askViews();
  });
  connect(checkpoints_, &ModelSteps::found, this, [this] {
    if (visible_) desktop_.scrubber().offer(this, checkpoints_->steps());
    if (page_->driftShown()) askDrift();
  });
}

void LandmarksScreen::activated() {
  visible_ = true;
  if (!chosenByHand_) {
    const RunList& runs = *desktop_.scanner().runs();
    const RunRowPtr run = desktop_.currentRun();
    const QString model = preferredModel(runs, run), source = preferredSource(runs, run);
    if (model != model_) chooseModel(model);
    if (source != source_) chooseSource(source);
  }
  listChoices();
  ask();
}

void LandmarksScreen::deactivated() {
  visible_ = false;
  client_.forget(this);
  desktop_.scrubber().withdraw(this);
}

void LandmarksScreen::listChoices() {
  if (!visible_) return;
  const RunList& runs = *desktop_.scanner().runs();
  page_->picker()->setSources(sourceChoices(runs, openedSources_), source_);
  page_->picker()->setModels(modelChoices(runs, openedModels_), model_);
}

void LandmarksScreen::chooseSource(const QString& id) {
  if (id == kChooseFile || id == kChooseFolder) {
    const QString path = askForPath(this, id, false);
    if (!path.isEmpty()) openPath(path);
    listChoices();
    return;
  }
  source_ = id;
  index_ = 0;
  openSource();
  ask();
}

void LandmarksScreen::openPath(const QString& path) {
  const QString id = QString::fromStdString(sourceOf(path).dump());
  if (!openedSources_.contains(id)) openedSources_.prepend(id);
  chosenByHand_ = true;
  chooseSource(id);
  listChoices();
}

void LandmarksScreen::chooseModel(const QString& id) {
  if (id == kChooseFile) {
    const QString path = askForPath(this, id, true);
    if (!path.isEmpty()) {
      const QString file = QString::fromStdString(Json{{"file", path.toStdString()}}.dump());
      if (!openedModels_.contains(file)) openedModels_.prepend(file);
      model_ = file;
    }
    listChoices();
  } else {
    model_ = id;
  }
  const QString run = runOf(model_);
  if (const RunRowPtr row = run.isEmpty() ? nullptr : desktop_.scanner().find(run)) {
    const bool known = !row->specText("model.landmarks").empty();
    if (known) page_->controls()->setSettings(settingsOf(*row));
  }
  offerSteps();
  ask();
}

/// Finds the checkpoints of the model's run, for the scrubber and the drift page.
void LandmarksScreen::offerSteps() {
  const QString run = runOf(model_);
  const RunRowPtr row = run.isEmpty() ? nullptr : desktop_.scanner().find(run);
  if (!checkpoints_->follow(model_, row)) desktop_.scrubber().withdraw(this);
}

void LandmarksScreen::openSource() {
  const Json question = {{"ask", "open"},
                         {"source", Json::parse(source_.toStdString(), nullptr, false)}};
  client_.ask("landmarks.open", question, this, [this](const PreviewAnswer& answer) {
    if (!answer.ok()) return;  // the views question says the same
    count_ = answer.head.value("images", 0);
    page_->picker()->setPicture(index_, count_, page_->pictureName());
  });
}

void LandmarksScreen::ask() {
  if (!visible_ || source_.isEmpty() || model_.isEmpty()) return;
  if (page_->driftShown()) {
    askDrift();
  } else {
    askViews();
  }
}

void LandmarksScreen::askViews() {
  if (!visible_ || source_.isEmpty() || model_.isEmpty()) return;
  ViewedFace face;
  face.source = Json::parse(source_.toStdString(), nullptr, false);
  face.index = index_;
  // The model of the step that the scrubber is at; the newest while it follows.
  face.model = checkpoints_->at(desktop_.scrubber().step());
  face.run = runOf(model_);
  const RunRowPtr row = face.run.isEmpty() ? nullptr : desktop_.scanner().find(face.run);
  if (row && row->specText("pretrain.method") == "dino") face.method = "dino";
  client_.ask("landmarks.views", viewsQuestion(face, page_->controls()->settings()), this,
              [this](const PreviewAnswer& answer) {
                if (!answer.ok()) {
                  page_->setError(answer.error);
                  return;
                }
                page_->setError({});
                answer_ = answer;
                page_->controls()->setLandmarks(answer.head.value("landmarks", 196));
                showViews(answer);
                page_->setLatency(client_.lastMilliseconds());
              });
}

void LandmarksScreen::showViews(const PreviewAnswer& answer) {
  const QVector<ViewStrip::Entry> entries = stripEntries(answer);
  if (entries.isEmpty()) return;
  student_ = qMin(student_, int(entries.size()) - 1);
  page_->strip()->setEntries(entries);
  page_->strip()->setCurrent(student_);
  page_->setBranches(teacherView(answer, teacher_), studentView(answer, student_));
  const QString name = QString::fromStdString(answer.head.value("name", std::string()));
  page_->setPictureName(name);
  page_->picker()->setPicture(index_, qMax(count_, index_ + 1), name);
}

void LandmarksScreen::askDrift() {
  if (!visible_ || checkpoints_->models().isEmpty()) return;
  const QVector<DriftModel> models = checkpoints_->models();
  const Json source = Json::parse(source_.toStdString(), nullptr, false);
  client_.ask("landmarks.drift", driftQuestion(source, index_, models), this,
              [this, models](const PreviewAnswer& answer) {
                page_->setError(answer.error);
                if (!answer.ok()) return;
                page_->setLatency(client_.lastMilliseconds());
                runInBackground(
                    this, [answer, models] { return driftOf(answer, models); },
                    [this](const LandmarkDrift& drift) { page_->drift()->setDrift(drift); });
              });
}

void LandmarksScreen::open(const QString& target) {
  if (target.isEmpty()) return;
  const Json json = Json::parse(target.toStdString(), nullptr, false);
  if (!json.is_object()) {
    const RunRowPtr row = desktop_.scanner().find(target);
    if (!row) {
      openPath(target);
      return;
    }
    chosenByHand_ = true;
    const RunList& runs = *desktop_.scanner().runs();
    chooseModel(preferredModel(runs, row));
    chooseSource(preferredSource(runs, row));
    return;
  }
  chosenByHand_ = true;
  if (json.contains("model")) chooseModel(QString::fromStdString(json.at("model").dump()));
  if (json.contains("source")) {
    source_ = QString::fromStdString(json.at("source").dump());
    index_ = json.value("index", 0);
    if (!openedSources_.contains(source_)) openedSources_.prepend(source_);
    openSource();
  }
  if (model_.isEmpty()) chooseModel(preferredModel(*desktop_.scanner().runs(), nullptr));
  listChoices();
  ask();
}

}  // namespace

ScreenEntry landmarksScreen() {
  return {"landmarks",
          QObject::tr("Landmarks and patches"),
          Icon::Face,
          QObject::tr("What training makes of a face: landmarks, views, patches"),
          [](DesktopContext& desktop, QWidget* parent) -> Screen* {
            return new LandmarksScreen(desktop, parent);
          },
          QObject::tr("What training makes of a face, computed by the training code itself: "
                      "landmarks, the views of teacher "
                      "and student, the patches in token order. Pointing at a patch marks its "
                      "place and the other way round. "
                      "The second page follows the landmarks over a run's checkpoints. Pictures "
                      "and folders can be dropped here."),
          {{"[ ]", QObject::tr("Another checkpoint of the run")}}};
}

}  // namespace lafs

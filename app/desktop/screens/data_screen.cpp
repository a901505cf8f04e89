// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFileDialog>
#include <QLocale>
#include <QVBoxLayout>

#include "app/desktop/data_findings.h"
#include "app/desktop/desktop_context.h"
#include "app/desktop/file_drop.h"
#include "app/desktop/preview/face_choices.h"
#include "app/desktop/preview/thumbnail_feed.h"
#include "app/desktop/preview/window_preview.h"
#include "app/desktop/screen_registry.h"
#include "app/desktop/screens/data_page.h"

namespace lafs {

namespace {

const std::vector<int> kShots = {1, 2, 4, 10, 0};

/// A data set's pictures, few-shot subsets, and what an inspection finds.
class DataScreen : public Screen {
 public:
  DataScreen(DesktopContext& desktop, QWidget* parent);

  void open(const QString& target) override;
  void activated() override;
  void deactivated() override;

 private:
  void listChoices();
  void chooseSource(const QString& id);
  void load();
  void askSubsets();
  void showSubsets(const PreviewAnswer& answer);
  void chooseSubset(int row);
  void openPicture(int index);
  void inspect();
  void showInspection(const CommandResult& result);
  Json source() const { return Json::parse(source_.toStdString(), nullptr, false); }

  DataPage* page_;
  PreviewClient& client_;
  ThumbnailFeed* feed_;
  QString source_;
  QString loaded_;
  QStringList opened_;
  int images_ = 0;
  bool visible_ = false;
  QVector<QVector<int>> subsets_;
};

DataScreen::DataScreen(DesktopContext& desktop, QWidget* parent)
    : Screen(desktop, parent), client_(previewClient(desktop)) {
  acceptFileDrops(*this, [this](const QString& path) { open(path); });
  page_ = new DataPage(this);
  feed_ = new ThumbnailFeed(client_, *page_->sheet());
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(page_);
  connect(page_, &DataPage::sourceChosen, this, &DataScreen::chooseSource);
  connect(page_, &DataPage::subsetChanged, this, &DataScreen::askSubsets);
  connect(page_->nesting(), &NestingChart::chosen, this, &DataScreen::chooseSubset);
  connect(page_->sheet(), &ContactSheet::opened, this, &DataScreen::openPicture);
  connect(page_, &DataPage::inspectWanted, this, &DataScreen::inspect);
  connect(feed_, &ThumbnailFeed::failed, page_, &DataPage::setError);
  connect(&desktop_.scanner(), &RunScanner::changed, this, &DataScreen::listChoices);
}

void DataScreen::activated() {
  visible_ = true;
  if (source_.isEmpty()) {
    source_ = preferredSource(*desktop_.scanner().runs(), desktop_.currentRun());
  }
  listChoices();
  load();
}

void DataScreen::deactivated() {
  visible_ = false;
}

void DataScreen::listChoices() {
  if (!visible_) return;
  page_->setSources(sourceChoices(*desktop_.scanner().runs(), opened_), source_);
}

void DataScreen::chooseSource(const QString& id) {
  if (id == kChooseFile || id == kChooseFolder) {
    const QString path = QFileDialog::getExistingDirectory(this, tr("Folder of faces"));
    if (!path.isEmpty()) open(path);
    listChoices();
    return;
  }
  source_ = id;
  load();
}

void DataScreen::open(const QString& target) {
  if (target.isEmpty()) return;
  if (desktop_.scanner().find(target)) {
    source_ = QString::fromStdString(Json{{"run", target.toStdString()}}.dump());
  } else {
    source_ = QString::fromStdString(sourceOf(target).dump());
    if (!opened_.contains(source_)) opened_.prepend(source_);
  }
  listChoices();
  load();
}

/// Opens the source that is chosen, unless it is shown already.
void DataScreen::load() {
  if (!visible_ || source_ == loaded_) return;
  loaded_ = source_;
  page_->clearInspection();
  feed_->setSource(source());
  page_->sheet()->setPictures(0);
  page_->setFacts(tr("Opening…"));
  const Json question = {{"ask", "open"}, {"source", source()}};
  client_.ask("data.open", question, this, [this](const PreviewAnswer& answer) {
    page_->setError(answer.error);
    if (!answer.ok()) {
      page_->setFacts({});
      loaded_.clear();
      return;
    }
    images_ = answer.head.value("images", 0);
    page_->setFacts(
        tr("%L1 pictures of %L2 identities").arg(images_).arg(answer.head.value("identities", 0)));
    page_->sheet()->setPictures(images_);
    askSubsets();
  });
}

void DataScreen::askSubsets() {
  if (!visible_ || images_ == 0) return;
  const Json question = {{"ask", "subsets"},
                         {"source", source()},
                         {"shots", kShots},
                         {"seed", page_->seed()},
                         {"identity_fraction", page_->identityShare()}};
  client_.ask("data.subsets", question, this, [this](const PreviewAnswer& answer) {
    if (answer.ok()) showSubsets(answer);
  });
}

void DataScreen::showSubsets(const PreviewAnswer& answer) {
  QVector<ShotsHistogram::Entry> bars;
  for (const Json& entry : answer.head.value("histogram", Json::array())) {
    bars.append({entry.value("images", 0), entry.value("identities", 0)});
  }
  page_->histogram()->setEntries(bars);
  QVector<NestingChart::Subset> rows;
  subsets_.clear();
  for (const Json& entry : answer.head.value("subsets", Json::array())) {
    const int shots = entry.value("shots", 0);
    rows.append({shots, entry.value("images", 0), entry.value("identities", 0),
                 entry.value("holds_previous", false)});
    subsets_.append(answer.integers("shots" + std::to_string(shots)));
  }
  page_->nesting()->setSubsets(rows);
  const bool nested = page_->nesting()->nested();
  page_->setSubsetNote(nested ? tr("1 ⊂ 2 ⊂ 4 ⊂ 10 ⊂ all: each subset holds the one before it.")
                              : tr("These subsets are not nested."),
                       nested);
}

void DataScreen::chooseSubset(int row) {
  if (row < 0 || row >= subsets_.size()) return;
  page_->sheet()->setPictures(images_, subsets_[row]);
  page_->showPictures();
}

void DataScreen::openPicture(int index) {
  const Json target = {{"source", source()}, {"index", index}};
  desktop_.showScreen("landmarks", QString::fromStdString(target.dump()));
}

void DataScreen::inspect() {
  const QStringList words = inspectCommand(source());
  if (words.isEmpty()) {
    page_->setInspecting(false, tr("There is nothing here that can be inspected."));
    return;
  }
  page_->findings()->setFindings({});
  page_->setInspecting(true, tr("Looking at every picture…"));
  desktop_.launcher().run(words, this, [this, inspected = source_](const CommandResult& result) {
    if (inspected == source_) showInspection(result);
  });
}

void DataScreen::showInspection(const CommandResult& result) {
  const Json document = Json::parse(result.output.toStdString(), nullptr, false);
  if (result.exitCode != 0 || !document.is_object()) {
    page_->setInspecting(false, tr("The inspection failed: %1").arg(result.error.trimmed()));
    return;
  }
  page_->findings()->setFindings(dataFindings(document));
  page_->setInspecting(false, tr("What was found, worst first."));
}

}  // namespace

ScreenEntry dataScreen() {
  return {"data",
          QObject::tr("Data"),
          Icon::Data,
          QObject::tr("Pictures, few-shot subsets and problems of a data set"),
          [](DesktopContext& desktop, QWidget* parent) -> Screen* {
            return new DataScreen(desktop, parent);
          },
          QObject::tr("A set of faces: its pictures, how many each person has, the few-shot "
                      "subsets that a seed draws from it. "
                      "Inspect reads every picture once and tells of damaged files, duplicates, "
                      "people that sets share, colour "
                      "order and alignment. Folders can be dropped here."),
          {{QObject::tr("Double click"), QObject::tr("Shows what training makes of a picture")}}};
}

}  // namespace lafs

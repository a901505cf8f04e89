// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of the screens "Landmarks and patches" and "Data" with plain data, and what questions
// and answers of the preview service become in them.
#include <QApplication>
#include <QFrame>
#include <QLabel>
#include <QMouseEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "app/desktop/data_findings.h"
#include "app/desktop/preview/view_question.h"
#include "app/desktop/screens/data_page.h"
#include "app/desktop/screens/landmarks_page.h"
#include "widgets/faces/patch_mosaic.h"
#include "widgets/theme/theme.h"

using lafs::Json;
using lafs::PreviewAnswer;

namespace {

/// Adds an array to an answer as the service describes it.
template <class Value>
void addBlock(PreviewAnswer& answer, const char* name, const char* type, const Json& shape,
              const std::vector<Value>& values) {
  answer.head["blocks"].push_back({{"name", name},
                                   {"type", type},
                                   {"shape", shape},
                                   {"offset", answer.data.size()},
                                   {"bytes", values.size() * sizeof(Value)}});
  answer.data.append(reinterpret_cast<const char*>(values.data()),
                     static_cast<qsizetype>(values.size() * sizeof(Value)));
  while (answer.data.size() % 4 != 0) answer.data.append('\0');
}

/// Two landmarks on a face of 8 pixels: a global view with noise of the teacher's own, and a
/// subset of one token.
PreviewAnswer answerOfTwoViews() {
  PreviewAnswer answer;
  answer.head = {{"patch_size", 2}, {"landmarks", 2}, {"name", "anna/1.png"}};
  answer.head["views"] = {{{"view", 0},
                           {"name", "global 1"},
                           {"side", 8},
                           {"mirrored", true},
                           {"teacher", "own"},
                           {"crop", {{"left", 1}, {"top", 2}, {"width", 6}, {"height", 5}}},
                           {"blur_radius", 1.25}},
                          {{"view", 1}, {"name", "subset 1"}, {"side", 8}, {"teacher", nullptr}}};
  const std::vector<quint8> picture(8 * 8 * 3, 90);
  const auto patches = [](int count) {
    return std::vector<quint8>(static_cast<std::size_t>(count) * 12, 30);
  };
  addBlock(answer, "view0.colour", "u8", {8, 8, 3}, picture);
  addBlock<float>(answer, "view0.found", "f32", {2, 2}, {1, 1, 5, 5});
  addBlock<float>(answer, "view0.tokens", "f32", {2, 2}, {6, 5, 2, 1});
  addBlock<qint32>(answer, "view0.order", "i32", {2}, {1, 0});
  addBlock(answer, "view0.base", "u8", {2, 2, 2, 3}, patches(2));
  addBlock(answer, "view0.patches", "u8", {2, 2, 2, 3}, patches(2));
  addBlock<float>(answer, "view0.teacher_tokens", "f32", {2, 2}, {0, 1, 5, 4});
  addBlock<qint32>(answer, "view0.teacher_order", "i32", {2}, {0, 1});
  addBlock(answer, "view0.teacher_patches", "u8", {2, 2, 2, 3}, patches(2));
  addBlock(answer, "view1.colour", "u8", {8, 8, 3}, picture);
  addBlock<float>(answer, "view1.found", "f32", {2, 2}, {1, 1, 5, 5});
  addBlock<float>(answer, "view1.tokens", "f32", {1, 2}, {5, 6});
  addBlock<qint32>(answer, "view1.order", "i32", {1}, {1});
  addBlock(answer, "view1.patches", "u8", {1, 2, 2, 3}, patches(1));
  return answer;
}

bool hasText(const QWidget& widget, const QString& text) {
  for (const QLabel* label : widget.findChildren<QLabel*>()) {
    if (label->text().contains(text)) return true;
  }
  return false;
}

}  // namespace

class TestFacePages : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { lafs::Theme::apply(*qApp, lafs::Appearance::Light); }

  void settingsBecomeASpec() {
    lafs::AugmentSettings settings;
    settings.alpha = 5;
    settings.subset = 12;
    settings.seed = 9;
    settings.epoch = 3;
    settings.shuffle = "subset";
    settings.sampling = "with_replacement";
    settings.shared = false;
    settings.blur = false;
    lafs::ViewedFace face;
    face.source = {{"file", "a.png"}};
    face.index = 4;
    face.run = "/runs/pretrain-1";
    const Json question = lafs::viewsQuestion(face, settings);
    QCOMPARE(question["ask"].get<std::string>(), std::string("views"));
    QCOMPARE(question["index"].get<int>(), 4);
    QCOMPARE(question["epoch"].get<int>(), 3);
    QCOMPARE(question["run"].get<std::string>(), std::string("/runs/pretrain-1"));
    QCOMPARE(question["spec"]["seed"].get<int>(), 9);
    const Json& pretrain = question["spec"]["pretrain"];
    QCOMPARE(pretrain["perturbation_alpha"].get<double>(), 5.0);
    QCOMPARE(pretrain["subset_landmarks"].get<int>(), 12);
    QCOMPARE(pretrain["shuffle"].get<std::string>(), std::string("subset"));
    QCOMPARE(pretrain["subset_sampling"].get<std::string>(), std::string("with_replacement"));
    QCOMPARE(pretrain["perturbation_shared"].get<bool>(), false);
    QCOMPARE(question["switches"]["blur"].get<bool>(), false);
    QCOMPARE(question["switches"]["flip"].get<bool>(), true);
  }

  void answersBecomeBranches() {
    const PreviewAnswer answer = answerOfTwoViews();
    const lafs::BranchView student = lafs::studentView(answer, 0);
    QCOMPARE(student.title, QString("Student · global 1"));
    QCOMPARE(student.details, QString("crop 6 × 5 at (1, 2) · mirrored · blur 1.25 px"));
    QCOMPARE(student.face.points, (QVector<QPointF>{{6, 5}, {2, 1}}));
    QCOMPARE(student.face.landmarks, (QVector<int>{1, 0}));
    QCOMPARE(student.face.origins, (QVector<QPointF>{{5, 5}, {1, 1}}));  // of the same landmarks
    QCOMPARE(student.before.patches.size(), 2);
    const lafs::BranchView teacher = lafs::teacherView(answer, 0);
    QCOMPARE(teacher.face.points, (QVector<QPointF>{{0, 1}, {5, 4}}));
    QCOMPARE(teacher.after.landmarks, (QVector<int>{0, 1}));
    const lafs::BranchView subset = lafs::studentView(answer, 1);
    QCOMPARE(subset.face.origins, (QVector<QPointF>{{5, 5}}));
    QVERIFY(lafs::teacherView(answer, 1).title.isEmpty());
    QCOMPARE(lafs::stripEntries(answer).size(), 2);
  }

  void pointingMarksBothBranches() {
    lafs::LandmarksPage page;
    page.resize(1200, 800);
    const PreviewAnswer answer = answerOfTwoViews();
    page.setBranches(lafs::teacherView(answer, 0), lafs::studentView(answer, 1));
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    lafs::PatchMosaic* tokens = page.student()->after();
    const QPointF place = tokens->cell(0).center();
    QMouseEvent move(QEvent::MouseMove, place, tokens->mapToGlobal(place), Qt::NoButton,
                     Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(tokens, &move);
    QCOMPARE(page.teacher()->canvas()->highlighted(), 1);
    QCOMPARE(page.student()->canvas()->highlighted(), 1);
  }

  void everythingFitsASmallWindow() {
    lafs::LandmarksPage page;
    page.resize(1024, 600);
    const PreviewAnswer answer = answerOfTwoViews();
    page.setBranches(lafs::teacherView(answer, 0), lafs::studentView(answer, 0));
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    QVERIFY2(page.width() <= 1024, qPrintable(QString::number(page.width())));
    for (lafs::BranchPanel* panel : {page.teacher(), page.student()}) {
      QVERIFY(panel->after()->width() >= 100);
      const QRect inPage(panel->after()->mapTo(&page, QPoint()), panel->after()->size());
      QVERIFY(page.rect().contains(inPage));
    }
  }

  void errorsAreACardThatGoesAway() {
    lafs::LandmarksPage page;
    page.setError("there is no such file");
    QVERIFY(hasText(page, "there is no such file"));
    bool shown = false;
    for (const QFrame* frame : page.findChildren<QFrame*>()) {
      shown = shown || (frame->property("look") == "badCard" && frame->isVisibleTo(&page));
    }
    QVERIFY(shown);
    page.setError({});
    for (const QFrame* frame : page.findChildren<QFrame*>()) {
      if (frame->property("look") == "badCard") QVERIFY(!frame->isVisibleTo(&page));
    }
  }

  void layoutsComeBack() {
    lafs::LandmarksPage page, other;
    page.restoreLayout(R"({"page": 1, "numbers": true, "heat": true})");
    QVERIFY(page.driftShown());
    other.restoreLayout(page.saveLayout());
    QCOMPARE(other.saveLayout(), page.saveLayout());
    other.restoreLayout("no layout");
    other.restoreLayout(R"({"page": "x"})");
    QVERIFY(other.driftShown());
  }

  void inspectionsBecomeFindings() {
    const Json picture = {{"image", "anna/1.png"}, {"identity", "anna"}};
    const Json other = {{"image", "ben/1.png"}, {"identity", "ben"}};
    const Json clean = {{"groups", 0}};
    const Json broken = {{"image", "ben/2.png"}, {"identity", "ben"}, {"reason", "cut"}};
    const Json noise = {{"groups", 1},
                        {"images", 1},
                        {"across_identities", 1},
                        {"listed", Json::array({Json::array({picture, other})})}};
    const Json set = {{"name", "train"},
                      {"images", 8},
                      {"identities", 2},
                      {"shots", {{"min", 3}, {"max", 5}}},
                      {"damaged_count", 1},
                      {"damaged", Json::array({broken})},
                      {"duplicates", {{"exact", noise}, {"near", clean}}},
                      {"probes", {{"colour", {{"verdict", "rgb"}}}}}};
    const Json leak = {{"first", "train"},
                       {"second", "test"},
                       {"shared_names", 1},
                       {"names", Json::array({"ben"})}};
    const Json nested = {
        {"first", "a"}, {"second", "b"}, {"shared_files", 4}, {"first_in_second", true}};
    const QVector<lafs::DataFinding> findings = lafs::dataFindings(
        {{"sets", Json::array({set})}, {"overlaps", Json::array({leak, nested})}});
    const auto find = [&](const QString& title) {
      for (const lafs::DataFinding& finding : findings) {
        if (finding.title.contains(title)) return finding;
      }
      return lafs::DataFinding();
    };
    using Weight = lafs::DataFinding::Weight;
    QCOMPARE(find("1 damaged").weight, Weight::Bad);
    QCOMPARE(find("1 damaged").items, QStringList{"ben/2.png (ben): cut"});
    QCOMPARE(find("more than once").weight, Weight::Bad);  // of two people
    QCOMPARE(find("more than once").items, QStringList{"anna/1.png (anna) = ben/1.png (ben)"});
    QCOMPARE(find("red and blue").weight, Weight::Good);
    QCOMPARE(find("train and test share people").items, QStringList{"ben"});
    QCOMPARE(find("a lies inside b").weight, Weight::Note);
    QVERIFY(lafs::dataFindings(Json()).isEmpty());
  }

  void sourcesAreInspectedByACommand() {
    QCOMPARE(lafs::inspectCommand({{"run", "/runs/pretrain-1"}}),
             (QStringList{"data", "inspect", "/runs/pretrain-1/spec.yaml", "--json"}));
    QCOMPARE(lafs::inspectCommand({{"path", "/faces"}})[2], QString("/faces"));
    QCOMPARE(lafs::inspectCommand({{"data", {{"source", "synthetic"}, {"identities", 5}}}})[2],
             QString("synthetic:?identities=5"));
    QVERIFY(lafs::inspectCommand(Json::object()).isEmpty());
  }

  void dataPageSaysWhatIsWanted() {
    lafs::DataPage page;
    page.setSources({{"a", "A", {}}, {"b", "B", {}}}, "b");
    QCOMPARE(page.source(), QString("b"));
    QCOMPARE(page.identityShare(), 1.0);
    page.setFacts("800 pictures of 100 identities");
    QVERIFY(hasText(page, "800 pictures"));
    QSignalSpy inspected(&page, &lafs::DataPage::inspectWanted);
    page.findChild<QPushButton*>()->click();
    QCOMPARE(inspected.size(), 1);
    page.setInspecting(true, "Looking at every picture…");
    QVERIFY(!page.findChild<QPushButton*>()->isEnabled());
    QVERIFY(hasText(page, "Looking at every picture"));
  }
};

QTEST_MAIN(TestFacePages)
#include "test_face_pages.moc"

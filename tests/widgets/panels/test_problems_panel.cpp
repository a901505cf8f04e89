// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QFrame>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <memory>

#include "tests/support/screenshot.h"
#include "widgets/panels/error_card.h"
#include "widgets/panels/problems_panel.h"
#include "widgets/theme/theme.h"

using lafs::ErrorCard;
using lafs::ProblemsPanel;
using lafs::ProblemText;

namespace {

ProblemText full() {
  ProblemText problem;
  problem.what = "The run stopped";
  problem.where = "pretrain-00aa, step 120";
  problem.cause = "The loss was not a number";
  problem.next = "halve the learning rate";
  problem.details = "Traceback, line 1\nline 2";
  problem.remedyLabel = "Resume";
  problem.when = "14:03:12";
  problem.hasRun = true;
  return problem;
}

ProblemText bare(const QString& what) {
  ProblemText problem;
  problem.what = what;
  problem.when = "09:00:00";
  return problem;
}

/// What a label of a card or screen says, as far as it is shown.
QStringList textsOf(const QWidget& widget) {
  QStringList texts;
  for (const QLabel* label : widget.findChildren<QLabel*>()) {
    if (label->isVisible() && !label->text().isEmpty()) texts << label->text();
  }
  return texts;
}

QPushButton* buttonOf(const QWidget& widget, const QString& text) {
  for (QPushButton* button : widget.findChildren<QPushButton*>()) {
    if (button->text() == text && button->isVisible()) return button;
  }
  return nullptr;
}

}  // namespace

class TestProblemsPanel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { lafs::Theme::apply(*qApp, lafs::Appearance::Light); }

  void init() {
    panel_ = std::make_unique<ProblemsPanel>();
    panel_->resize(700, 500);
    panel_->QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(panel_.get()));
  }

  void saysThatThereIsNone() {
    QVERIFY(textsOf(*panel_).contains("No problems"));
    tell({full()});
    QVERIFY(!textsOf(*panel_).contains("No problems"));
    tell({});
    QVERIFY(textsOf(*panel_).contains("No problems"));
    QCOMPARE(cards().size(), 0);
  }

  void aCardSaysWhatWhereWhyAndWhatNext() {
    tell({full()});
    QCOMPARE(cards().size(), 1);
    QCOMPARE(cards()[0]->accessibleName(), full().what);
    QCOMPARE(textsOf(*cards()[0]), QStringList({full().what, full().when, full().where,
                                                full().cause, "Next: " + full().next}));
  }

  void leavesOutWhatIsNotKnown() {
    tell({bare("It broke")});
    QCOMPARE(textsOf(*cards()[0]), QStringList({"It broke", "09:00:00"}));
    for (const char* text : {"Show run", "Details", "Resume"}) {
      QVERIFY2(!buttonOf(*cards()[0], text), text);
    }
    for (const char* text : {"Copy report", "Dismiss"}) {
      QVERIFY2(buttonOf(*cards()[0], text), text);
    }
  }

  void countsWhatCameMoreThanOnce() {
    ProblemText often = bare("It broke");
    often.count = 3;
    tell({often});
    QVERIFY(textsOf(*cards()[0]).contains("3 times, 09:00:00"));
  }

  void takesTextAsItIs() {
    // Messages quote code and file names; none of it is markup.
    tell({bare("expected <b>int</b> & got \"x\"")});
    const auto labels = cards()[0]->findChildren<QLabel*>();
    const auto quoting = [](const QLabel* label) { return label->text().contains("<b>"); };
    const auto found = std::find_if(labels.begin(), labels.end(), quoting);
    QVERIFY(found != labels.end());
    QCOMPARE((*found)->textFormat(), Qt::PlainText);
    QVERIFY((*found)->textInteractionFlags().testFlag(Qt::TextSelectableByMouse));
  }

  void buttonsSpeakOfTheirCard_data() {
    QTest::addColumn<QString>("button");
    QTest::addColumn<int>("signal");
    QTest::newRow("remedy") << "Resume" << 0;
    QTest::newRow("run") << "Show run" << 1;
    QTest::newRow("copy") << "Copy report" << 2;
    QTest::newRow("dismiss") << "Dismiss" << 3;
  }

  void buttonsSpeakOfTheirCard() {
    QFETCH(QString, button);
    QFETCH(int, signal);
    QSignalSpy remedy(panel_.get(), &ProblemsPanel::remedyWanted);
    QSignalSpy run(panel_.get(), &ProblemsPanel::runWanted);
    QSignalSpy copy(panel_.get(), &ProblemsPanel::copyWanted);
    QSignalSpy dismissed(panel_.get(), &ProblemsPanel::dismissed);
    const QVector<QSignalSpy*> spies = {&remedy, &run, &copy, &dismissed};
    tell({bare("first"), full(), bare("third")});
    QCOMPARE(cards().size(), 3);
    QPushButton* pressed = buttonOf(*cards()[1], button);
    QVERIFY(pressed);
    pressed->setFocus();
    QTest::keyClick(pressed, Qt::Key_Space);
    for (int i = 0; i < spies.size(); ++i) QCOMPARE(spies[i]->count(), i == signal ? 1 : 0);
    QCOMPARE(spies[signal]->value(0).value(0).toInt(), 1);
  }

  void unfoldsAndFoldsTheDetails() {
    tell({full()});
    auto* details = cards()[0]->findChild<QPlainTextEdit*>();
    QVERIFY(details);
    QVERIFY(!details->isVisible());
    QTest::mouseClick(buttonOf(*cards()[0], "Details"), Qt::LeftButton);
    QVERIFY(details->isVisible());
    QCOMPARE(details->toPlainText(), full().details);
    QVERIFY(details->isReadOnly());
    QTest::mouseClick(buttonOf(*cards()[0], "Details"), Qt::LeftButton);
    QVERIFY(!details->isVisible());
  }

  void placesAreCountedAnewAfterADismissal() {
    // Whoever keeps the list answers a dismissal at once, from within the button's own signal.
    connect(panel_.get(), &ProblemsPanel::dismissed, this, [this](int place) {
      if (place == 0) panel_->show({bare("second")});
    });
    tell({bare("first"), bare("second")});
    QTest::mouseClick(buttonOf(*cards()[0], "Dismiss"), Qt::LeftButton);
    QTRY_COMPARE(cards().size(), 1);
    QCOMPARE(cards()[0]->accessibleName(), QString("second"));
    QSignalSpy copy(panel_.get(), &ProblemsPanel::copyWanted);
    QTest::mouseClick(buttonOf(*cards()[0], "Copy report"), Qt::LeftButton);
    QCOMPARE(copy.value(0).value(0).toInt(), 0);
  }

  void anErrorCardIsThereOnlyWithAnError() {
    QWidget screen;
    auto* card = new ErrorCard(&screen);
    screen.show();
    QVERIFY(!card->isVisible());
    card->setError("cannot read <data>.rec");
    QVERIFY(card->isVisible());
    QCOMPARE(textsOf(*card), QStringList{"cannot read <data>.rec"});
    QCOMPARE(card->findChild<QLabel*>()->textFormat(), Qt::PlainText);
    card->setError({});
    QVERIFY(!card->isVisible());
  }

  void looksRight() {
    tell({full(), bare("It broke")});
    lafs::test::screenshots(*panel_, "problems", {{700, 400}});
  }

 private:
  /// Shows problems and lets go of the cards before.
  void tell(const QVector<ProblemText>& problems) {
    panel_->show(problems);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCoreApplication::processEvents();
  }

  QVector<QFrame*> cards() const {
    QVector<QFrame*> cards;
    for (QFrame* frame : panel_->findChildren<QFrame*>()) {
      if (frame->property("look").toString() == "card") cards << frame;
    }
    return cards;
  }

  std::unique_ptr<ProblemsPanel> panel_;
};

QTEST_MAIN(TestProblemsPanel)
#include "test_problems_panel.moc"

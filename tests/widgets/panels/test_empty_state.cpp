// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <memory>

#include "widgets/panels/empty_state.h"
#include "widgets/theme/theme.h"

using lafs::EmptyState;
using lafs::Theme;

namespace {

QLabel* labelOf(const EmptyState& empty, const QString& text) {
  for (QLabel* label : empty.findChildren<QLabel*>()) {
    if (label->text() == text) return label;
  }
  return nullptr;
}

QImage pictureOf(const EmptyState& empty) {
  for (const QLabel* label : empty.findChildren<QLabel*>()) {
    if (!label->pixmap().isNull()) return label->pixmap().toImage();
  }
  return {};
}

}  // namespace

class TestEmptyState : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    Theme::apply(*qApp, lafs::Appearance::Light);
    empty_ = std::make_unique<EmptyState>(lafs::Icon::Table, "No runs", "Start one, or open some.");
    empty_->resize(700, 500);
    empty_->show();
    QVERIFY(QTest::qWaitForWindowExposed(empty_.get()));
  }

  void saysWhatWouldBeHere() {
    QVERIFY(labelOf(*empty_, "No runs") && labelOf(*empty_, "Start one, or open some."));
    QCOMPARE(empty_->accessibleName(), QString("No runs"));
    QCOMPARE(empty_->accessibleDescription(), QString("Start one, or open some."));
    QVERIFY(!pictureOf(*empty_).isNull());
  }

  void saysSomethingElseWhenTold() {
    empty_->setTexts("No folder", "Choose one.");
    QVERIFY(labelOf(*empty_, "No folder") && labelOf(*empty_, "Choose one."));
    QVERIFY(!labelOf(*empty_, "No runs"));
    QCOMPARE(empty_->accessibleName(), QString("No folder"));
    QCOMPARE(empty_->accessibleDescription(), QString("Choose one."));
  }

  void aLongTextIsNotCutOff() {
    const QString sentence = "What goes wrong is told here, with its cause and the next step. ";
    const QString text = sentence.repeated(6).trimmed();
    empty_->setTexts("No problems", text);
    QLabel* label = labelOf(*empty_, text);
    QVERIFY(label);
    QTRY_VERIFY(label->height() >= label->heightForWidth(label->width()));
    QVERIFY(label->height() > 3 * label->fontMetrics().height());
    empty_->setTexts("Looking …", {});
    QTRY_COMPARE(label->height(), 0);  // no gap where nothing stands
  }

  void buttonsSayWhichWasChosen() {
    empty_->addAction("demo", "Try a demonstration");
    empty_->addAction("folder", "Choose a folder");
    QSignalSpy chosen(empty_.get(), &EmptyState::chosen);
    QTest::mouseClick(button("folder"), Qt::LeftButton);
    button("demo")->setFocus();
    QTest::keyClick(button("demo"), Qt::Key_Space);
    QCOMPARE(chosen.count(), 2);
    QCOMPARE(chosen[0][0].toString(), QString("folder"));
    QCOMPARE(chosen[1][0].toString(), QString("demo"));
    QCOMPARE(button("demo")->text(), QString("Try a demonstration"));
  }

  void onlyTheFirstButtonIsThePrimary() {
    for (const char* id : {"a", "b", "c"}) empty_->addAction(id, id);
    QCOMPARE(button("a")->property("look").toString(), QString("primary"));
    QCOMPARE(button("b")->property("look").toString(), QString("quiet"));
    QCOMPARE(button("c")->property("look").toString(), QString("quiet"));
    // One below the other, in the order in which they were given.
    QTRY_VERIFY(button("a")->y() < button("b")->y());
    QVERIFY(button("b")->y() < button("c")->y());
  }

  void hidesAButtonThatLeadsNowhere() {
    empty_->addAction("demo", "Try a demonstration");
    empty_->addAction("folder", "Choose a folder");
    empty_->setActionVisible("demo", false);
    QTRY_VERIFY(button("folder")->isVisible());
    QVERIFY(!button("demo")->isVisible());
    empty_->setActionVisible("demo", true);
    QVERIFY(button("demo")->isVisible());
    empty_->setActionVisible("nobody", true);  // nothing to show, nothing happens
  }

  void thePictureTakesTheColoursOfANewTheme() {
    const QImage light = pictureOf(*empty_);
    Theme::apply(*qApp, lafs::Appearance::Dark);
    QTRY_VERIFY(pictureOf(*empty_) != light);
  }

 private:
  QPushButton* button(const QString& id) const { return empty_->findChild<QPushButton*>(id); }

  std::unique_ptr<EmptyState> empty_;
};

QTEST_MAIN(TestEmptyState)
#include "test_empty_state.moc"

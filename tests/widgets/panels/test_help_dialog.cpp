// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>

#include "tests/support/screenshot.h"
#include "widgets/panels/help_dialog.h"
#include "widgets/theme/theme.h"

using lafs::HelpDialog;
using lafs::KeyHelp;

namespace {

const QString kText = "A row a run. Filter it by alpha<=2 && state:failed.";

QVector<KeyHelp> keys(int count) {
  QVector<KeyHelp> keys;
  for (int i = 0; i < count; ++i) {
    keys.append({QString("Ctrl+%1").arg(i), QString("does thing %1").arg(i)});
  }
  return keys;
}

QLabel* labelOf(const QWidget& widget, const QString& text) {
  for (QLabel* label : widget.findChildren<QLabel*>()) {
    if (label->text() == text) return label;
  }
  return nullptr;
}

void open(HelpDialog& dialog) {
  dialog.show();
  dialog.activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(&dialog));
}

}  // namespace

class TestHelpDialog : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { lafs::Theme::apply(*qApp, lafs::Appearance::Light); }

  void saysWhatItIsAbout() {
    HelpDialog dialog("Runs", kText, keys(2));
    open(dialog);
    QCOMPARE(dialog.windowTitle(), QString("Runs"));
    QVERIFY(labelOf(dialog, "Runs"));
    const QLabel* words = labelOf(dialog, kText);
    QVERIFY(words && words->isVisible());
    QCOMPARE(words->textFormat(), Qt::PlainText);  // its < and & are what they are
    QVERIFY(words->textInteractionFlags().testFlag(Qt::TextSelectableByKeyboard));
  }

  void putsEachKeyBesideWhatItDoes() {
    HelpDialog dialog("Runs", kText, keys(3));
    open(dialog);
    int below = -1;
    for (const KeyHelp& key : keys(3)) {
      const QLabel* name = labelOf(dialog, key.keys);
      const QLabel* meaning = labelOf(dialog, key.meaning);
      QVERIFY(name && meaning);
      QCOMPARE(name->y(), meaning->y());
      QVERIFY(name->geometry().right() < meaning->x());
      QVERIFY(name->y() > below);  // in the order given
      below = name->y();
    }
  }

  void wrapsALongMeaning() {
    const QString text = QString("writes what is shown to a file ").repeated(8).trimmed();
    HelpDialog dialog("Runs", kText, {{"E", text}});
    open(dialog);
    const QLabel* meaning = labelOf(dialog, text);
    QVERIFY(meaning->height() > 2 * meaning->fontMetrics().height());
    auto* area = dialog.findChild<QScrollArea*>();
    QVERIFY(!area->horizontalScrollBar()->isVisible());
  }

  void scrollsManyKeys() {
    HelpDialog dialog("Runs", kText, keys(80));
    open(dialog);
    auto* area = dialog.findChild<QScrollArea*>();
    QVERIFY(area && area->verticalScrollBar()->isVisible());
    QVERIFY(dialog.height() < area->widget()->height());
    QVERIFY(labelOf(dialog, kText)->isVisible());  // the words stay where they are
  }

  void isSmallerWithoutKeys() {
    HelpDialog with("Runs", kText, keys(1));
    HelpDialog without("alpha", kText, {});
    open(with);
    open(without);
    QVERIFY(!without.findChild<QScrollArea*>());
    QVERIFY(without.height() < with.height());
    QVERIFY(labelOf(without, kText)->isVisible());
  }

  void closesByItsButtonOrEscape() {
    HelpDialog dialog("Runs", kText, keys(1));
    open(dialog);
    auto* box = dialog.findChild<QDialogButtonBox*>();
    QTest::mouseClick(box->button(QDialogButtonBox::Close), Qt::LeftButton);
    QVERIFY(!dialog.isVisible());
    open(dialog);
    QTest::keyClick(&dialog, Qt::Key_Escape);
    QVERIFY(!dialog.isVisible());
  }

  void leavesTheWorkUsable() {
    QWidget work;
    work.show();
    HelpDialog first("Runs", kText, {}, &work);
    HelpDialog second("alpha", kText, {}, &work);
    open(first);
    open(second);
    QVERIFY(!first.isModal() && !second.isModal());
    QVERIFY(first.isVisible() && second.isVisible());
    second.close();
    QVERIFY(first.isVisible());
  }

  void looksRight() {
    HelpDialog dialog("Runs", kText, keys(6));
    lafs::test::screenshots(dialog, "help", {{560, 560}});
  }
};

QTEST_MAIN(TestHelpDialog)
#include "test_help_dialog.moc"

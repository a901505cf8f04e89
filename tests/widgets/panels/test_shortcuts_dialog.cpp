// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog by keyboard and mouse, with a plain table of keys behind it.
#include <QApplication>
#include <QDialogButtonBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QMap>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>
#include <memory>

#include "tests/support/screenshot.h"
#include "widgets/panels/shortcuts_dialog.h"
#include "widgets/theme/theme.h"

using lafs::ShortcutRow;
using lafs::ShortcutsDialog;

namespace {

QVector<ShortcutRow> sample() {
  return {{"run.new", "New experiment", "Run", QKeySequence("Ctrl+N")},
          {"view.dark", "Dark theme", "View", QKeySequence("Ctrl+D")},
          {"run.stop", "Stop run", "Run", QKeySequence()},
          {"help", "Help on this screen", "Help", QKeySequence("F1")}};
}

}  // namespace

class TestShortcutsDialog : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { lafs::Theme::apply(*qApp, lafs::Appearance::Light); }

  void init() {
    keys_.clear();
    names_.clear();
    for (const ShortcutRow& row : sample()) {
      keys_[row.id] = row.keys;
      names_[row.id] = row.text;
    }
    const auto set = [this](const QString& id, const QKeySequence& keys) {
      for (auto known = keys_.cbegin(); known != keys_.cend(); ++known) {
        if (known.key() != id && known.value() == keys) return names_[known.key()];
      }
      keys_[id] = keys;
      return QString();
    };
    dialog_ = std::make_unique<ShortcutsDialog>(sample(), set);
    dialog_->show();
    dialog_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(dialog_.get()));
    tree_ = dialog_->findChild<QTreeWidget*>();
    line_ = dialog_->findChild<QLineEdit*>();
    QVERIFY(tree_ && line_);
  }

  void showsActionsUnderTheirCategories() {
    QCOMPARE(tree_->topLevelItemCount(), 3);
    QTreeWidgetItem* run = tree_->topLevelItem(0);
    QCOMPARE(run->text(0), QString("Run"));
    QVERIFY(run->isExpanded());
    QCOMPARE(run->childCount(), 2);
    QCOMPARE(run->child(0)->text(0), QString("New experiment"));
    QCOMPARE(run->child(0)->text(1), QKeySequence("Ctrl+N").toString(QKeySequence::NativeText));
    QCOMPARE(run->child(1)->text(1), QString());
    QVERIFY(!tree_->accessibleName().isEmpty());
  }

  void searchesActionsAndKeys_data() {
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QStringList>("shown");
    QTest::newRow("nothing") << ""
                             << QStringList{"New experiment", "Stop run", "Dark theme",
                                            "Help on this screen"};
    QTest::newRow("an action") << "STOP" << QStringList{"Stop run"};
    QTest::newRow("keys") << "ctrl+" << QStringList{"New experiment", "Dark theme"};
    QTest::newRow("either") << "f1" << QStringList{"Help on this screen"};
    QTest::newRow("neither") << "zzz" << QStringList{};
  }

  void searchesActionsAndKeys() {
    QFETCH(QString, typed);
    QTest::keyClicks(line_, typed);
    QTEST(shown(), "shown");
    line_->clear();
    QCOMPARE(shown().size(), sample().size());
  }

  void takesOtherKeys() {
    QKeySequenceEdit* edit = editing("view.dark");
    QVERIFY(edit);
    QVERIFY(notice().contains("Dark theme"));
    press(*edit, Qt::Key_T, Qt::ControlModifier);
    QTRY_COMPARE(keys_["view.dark"], QKeySequence("Ctrl+T"));
    QCOMPARE(itemOf("view.dark")->text(1), QString("Ctrl+T"));
    QVERIFY(notice().contains("Dark theme") && notice().contains("Ctrl+T"));
    QTRY_VERIFY(!tree_->findChild<QKeySequenceEdit*>());  // back to reading
    QVERIFY(dialog_->isVisible());
    QTRY_VERIFY(tree_->hasFocus());  // the arrows go on from here
  }

  void escapeLeavesTheKeysAsTheyAre() {
    press(*editing("view.dark"), Qt::Key_Escape, Qt::NoModifier);
    QTRY_VERIFY(!tree_->findChild<QKeySequenceEdit*>());
    QCOMPARE(keys_["view.dark"], QKeySequence("Ctrl+D"));
    QCOMPARE(itemOf("view.dark")->text(1), QString("Ctrl+D"));
    QVERIFY(dialog_->isVisible());  // only the editing is over
    QTRY_VERIFY(tree_->hasFocus());
  }

  void findsAnActionByItsNewKeys() {
    press(*editing("run.stop"), Qt::Key_F7, Qt::NoModifier);
    QTRY_COMPARE(keys_["run.stop"], QKeySequence("F7"));
    QTest::keyClicks(line_, "f7");
    QCOMPARE(shown(), QStringList{"Stop run"});
  }

  void refusesKeysThatAnotherActionHas() {
    QKeySequenceEdit* edit = editing("view.dark");
    QVERIFY(edit);
    press(*edit, Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(notice().contains("New experiment"));
    QVERIFY(notice().contains("Ctrl+N"));
    QCOMPARE(keys_["view.dark"], QKeySequence("Ctrl+D"));
    QCOMPARE(itemOf("view.dark")->text(1), QString("Ctrl+D"));
    QTRY_VERIFY(!tree_->findChild<QKeySequenceEdit*>());
  }

  void enterGivesOtherKeysAndNothingElse() {
    QSignalSpy reset(dialog_.get(), &ShortcutsDialog::resetWanted);
    tree_->setFocus();
    tree_->setCurrentItem(itemOf("view.dark"));
    QTest::keyClick(tree_, Qt::Key_Return);
    QVERIFY(tree_->findChild<QKeySequenceEdit*>());
    // No button of the dialog may take the same key for itself.
    QVERIFY(dialog_->isVisible());
    QCOMPARE(reset.count(), 0);
  }

  void enterWhileSearchingKeepsTheDialog() {
    QSignalSpy reset(dialog_.get(), &ShortcutsDialog::resetWanted);
    line_->setFocus();
    QTest::keyClicks(line_, "dark");
    QTest::keyClick(line_, Qt::Key_Return);
    QVERIFY(dialog_->isVisible());
    QCOMPARE(reset.count(), 0);
  }

  void aDoubleClickGivesOtherKeys() {
    const QPoint place = tree_->visualItemRect(itemOf("help")).center();
    QTest::mouseClick(tree_->viewport(), Qt::LeftButton, {}, place);
    QTest::mouseDClick(tree_->viewport(), Qt::LeftButton, {}, place);
    QVERIFY(tree_->findChild<QKeySequenceEdit*>());
  }

  void aCategoryTakesNoKeys() {
    tree_->setCurrentItem(tree_->topLevelItem(0));
    Q_EMIT tree_->itemActivated(tree_->topLevelItem(0), 0);
    QVERIFY(!tree_->findChild<QKeySequenceEdit*>());
  }

  void restoresTheDefaults() {
    QSignalSpy reset(dialog_.get(), &ShortcutsDialog::resetWanted);
    auto* box = dialog_->findChild<QDialogButtonBox*>();
    QTest::mouseClick(box->button(QDialogButtonBox::RestoreDefaults), Qt::LeftButton);
    QCOMPARE(reset.count(), 1);
    QVERIFY(!dialog_->isVisible());  // what it lists is no longer so
  }

  void closesWithoutRestoring() {
    QSignalSpy reset(dialog_.get(), &ShortcutsDialog::resetWanted);
    auto* box = dialog_->findChild<QDialogButtonBox*>();
    QTest::mouseClick(box->button(QDialogButtonBox::Close), Qt::LeftButton);
    QCOMPARE(reset.count(), 0);
    QVERIFY(!dialog_->isVisible());
  }

  void looksRight() { lafs::test::screenshots(*dialog_, "shortcuts", {{560, 620}}); }

 private:
  QTreeWidgetItem* itemOf(const QString& id) const {
    for (const ShortcutRow& row : sample()) {
      if (row.id == id) return tree_->findItems(row.text, Qt::MatchRecursive).value(0);
    }
    return nullptr;
  }

  /// The editor that an activated action opens in place of its keys.
  QKeySequenceEdit* editing(const QString& id) {
    tree_->setCurrentItem(itemOf(id));
    Q_EMIT tree_->itemActivated(itemOf(id), 0);
    return tree_->findChild<QKeySequenceEdit*>();
  }

  static void press(QKeySequenceEdit& edit, Qt::Key key, Qt::KeyboardModifiers modifiers) {
    QTest::keyClick(&edit, key, modifiers);
  }

  QString notice() const {
    QStringList texts;
    for (const QLabel* label : dialog_->findChildren<QLabel*>()) texts << label->text();
    return texts.join('\n');
  }

  QStringList shown() const {
    QStringList texts;
    for (int i = 0; i < tree_->topLevelItemCount(); ++i) {
      const QTreeWidgetItem* category = tree_->topLevelItem(i);
      for (int k = 0; k < category->childCount(); ++k) {
        if (category->isHidden() || category->child(k)->isHidden()) continue;
        texts << category->child(k)->text(0);
      }
    }
    return texts;
  }

  QMap<QString, QKeySequence> keys_;
  QMap<QString, QString> names_;
  std::unique_ptr<ShortcutsDialog> dialog_;
  QTreeWidget* tree_ = nullptr;
  QLineEdit* line_ = nullptr;
};

QTEST_MAIN(TestShortcutsDialog)
#include "test_shortcuts_dialog.moc"

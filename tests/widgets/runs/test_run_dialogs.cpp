// SPDX-License-Identifier: GPL-3.0-or-later
// The dialogs of the runs table as a person uses them: choose columns, write a note, see what
// differs between runs.
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeWidget>

#include "core/config/field_table.h"
#include "widgets/runs/column_chooser.h"
#include "widgets/runs/note_dialog.h"
#include "widgets/runs/run_column.h"
#include "widgets/runs/run_difference.h"

using namespace lafs;

namespace {

QStringList listed(const ColumnChooser& chooser) {
  QStringList texts;
  const auto* list = chooser.findChild<QListWidget*>();
  for (int i = 0; i < list->count(); ++i) {
    if (!list->item(i)->isHidden()) texts << list->item(i)->text();
  }
  return texts;
}

/// The entry whose text begins with these words.
QListWidgetItem* entry(const ColumnChooser& chooser, const QString& words) {
  const auto found =
      chooser.findChild<QListWidget*>()->findItems(words, Qt::MatchStartsWith | Qt::MatchWrap);
  return found.isEmpty() ? nullptr : found.first();
}

/// Moves the cursor to an entry and presses the space bar on it.
void toggle(const ColumnChooser& chooser, const QString& words) {
  auto* list = chooser.findChild<QListWidget*>();
  QVERIFY2(entry(chooser, words), qPrintable(words));
  list->setCurrentItem(entry(chooser, words));
  QTest::keyClick(list, Qt::Key_Space);
}

void press(const QDialog& dialog, QDialogButtonBox::StandardButton button) {
  dialog.findChild<QDialogButtonBox*>()->button(button)->click();
}

RunRowPtr makeRun(const std::string& hash, SpecValues spec, std::map<std::string, double> metrics) {
  auto row = std::make_shared<RunRow>();
  row->name = runName(StageKind::Finetune, std::string(13, '0') + hash);
  row->identity = parseRunName(row->name);
  row->directory = "/runs/" + row->name;
  row->spec = std::make_shared<const SpecValues>(std::move(spec));
  row->metrics = std::move(metrics);
  return row;
}

/// Lines of a section, their cells joined by blanks.
QStringList linesOf(const QTreeWidget& tree, const QString& section) {
  QStringList lines;
  for (int i = 0; i < tree.topLevelItemCount(); ++i) {
    const QTreeWidgetItem* item = tree.topLevelItem(i);
    if (!item->text(0).startsWith(section)) continue;
    for (int k = 0; k < item->childCount(); ++k) {
      QStringList cells;
      for (int column = 0; column < tree.columnCount(); ++column) {
        cells << item->child(k)->text(column);
      }
      lines << cells.join(' ');
    }
  }
  return lines;
}

}  // namespace

class TestRunDialogs : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void offersEveryColumnOnce() {
    const ColumnChooser chooser({"name"}, {"loss", "frontal.accuracy"});
    const QStringList texts = listed(chooser);
    for (const RunColumn& column : builtInColumns()) {
      QVERIFY2(texts.contains(column.title), qPrintable(column.title));
    }
    QVERIFY(entry(chooser, "frontal.accuracy"));
    for (const SpecField& field : specFields()) {
      const QString id = QString::fromStdString(field.shortName());
      const bool isBuiltIn = runColumn(id).title != id;
      QVERIFY2(isBuiltIn || entry(chooser, id + ' '), qPrintable(id));
    }
    QStringList once;
    const auto* list = chooser.findChild<QListWidget*>();
    for (int i = 0; i < list->count(); ++i) once << list->item(i)->data(Qt::UserRole).toString();
    QCOMPARE(once.removeDuplicates(), 0);
  }

  void newColumnsFollowThoseThatWereThere() {
    const ColumnChooser chooser({"loss", "name", "alpha"}, {"loss"});
    QCOMPARE(chooser.columns(), QStringList({"loss", "name", "alpha"}));
    toggle(chooser, "State");
    toggle(chooser, "shots ");
    toggle(chooser, "Run");
    QCOMPARE(chooser.columns(), QStringList({"loss", "alpha", "state", "shots"}));
  }

  void withoutAnyColumnTheNameIsLeft() {
    const ColumnChooser chooser({"state"}, {});
    toggle(chooser, "State");
    QCOMPARE(chooser.columns(), QStringList({"name"}));
  }

  void keepsTheColumnOfAMetricThatNoRunHasNow() {
    const ColumnChooser chooser({"name", "frontal.accuracy", "state"}, {"loss"});
    QCOMPARE(chooser.columns(), QStringList({"name", "frontal.accuracy", "state"}));
    toggle(chooser, "frontal.accuracy");
    QCOMPARE(chooser.columns(), QStringList({"name", "state"}));
  }

  void searchesIdsTitlesAndMeanings_data() {
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("found");
    QTest::newRow("title") << "Experim"
                           << "Experiment";
    QTest::newRow("metric") << "FRONTAL."
                            << "frontal.accuracy";
    QTest::newRow("path") << "finetune.train.epochs"
                          << "finetune.train.epochs";
    QTest::newRow("meaning") << "linear warm-up"
                             << "finetune.train.warmup_epochs";
  }
  void searchesIdsTitlesAndMeanings() {
    QFETCH(QString, typed);
    QFETCH(QString, found);
    const ColumnChooser chooser({"name", "alpha"}, {"frontal.accuracy"});
    const auto all = listed(chooser).size();
    auto* line = chooser.findChild<QLineEdit*>();
    QTest::keyClicks(line, typed);
    const QStringList texts = listed(chooser);
    QVERIFY2(!texts.filter(found).isEmpty(), qPrintable(texts.join('\n')));
    QVERIFY(texts.size() < all / 4);
    // What the search hides stays chosen.
    QCOMPARE(chooser.columns(), QStringList({"name", "alpha"}));
    line->clear();
    QCOMPARE(listed(chooser).size(), all);
  }

  void restoresTheDefaultsInTheirOrder() {
    const ColumnChooser chooser({"alpha", "host", "name"}, {});
    press(chooser, QDialogButtonBox::RestoreDefaults);
    QCOMPARE(chooser.columns(), defaultColumnIds());
    QCOMPARE(entry(chooser, "alpha ")->checkState(), Qt::Unchecked);
  }

  void itsButtonsTakeOrLeave() {
    ColumnChooser chooser({"name"}, {});
    press(chooser, QDialogButtonBox::Ok);
    QCOMPARE(chooser.result(), static_cast<int>(QDialog::Accepted));
    press(chooser, QDialogButtonBox::Cancel);
    QCOMPARE(chooser.result(), static_cast<int>(QDialog::Rejected));
  }

  void aNoteComesBackAsItWas() {
    NoteDialog dialog("3 runs", "first line\nsecond line", {"baseline", "figure-3"});
    QCOMPARE(dialog.text(), QString("first line\nsecond line"));
    QCOMPARE(dialog.tags(), QStringList({"baseline", "figure-3"}));
    QCOMPARE(dialog.findChild<QLabel*>()->text(), QString("3 runs"));
    QCOMPARE(dialog.findChild<QPlainTextEdit*>()->accessibleName(), QString("Note"));
    QCOMPARE(dialog.findChild<QLineEdit*>()->accessibleName(), QString("Tags"));
  }

  void aNoteIsTrimmedAndItsTagsAreParted() {
    NoteDialog dialog("a run", "", {});
    QCOMPARE(dialog.text(), QString());
    QCOMPARE(dialog.tags(), QStringList());
    QTest::keyClicks(dialog.findChild<QPlainTextEdit*>(), "  seed 3 was odd  ");
    QTest::keyClicks(dialog.findChild<QLineEdit*>(), " odd, baseline ,,  figure-3,");
    QCOMPARE(dialog.text(), QString("seed 3 was odd"));
    QCOMPARE(dialog.tags(), QStringList({"odd", "baseline", "figure-3"}));
    press(dialog, QDialogButtonBox::Save);
    QCOMPARE(dialog.result(), static_cast<int>(QDialog::Accepted));
  }

  void aNoteCanBeEmptiedAndLeft() {
    NoteDialog dialog("a run", "old", {"old"});
    dialog.findChild<QPlainTextEdit*>()->setPlainText(" \n\n ");
    dialog.findChild<QLineEdit*>()->setText(" , ");
    QCOMPARE(dialog.text(), QString());
    QCOMPARE(dialog.tags(), QStringList());
    QTest::keyClick(&dialog, Qt::Key_Escape);
    QCOMPARE(dialog.result(), static_cast<int>(QDialog::Rejected));
  }

  void differenceHasALineForWhatDiffersOnly() {
    const RunDifferenceDialog dialog(
        {makeRun("aaa", {{"pretrain.perturbation_alpha", "5"}, {"seed", "1"}}, {{"loss", 0.5}}),
         makeRun("bbb", {{"pretrain.perturbation_alpha", "5"}, {"seed", "2"}}, {{"loss", 0.25}}),
         makeRun("ccc", {}, {{"accuracy", 0.75}})});
    const auto* tree = dialog.findChild<QTreeWidget*>();
    QCOMPARE(tree->accessibleName(), QString("What differs"));
    QCOMPARE(tree->columnCount(), 4);
    QVERIFY(tree->headerItem()->text(1).endsWith("aaa"));
    QVERIFY(tree->headerItem()->text(3).endsWith("ccc"));
    // A spec that says nothing of a field has its default.
    QCOMPARE(linesOf(*tree, "Spec"),
             QStringList({"seed 1 2 0", "pretrain.perturbation_alpha 5 5 2"}));
    QCOMPARE(tree->topLevelItem(0)->text(0), QString("Spec (2)"));
    QCOMPARE(linesOf(*tree, "Metrics"), QStringList({"accuracy   0.75", "loss 0.5 0.25 "}));
    QVERIFY(tree->topLevelItem(0)->isExpanded());
  }

  void equalRunsDifferInNothing() {
    RunDifferenceDialog dialog(
        {makeRun("aaa", {{"seed", "1"}}, {}), makeRun("bbb", {{"seed", "1"}}, {})});
    const auto* tree = dialog.findChild<QTreeWidget*>();
    QCOMPARE(tree->topLevelItemCount(), 1);  // and no metrics
    QCOMPARE(tree->topLevelItem(0)->text(0), QString("Spec (0)"));
    QCOMPARE(tree->topLevelItem(0)->childCount(), 0);
    dialog.show();
    press(dialog, QDialogButtonBox::Close);
    QVERIFY(!dialog.isVisible());
  }
};

QTEST_MAIN(TestRunDialogs)
#include "test_run_dialogs.moc"

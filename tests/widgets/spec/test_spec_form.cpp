// SPDX-License-Identifier: GPL-3.0-or-later
// The form against the field tables that it is made from: what it shows of a spec, what it says of
// what is typed, and which lines a search leaves.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include "core/config/field_table.h"
#include "widgets/spec/spec_form.h"
#include "widgets/theme/theme.h"

using lafs::ExperimentSpec;
using lafs::FieldType;
using lafs::SpecField;
using lafs::SpecForm;
using lafs::Theme;

namespace {

const QString kRate = "finetune.train.learning_rate";
const QString kLoss = "finetune.train.loss";

/// Found as assistive technology finds it.
QWidget* editorOf(const SpecForm& form, const QString& path) {
  for (QWidget* widget : form.findChildren<QWidget*>()) {
    if (widget->accessibleName() == path) return widget;
  }
  return nullptr;
}

QLineEdit* lineOf(const SpecForm& form, const QString& path) {
  return qobject_cast<QLineEdit*>(editorOf(form, path));
}

QComboBox* boxOf(const SpecForm& form, const QString& path) {
  return qobject_cast<QComboBox*>(editorOf(form, path));
}

QString shownIn(const QWidget* editor) {
  const auto* box = qobject_cast<const QComboBox*>(editor);
  return box ? box->currentText() : qobject_cast<const QLineEdit*>(editor)->text();
}

/// The label that stands before an editor.
QLabel* nameOf(const SpecForm& form, const QString& path) {
  const auto labels = editorOf(form, path)->parentWidget()->findChildren<QLabel*>();
  for (QLabel* label : labels) {
    if (label->text() == path.section('.', -1).replace('_', ' ')) return label;
  }
  return nullptr;
}

bool isListed(const SpecForm& form, const QString& path) {
  return editorOf(form, path)->isVisibleTo(&form);
}

QStringList listed(const SpecForm& form) {
  QStringList paths;
  for (const SpecField& field : lafs::specFields()) {
    const QString path = QString::fromStdString(field.path());
    if (isListed(form, path)) paths << path;
  }
  return paths;
}

/// All words on the form that can be seen.
QStringList words(const SpecForm& form) {
  QStringList texts;
  for (const QLabel* label : form.findChildren<QLabel*>()) {
    if (label->isVisibleTo(&form)) texts << label->text();
  }
  return texts;
}

void type(QLineEdit* edit, const QString& text) {
  edit->setFocus();
  edit->selectAll();
  QTest::keyClicks(edit, text);
}

void search(const SpecForm& form, const QString& text) {
  auto* line = qobject_cast<QLineEdit*>(editorOf(form, "Search fields"));
  line->clear();
  QTest::keyClicks(line, text);
}

}  // namespace

class TestSpecForm : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { Theme::apply(*qApp, lafs::Appearance::Light); }

  void everyFieldOfTheTablesHasAnEditorAndItsWords() {
    SpecForm form;
    form.show(ExperimentSpec(), {});
    const ExperimentSpec defaults;
    for (const SpecField& field : lafs::specFields()) {
      const QString path = QString::fromStdString(field.path());
      const QWidget* editor = editorOf(form, path);
      QVERIFY2(editor, qPrintable(path));
      QCOMPARE(editor->accessibleDescription(), QString::fromStdString(field.field().meaning));
      QCOMPARE(shownIn(editor), QString::fromStdString(field.text(defaults)));
      QVERIFY2(nameOf(form, path), qPrintable(path));
      if (field.field().type != FieldType::Choice) continue;
      const auto* box = qobject_cast<const QComboBox*>(editor);
      QVERIFY2(box, qPrintable(path));
      QStringList choices;
      for (int i = 0; i < box->count(); ++i) choices << box->itemText(i);
      QStringList allowed;
      for (const std::string& choice : field.field().choices) allowed << choice.c_str();
      QCOMPARE(choices, allowed);
    }
  }

  void saysUnitAndPaperBesideAField() {
    SpecForm form;
    form.show(ExperimentSpec(), {});
    const QLineEdit* epochs = lineOf(form, "finetune.train.warmup_epochs");
    QStringList texts;
    for (const QLabel* label : epochs->parentWidget()->findChildren<QLabel*>()) {
      texts << label->text();
    }
    QVERIFY(texts.contains("epochs"));
    QVERIFY(texts.contains("paper: 5"));
    QVERIFY(epochs->toolTip().contains("linear warm-up from 0"));
  }

  void aTypedValueIsWantedOnceItIsFinished() {
    SpecForm form;
    form.show(ExperimentSpec(), {});
    QSignalSpy wanted(&form, &SpecForm::valueWanted);
    QLineEdit* rate = lineOf(form, kRate);
    type(rate, "0.002");
    QCOMPARE(wanted.count(), 0);
    QTest::keyClick(rate, Qt::Key_Return);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][0].toString(), kRate);
    QCOMPARE(wanted[0][1].toString(), QString("0.002"));
    QTest::keyClick(rate, Qt::Key_Return);  // nothing new was typed
    QCOMPARE(wanted.count(), 1);
  }

  void aChosenValueIsWantedAtOnce() {
    SpecForm form;
    form.show(ExperimentSpec(), {});
    QSignalSpy wanted(&form, &SpecForm::valueWanted);
    QTest::keyClick(boxOf(form, kLoss), Qt::Key_Down);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][0].toString(), kLoss);
    QCOMPARE(wanted[0][1].toString(), QString("arcface"));
    QTest::keyClick(boxOf(form, "finetune.train.augment.enabled"), Qt::Key_Down);
    QCOMPARE(wanted.count(), 2);
    QCOMPARE(wanted[1][1].toString(), QString("false"));
  }

  void showingASpecSaysNothing() {
    SpecForm form;
    form.show(ExperimentSpec(), {});
    QSignalSpy wanted(&form, &SpecForm::valueWanted);
    ExperimentSpec spec;
    spec.seed = 7;
    spec.finetune.train.loss = "adaface";
    spec.finetune.train.augment.enabled = false;
    spec.pretrain.globalScale = {0.5, 0.75};
    form.show(spec, {});
    QCOMPARE(lineOf(form, "seed")->text(), QString("7"));
    QCOMPARE(boxOf(form, kLoss)->currentText(), QString("adaface"));
    QCOMPARE(boxOf(form, "finetune.train.augment.enabled")->currentText(), QString("false"));
    QVERIFY(lineOf(form, "pretrain.global_scale")->text().contains("0.75"));
    QTest::keyClick(lineOf(form, "seed"), Qt::Key_Return);
    QCOMPARE(wanted.count(), 0);
  }

  void takesNothingAwayFromUnderTheHands() {
    SpecForm form;
    form.show(ExperimentSpec(), {});
    form.QWidget::show();
    form.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&form));
    QSignalSpy wanted(&form, &SpecForm::valueWanted);
    type(lineOf(form, kRate), "0.5");
    ExperimentSpec spec;
    spec.finetune.train.learningRate = 0.25;
    spec.seed = 3;
    form.show(spec, {});
    QCOMPARE(lineOf(form, kRate)->text(), QString("0.5"));
    QCOMPARE(lineOf(form, "seed")->text(), QString("3"));
    QTest::keyClick(lineOf(form, kRate), Qt::Key_Return);
    QCOMPARE(wanted.count(), 1);
    form.show(spec, {});  // it was not taken: what holds stands there again
    QCOMPARE(lineOf(form, kRate)->text(), QString("0.25"));
  }

  void aProblemStandsAtItsFieldUntilItIsMended() {
    SpecForm form;
    const QString message = "must be above 0";
    form.show(ExperimentSpec(), {{kRate.toStdString(), message.toStdString()}});
    QVERIFY(words(form).contains(message));
    QVERIFY(editorOf(form, kRate)->property("invalid").toBool());
    QVERIFY(!editorOf(form, "seed")->property("invalid").toBool());
    QCOMPARE(editorOf(form, kRate)->parentWidget()->findChildren<QLabel*>().last()->text(),
             message);
    form.show(ExperimentSpec(), {});
    QVERIFY(!words(form).contains(message));
    QVERIFY(!editorOf(form, kRate)->property("invalid").toBool());
  }

  void aProblemIsSeenAsAnotherFrame() {
    SpecForm form;
    form.show(ExperimentSpec(), {});
    form.resize(900, 600);
    form.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&form));
    const QImage before = editorOf(form, "seed")->grab().toImage();
    form.show(ExperimentSpec(), {{"seed", "must be 0 or more"}});
    QVERIFY(editorOf(form, "seed")->grab().toImage() != before);
    form.show(ExperimentSpec(), {});
    QTRY_VERIFY(editorOf(form, "seed")->grab().toImage() == before);  // once it is laid out again
  }

  void whatIsNotTheDefaultIsBold() {
    SpecForm form;
    ExperimentSpec spec;
    spec.finetune.train.learningRate = 0.25;
    form.show(spec, {});
    QVERIFY(nameOf(form, kRate)->font().weight() > nameOf(form, kLoss)->font().weight());
    form.show(ExperimentSpec(), {});
    QCOMPARE(nameOf(form, kRate)->font().weight(), nameOf(form, kLoss)->font().weight());
  }

  void greysWhatTheChoicesDoNotLookAt() {
    SpecForm form;
    const QString momentum = "finetune.train.momentum";
    ExperimentSpec spec;
    form.show(spec, {});
    QVERIFY(!editorOf(form, momentum)->isEnabledTo(&form));
    QVERIFY(editorOf(form, "landmark.train.optimizer")->isEnabledTo(&form));
    spec.finetune.train.optimizer = "sgd";
    form.show(spec, {});
    QVERIFY(editorOf(form, momentum)->isEnabledTo(&form));
    QVERIFY(!editorOf(form, "landmark.train.momentum")->isEnabledTo(&form));
  }

  void searchLeavesFieldsByPathMeaningAndNameOnTheScreen_data() {
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("path");
    QTest::newRow("path") << "finetune.train.learn" << kRate;
    QTest::newRow("meaning") << "LINEAR warm-up"
                             << "finetune.train.warmup_epochs";
    QTest::newRow("name as it is written") << "learning rate rule"
                                           << "finetune.train.learning_rate_rule";
    QTest::newRow("the paper's words") << "1e-3 times a factor" << kRate;
  }
  void searchLeavesFieldsByPathMeaningAndNameOnTheScreen() {
    QFETCH(QString, typed);
    QFETCH(QString, path);
    SpecForm form;
    form.show(ExperimentSpec(), {});
    search(form, typed);
    QVERIFY2(isListed(form, path), qPrintable(listed(form).join(' ')));
    QVERIFY(!isListed(form, "seed"));
    QVERIFY(words(form).contains(QString::fromUtf8("Finetune › train")));
    QVERIFY(!words(form).contains("Model"));  // no title without a field
    search(form, "");
    QCOMPARE(listed(form).size(), static_cast<qsizetype>(lafs::specFields().size()));
  }

  void changedOnlyLeavesWhatDiffers() {
    SpecForm form;
    ExperimentSpec spec;
    spec.seed = 4;
    spec.finetune.train.loss = "arcface";
    form.show(spec, {});
    auto* only = form.findChild<QCheckBox*>();
    only->click();
    QCOMPARE(listed(form), QStringList({"seed", kLoss}));
    search(form, "random");
    QCOMPARE(listed(form), QStringList({"seed"}));
    search(form, "");
    spec.seed = 0;
    spec.model.dropout = 0.5;
    form.show(spec, {});  // follows what is shown
    QCOMPARE(listed(form), QStringList({"model.dropout", kLoss}));
    only->click();
    QCOMPARE(listed(form).size(), static_cast<qsizetype>(lafs::specFields().size()));
  }

  void explainsTheFieldThatHasTheFocus() {
    SpecForm form;
    form.show(ExperimentSpec(), {});
    form.QWidget::show();
    form.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&form));
    QSignalSpy explained(&form, &SpecForm::explained);
    editorOf(form, kRate)->setFocus();
    QCOMPARE(explained.count(), 1);
    const QString said = explained[0][0].toString();
    QVERIFY2(said.startsWith(kRate) && said.contains("peak") && said.contains("paper: 1e-4"),
             qPrintable(said));
    QVERIFY(said.contains(
        QString::fromStdString(allowedText(lafs::findSpecField(kRate.toStdString())->field()))));
  }

  void theWheelChangesNoValue() {
    SpecForm form;
    form.show(ExperimentSpec(), {});
    QSignalSpy wanted(&form, &SpecForm::valueWanted);
    QComboBox* box = boxOf(form, kLoss);
    QWheelEvent wheel({5, 5}, box->mapToGlobal(QPointF(5, 5)), {}, {0, -120}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(box, &wheel);
    QCOMPARE(box->currentText(), QString("cosface"));
    QCOMPARE(wanted.count(), 0);
  }
};

QTEST_MAIN(TestSpecForm)
#include "test_spec_form.moc"

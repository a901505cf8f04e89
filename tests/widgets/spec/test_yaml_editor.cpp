// SPDX-License-Identifier: GPL-3.0-or-later
// Marks at line and column, what the pointer and the margin tell of them, jumps of the cursor, and
// that the text stays the user's own.
#include <QApplication>
#include <QHelpEvent>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolTip>

#include "widgets/spec/yaml_editor.h"
#include "widgets/theme/theme.h"

using lafs::TextMark;
using lafs::Theme;
using lafs::YamlEditor;

namespace {

const QString kText =
    "name: first  # a remark\n"
    "seed: 3\n"
    "finetune:\n"
    "  train: {epochs: 0, scale: -1}\n"
    "  subset: {shots: 4}\n";

/// An editor on the screen with the text in it.
class Shown : public YamlEditor {
 public:
  Shown() {
    resize(600, 300);
    setPlainText(kText);
    show();
  }
};

QString underlined(const YamlEditor& editor) {
  QStringList texts;
  for (const QTextEdit::ExtraSelection& selection : editor.extraSelections()) {
    if (selection.format.underlineStyle() == QTextCharFormat::WaveUnderline) {
      texts << selection.cursor.selectedText();
    }
  }
  return texts.join('|');
}

QTextCursor at(const YamlEditor& editor, int line, int column) {
  QTextCursor cursor(editor.document()->findBlockByNumber(line - 1));
  cursor.movePosition(QTextCursor::Right, QTextCursor::MoveAnchor, column - 1);
  return cursor;
}

/// What is said while the mouse rests at a place of the text.
QString tipAt(YamlEditor& editor, int line, int column) {
  const QPoint place = editor.cursorRect(at(editor, line, column)).center() + QPoint(2, 0);
  QHelpEvent rests(QEvent::ToolTip, place, editor.viewport()->mapToGlobal(place));
  QApplication::sendEvent(editor.viewport(), &rests);
  return QToolTip::text();
}

/// Whether a dot stands in the margin at a line.
bool hasDot(YamlEditor& editor, int line) {
  const QImage picture = editor.grab().toImage();
  const QRect place = editor.cursorRect(at(editor, line, 1));
  const int middle = editor.viewport()->mapTo(&editor, place.center()).y();
  for (int x = 0; x < 12; ++x) {
    if (picture.pixelColor(x, middle) == Theme::current().bad) return true;
  }
  return false;
}

/// Colour of a word of the text.
QColor colourOf(const YamlEditor& editor, int line, const QString& word) {
  const QTextBlock block = editor.document()->findBlockByNumber(line - 1);
  const auto from = block.text().indexOf(word);
  for (const QTextLayout::FormatRange& range : block.layout()->formats()) {
    if (range.start <= from && from < range.start + range.length) {
      return range.format.foreground().color();
    }
  }
  return {};
}

}  // namespace

class TestYamlEditor : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { Theme::apply(*qApp, lafs::Appearance::Light); }
  void cleanup() { QToolTip::hideText(); }

  void marksProblemsFromTheirColumnOn() {
    Shown editor;
    editor.setMarks({{2, 7, "too odd"}, {5, 12, "too many"}});
    QCOMPARE(underlined(editor), QString("3|shots: 4}"));
    editor.setMarks({{1, 1, "no such field"}});
    QCOMPARE(underlined(editor), kText.section('\n', 0, 0));
    editor.setMarks({});
    QCOMPARE(underlined(editor), QString());
    QCOMPARE(editor.toPlainText(), kText);
  }

  void marksNothingThatIsNotInTheText() {
    Shown editor;
    editor.setMarks({{0, 0, "the experiment has no data"}, {77, 1, "of an older text"}});
    QCOMPARE(underlined(editor), QString());
    editor.setMarks({{2, 99, "past the end"}});
    QCOMPARE(underlined(editor), QString());
    QVERIFY(hasDot(editor, 2));
  }

  void aDotStandsInTheMarginOfALineWithAProblem() {
    Shown editor;
    QVERIFY(QTest::qWaitForWindowExposed(&editor));
    QVERIFY(!hasDot(editor, 2));
    editor.setMarks({{2, 7, "too odd"}});
    QVERIFY(hasDot(editor, 2));
    QVERIFY(!hasDot(editor, 1));
    QVERIFY(!hasDot(editor, 3));
  }

  void saysTheProblemUnderTheMouse() {
    Shown editor;
    QVERIFY(QTest::qWaitForWindowExposed(&editor));
    editor.setMarks({{2, 7, "too odd"}});
    QCOMPARE(tipAt(editor, 2, 7), QString("too odd"));
    QTRY_COMPARE(tipAt(editor, 3, 1), QString());
  }

  void saysEachOfTwoProblemsOfALine() {
    Shown editor;
    QVERIFY(QTest::qWaitForWindowExposed(&editor));
    // In the order of the tables, which need not be that of the text.
    editor.setMarks({{4, 22, "scale must be above 0"}, {4, 11, "epochs must be 1 or more"}});
    QCOMPARE(underlined(editor), QString("scale: -1}|epochs: 0, scale: -1}"));
    QCOMPARE(tipAt(editor, 4, 12), QString("epochs must be 1 or more"));
    QCOMPARE(tipAt(editor, 4, 25), QString("scale must be above 0"));
    QCOMPARE(tipAt(editor, 4, 1), QString("epochs must be 1 or more"));  // the line's first
  }

  void jumpsToLineAndColumn() {
    Shown editor;
    editor.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&editor));
    editor.clearFocus();
    editor.goTo(4, 11);
    QCOMPARE(editor.textCursor().blockNumber(), 3);
    QCOMPARE(editor.textCursor().positionInBlock(), 10);
    QVERIFY(editor.hasFocus());
    editor.goTo(2, 99);  // as far as the line goes
    QCOMPARE(editor.textCursor().blockNumber(), 1);
    QCOMPARE(editor.textCursor().positionInBlock(), 7);
    editor.goTo(77, 1);
    editor.goTo(0, 0);
    QCOMPARE(editor.textCursor().blockNumber(), 1);
  }

  void bringsAPlaceFarBelowIntoSight() {
    Shown editor;
    editor.setPlainText(QString("seed: 1\n").repeated(400));
    QVERIFY(QTest::qWaitForWindowExposed(&editor));
    editor.goTo(300, 1);
    QVERIFY(editor.viewport()->rect().contains(editor.cursorRect()));
  }

  void replacesTheTextInOneStepAndKeepsTheLine() {
    Shown editor;
    editor.goTo(4, 3);
    const QString other = QString(kText).replace("seed: 3", "seed: 8");
    editor.replaceText(other);
    QCOMPARE(editor.toPlainText(), other);
    QCOMPARE(editor.textCursor().blockNumber(), 3);
    editor.undo();
    QCOMPARE(editor.toPlainText(), kText);
    editor.redo();
    QCOMPARE(editor.toPlainText(), other);
  }

  void replacingByTheSameTextChangesNothing() {
    Shown editor;
    editor.goTo(4, 9);
    editor.replaceText(kText);
    QCOMPARE(editor.textCursor().positionInBlock(), 8);
    QVERIFY(!editor.document()->isUndoAvailable());
  }

  void keepsWhatIsTyped() {
    Shown editor;
    editor.setMarks({{2, 7, "too odd"}});
    editor.goTo(2, 8);
    QTest::keyClicks(&editor, "1  # odd: \"ones\"");
    QCOMPARE(editor.toPlainText().section('\n', 1, 1), QString("seed: 31  # odd: \"ones\""));
  }

  void coloursKeysAndRemarksAsTheThemeSays() {
    Shown editor;
    QVERIFY(QTest::qWaitForWindowExposed(&editor));
    const auto check = [&editor](const Theme& theme) {
      return colourOf(editor, 1, "name") == theme.accent &&
             colourOf(editor, 1, "remark") == theme.muted &&
             !colourOf(editor, 1, "first").isValid() &&
             colourOf(editor, 4, "scale") == theme.accent;
    };
    QVERIFY(check(Theme::light()));
    Theme::apply(*qApp, lafs::Appearance::Dark);
    QTRY_VERIFY(check(Theme::darkTheme()));
  }

  void theMarginGrowsWithTheNumberOfLines() {
    Shown editor;
    QVERIFY(QTest::qWaitForWindowExposed(&editor));
    const int before = editor.viewport()->x();
    editor.setPlainText(QString("seed: 1\n").repeated(12345));
    QVERIFY(editor.viewport()->x() > before);
    editor.setMarks({{1, 1, "twice"}});
    editor.goTo(1, 1);
    QVERIFY(hasDot(editor, 1));
  }
};

QTEST_MAIN(TestYamlEditor)
#include "test_yaml_editor.moc"

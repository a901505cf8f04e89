// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QComboBox>
#include <QPlainTextEdit>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

#include "widgets/panels/log_panel.h"
#include "widgets/theme/theme.h"

using lafs::LogPanel;
using lafs::Theme;

namespace {

const QStringList kLines = {"2026-01-01T00:00:00Z INFO began",
                            "2026-01-01T00:00:01Z DEBUG a detail",
                            "2026-01-01T00:00:02Z ERROR it broke", "    where it broke"};

QPlainTextEdit& textOf(const LogPanel& panel) {
  return *panel.findChild<QPlainTextEdit*>();
}

QColor colourOfLine(const LogPanel& panel, int line) {
  const QTextBlock block = textOf(panel).document()->findBlockByNumber(line);
  return block.begin().fragment().charFormat().foreground().color();
}

}  // namespace

class TestLogPanel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { Theme::apply(*qApp, lafs::Appearance::Light); }

  void showsFromTheChosenLevelOn() {
    LogPanel panel;
    panel.append(kLines);
    QCOMPARE(textOf(panel).toPlainText().split('\n').size(), 3);  // info and above
    panel.findChild<QComboBox*>()->setCurrentIndex(3);
    QCOMPARE(textOf(panel).toPlainText(), kLines[2] + '\n' + kLines[3]);
    panel.findChild<QComboBox*>()->setCurrentIndex(0);
    QCOMPARE(textOf(panel).toPlainText(), kLines.join('\n'));
  }

  void takesTheColoursOfANewTheme() {
    LogPanel panel;
    panel.append(kLines);
    panel.show();
    QCOMPARE(colourOfLine(panel, 0), Theme::light().text);
    QCOMPARE(colourOfLine(panel, 1), Theme::light().bad);
    Theme::apply(*qApp, lafs::Appearance::Dark);
    QTRY_COMPARE(colourOfLine(panel, 0), Theme::darkTheme().text);
    QCOMPARE(colourOfLine(panel, 1), Theme::darkTheme().bad);
  }

  void isToldAnew() {
    LogPanel panel;
    panel.append(kLines);
    panel.clearLines();
    panel.append(kLines.mid(0, 1));
    QCOMPARE(textOf(panel).toPlainText(), kLines[0]);
  }
};

QTEST_MAIN(TestLogPanel)
#include "test_log_panel.moc"

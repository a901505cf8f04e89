// SPDX-License-Identifier: GPL-3.0-or-later
// The score against orders that a reader would give, and the palette by keyboard and mouse alone.
#include <QApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/screenshot.h"
#include "widgets/panels/command_palette.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

using lafs::CommandPalette;
using lafs::PaletteEntry;
using lafs::paletteScore;
using lafs::Theme;

namespace {

PaletteEntry entryOf(const QString& id, const QString& text, const QString& category,
                     const QString& hint = {}, bool enabled = true) {
  return {id, text, hint, category, lafs::icon(lafs::Icon::Chart), enabled};
}

QVector<PaletteEntry> sample() {
  return {entryOf("stop", "Stop run", "Run", "Ctrl+.", /*enabled=*/false),
          entryOf("new", "New experiment", "Run", "Ctrl+N"), entryOf("theme", "Dark theme", "View"),
          entryOf("dir:/runs/a", "finetune-00aa", "lafs base"),
          entryOf("dir:/runs/b", "finetune-00bb", "dino")};
}

/// How dark the darkest point of a picture is, 0 … 255; a disabled icon is paler.
int depth(const QIcon& icon) {
  const QImage image = icon.pixmap(16, 16).toImage().convertToFormat(QImage::Format_ARGB32);
  int deepest = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const QColor colour = image.pixelColor(x, y);
      deepest = std::max(deepest, (255 - colour.lightness()) * colour.alpha() / 255);
    }
  }
  return deepest;
}

}  // namespace

class TestCommandPalette : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { Theme::apply(*qApp, lafs::Appearance::Light); }

  void init() { open(sample()); }
  void cleanup() { delete palette_; }

  void findsLettersInTheirOrder_data() {
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("found");
    QTest::newRow("nothing typed") << ""
                                   << "Stop run" << true;
    QTest::newRow("the whole") << "stop run"
                               << "Stop run" << true;
    QTest::newRow("any case") << "STOP"
                              << "Stop run" << true;
    QTest::newRow("beginnings of words") << "sr"
                                         << "Stop run" << true;
    QTest::newRow("spaces do not count") << "  s  r "
                                         << "Stop run" << true;
    QTest::newRow("other order") << "rs"
                                 << "Stop run" << false;
    QTest::newRow("more letters than there are") << "stopp"
                                                 << "Stop ru" << false;
    QTest::newRow("a letter that is not there") << "stopx"
                                                << "Stop run" << false;
    QTest::newRow("nothing to find it in") << "a"
                                           << "" << false;
    // A later word begins with a letter that the typed run of letters needs earlier.
    QTest::newRow("within a word, not at the next") << "top"
                                                    << "Stop training" << true;
    QTest::newRow("the first of two") << "xpe"
                                      << "Experiment: pause" << true;
  }

  void findsLettersInTheirOrder() {
    QFETCH(QString, typed);
    QFETCH(QString, text);
    QTEST(paletteScore(typed, text) >= 0, "found");
  }

  void preferBeginningsAndRunsOfLetters() {
    QVERIFY(paletteScore("nr", "New run") > paletteScore("nr", "Journal entry"));
    QVERIFY(paletteScore("theme", "Dark theme") > paletteScore("theme", "The home page"));
    QVERIFY(paletteScore("run", "Show run") > paletteScore("run", "Error in unit"));
    QVERIFY(paletteScore("ex", "New experiment") > paletteScore("ex", "Next page"));
  }

  void showsEverythingAtFirst() {
    QCOMPARE(ids(), QStringList({"new", "theme", "dir:/runs/a", "dir:/runs/b", "stop"}));
    QCOMPARE(list_->currentRow(), 0);
    QVERIFY(line_->hasFocus());
    QVERIFY(!line_->accessibleName().isEmpty());
    QVERIFY(!list_->accessibleName().isEmpty());
    // A line says what it is, where it belongs and the keys that do the same.
    const QString line = list_->item(0)->text();
    for (const char* part : {"New experiment", "Run", "Ctrl+N"}) QVERIFY(line.contains(part));
  }

  void filtersAndRanksWhileTyping() {
    QTest::keyClicks(line_, "dino");
    QCOMPARE(ids(), QStringList{"dir:/runs/b"});  // by its experiment
    line_->clear();
    QCOMPARE(ids().size(), sample().size());
    QTest::keyClicks(line_, "ne");
    QCOMPARE(ids().first(), QString("new"));
    QVERIFY(ids().contains("dir:/runs/a"));  // fi-ne-tune, further down
    QTest::keyClicks(line_, "zzz");
    QCOMPARE(ids(), QStringList());
  }

  void enterChoosesTheBest() {
    QSignalSpy chosen(palette_, &CommandPalette::chosen);
    QTest::keyClicks(line_, "dark");
    QTest::keyClick(line_, Qt::Key_Return);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen[0][0].toString(), QString("theme"));
    QTRY_VERIFY(!palette_);  // closed and gone
  }

  void enterOnNothingKeepsItOpen() {
    QSignalSpy chosen(palette_, &CommandPalette::chosen);
    QTest::keyClicks(line_, "zzz");
    QTest::keyClick(line_, Qt::Key_Return);
    QCOMPARE(chosen.count(), 0);
    QVERIFY(palette_->isVisible());
  }

  void escapeChoosesNothing() {
    QSignalSpy chosen(palette_, &CommandPalette::chosen);
    QTest::keyClick(line_, Qt::Key_Escape);
    QCOMPARE(chosen.count(), 0);
    QTRY_VERIFY(!palette_ || !palette_->isVisible());
  }

  void arrowsWalkRoundTheListFromTheLine() {
    QSignalSpy chosen(palette_, &CommandPalette::chosen);
    QTest::keyClick(line_, Qt::Key_Up);  // from the first to the last
    QCOMPARE(list_->currentRow(), list_->count() - 1);
    QTest::keyClick(line_, Qt::Key_Down);
    QCOMPARE(list_->currentRow(), 0);
    QTest::keyClick(line_, Qt::Key_Down);
    QTest::keyClick(line_, Qt::Key_Down);
    QVERIFY(line_->hasFocus());
    QTest::keyClick(line_, Qt::Key_Return);
    QCOMPARE(chosen.value(0).value(0).toString(), QString("dir:/runs/a"));
  }

  void arrowsDoNothingInAnEmptyList() {
    QTest::keyClicks(line_, "zzz");
    QTest::keyClick(line_, Qt::Key_Down);
    QTest::keyClick(line_, Qt::Key_Up);
    QCOMPARE(list_->currentRow(), -1);
  }

  void aClickChooses() {
    QSignalSpy chosen(palette_, &CommandPalette::chosen);
    const QPoint place = list_->visualItemRect(list_->item(1)).center();
    QTest::mouseClick(list_->viewport(), Qt::LeftButton, {}, place);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen[0][0].toString(), QString("theme"));
  }

  void whatCannotBeDoneIsFaintAndBehindItsEquals() {
    open({entryOf("off", "Open folder", "Run", {}, false), entryOf("on", "Open folder", "Run")});
    QTest::keyClicks(line_, "open");
    QCOMPARE(ids(), QStringList({"on", "off"}));
    const QColor faint = Theme::current().faint;
    QVERIFY(list_->item(0)->foreground().color() != faint);
    QCOMPARE(list_->item(1)->foreground().color(), faint);
    QVERIFY(depth(list_->item(1)->icon()) < depth(list_->item(0)->icon()));
    // Whoever knows why it cannot be done now is still told that it was wanted.
    QSignalSpy chosen(palette_, &CommandPalette::chosen);
    QTest::keyClick(line_, Qt::Key_Down);
    QTest::keyClick(line_, Qt::Key_Return);
    QCOMPARE(chosen.value(0).value(0).toString(), QString("off"));
  }

  void aLongListIsCutOffButSearchedInFull() {
    QVector<PaletteEntry> many;
    for (int i = 0; i < 500; ++i) many << entryOf(QString::number(i), "run of a row", "lafs");
    many << entryOf("wanted", "Zoom", "View");
    open(many);
    QVERIFY(list_->count() < many.size());
    QTest::keyClicks(line_, "zo");
    QCOMPARE(ids(), QStringList{"wanted"});
  }

  void looksRight() { lafs::test::screenshots(*palette_, "palette", {{560, 420}}); }

 private:
  void open(const QVector<PaletteEntry>& entries) {
    delete palette_;
    palette_ = new CommandPalette(entries);
    palette_->show();
    palette_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(palette_));
    line_ = palette_->findChild<QLineEdit*>();
    list_ = palette_->findChild<QListWidget*>();
    QVERIFY(line_ && list_);
  }

  QStringList ids() const {
    QStringList ids;
    for (int i = 0; i < list_->count(); ++i) ids << list_->item(i)->data(Qt::UserRole).toString();
    return ids;
  }

  QPointer<CommandPalette> palette_;
  QLineEdit* line_ = nullptr;
  QListWidget* list_ = nullptr;
};

QTEST_MAIN(TestCommandPalette)
#include "test_command_palette.moc"

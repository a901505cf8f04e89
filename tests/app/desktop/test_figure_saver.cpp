// SPDX-License-Identifier: GPL-3.0-or-later
// From the dialog's buttons to the file: what a click on Save writes is what the export function
// gives, in each format; a folder that nobody may write to becomes a card.
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "app/desktop/desktop_context.h"
#include "app/desktop/figure_saver.h"
#include "widgets/plot/chart_export.h"
#include "widgets/plot/figure_dialog.h"

using namespace lafs;

namespace {

Chart curve() {
  std::vector<double> x(50);
  std::vector<double> y(50);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<double>(i);
    y[i] = std::sin(x[i] / 9) + 2;
  }
  Chart chart;
  chart.id = "loss";
  chart.title = "Loss";
  chart.curves.push_back({"one", std::make_shared<CurveData>(x, y), 0});
  chart.source = {"loss", {"pretrain-0123456789abcdef"}, "", {}, false, false};
  return chart;
}

QByteArray contentsOf(const QString& file) {
  QFile opened(file);
  return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

}  // namespace

class TestFigureSaver : public QObject {
  Q_OBJECT

 private:
  /// Opens the dialog, chooses the format and gives the file's name as a person would.
  void save(const QString& format, const QString& file) {
    saveFigure(desktop_, &window_, curve());
    auto* dialog = window_.findChild<FigureDialog*>();
    QVERIFY(dialog);
    for (QComboBox* box : dialog->findChildren<QComboBox*>()) {
      if (box->accessibleName() == "Format") box->setCurrentText(format);
    }
    auto* buttons = dialog->findChild<QDialogButtonBox*>();
    QTest::mouseClick(buttons->button(QDialogButtonBox::Save), Qt::LeftButton);
    auto* files = dialog->findChild<QFileDialog*>();
    QVERIFY(files);
    QTRY_VERIFY(files->isVisible());
    files->selectFile(file);
    auto* ending = files->findChild<QDialogButtonBox*>();
    QVERIFY(ending);
    QTest::mouseClick(ending->button(QDialogButtonBox::Save), Qt::LeftButton);
    QTRY_VERIFY(!window_.findChild<FigureDialog*>());
  }

  QTemporaryDir home_;
  DesktopContext desktop_{home_.filePath("runs"), "/nonexistent/lafs-workbench"};
  QWidget window_;

 private Q_SLOTS:
  void initTestCase() {
    QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    window_.resize(800, 600);
    window_.show();
  }

  void writesWhatTheExportGives_data() {
    QTest::addColumn<QString>("format");
    for (const char* format : {"PDF", "SVG", "PNG", "CSV"}) QTest::newRow(format) << format;
  }

  void writesWhatTheExportGives() {
    QFETCH(const QString, format);
    const QString file = home_.filePath("figure." + format.toLower());
    save(format, file);
    QTRY_VERIFY(!contentsOf(file).isEmpty());
    Chart chart = curve();
    chart.source.runsFolder = desktop_.workspace().runsFolder().toStdString();
    QCOMPARE(contentsOf(file), exportChart(chart, figureFormatOf(file.toStdString()), {}));
  }

  void addsTheEndingOfTheFormat() {
    save("CSV", home_.filePath("values"));
    QTRY_VERIFY(!contentsOf(home_.filePath("values.csv")).isEmpty());
  }

  void whatCannotBeWrittenIsACard() {
    QVERIFY(desktop_.problems().cards().isEmpty());
    QVERIFY(QDir().mkpath(home_.filePath("taken.svg/inner")));
    saveFigure(desktop_, &window_, curve());
    auto* dialog = window_.findChild<FigureDialog*>();
    QVERIFY(dialog);
    Q_EMIT dialog->saveWanted(home_.filePath("taken.svg"), "bytes");
    dialog->reject();
    QTRY_COMPARE(desktop_.problems().cards().size(), 1);
    QCOMPARE(desktop_.problems().cards().first().where, home_.filePath("taken.svg"));
  }
};

QTEST_MAIN(TestFigureSaver)
#include "test_figure_saver.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QImage>
#include <QRegularExpression>
#include <QTest>
#include <cmath>

#include "core/base/error.h"
#include "tests/support/screenshot.h"
#include "widgets/plot/chart_export.h"

using lafs::Chart;
using lafs::CurveData;
using lafs::exportChart;
using lafs::FigureFormat;
using lafs::FigurePage;

namespace {

Chart sineChart(std::size_t count) {
  std::vector<double> x(count);
  std::vector<double> y(count);
  for (std::size_t i = 0; i < count; ++i) {
    x[i] = static_cast<double>(i);
    y[i] = std::sin(x[i] / 9) + 2;
  }
  Chart chart;
  chart.id = "loss";
  chart.title = "Loss";
  chart.x.label = "step";
  chart.y.label = "loss, nat";
  chart.curves.push_back({"one", std::make_shared<CurveData>(x, y), 0});
  for (double& value : y) value += 0.5;
  chart.curves.push_back({"two", std::make_shared<CurveData>(x, y), 1});
  chart.source = {"loss", {"pretrain-0123456789abcdef"}, "my runs", {}, false, false};
  return chart;
}

double number(const QByteArray& text, const char* pattern) {
  const auto match = QRegularExpression(pattern).match(QString::fromLatin1(text));
  return match.hasMatch() ? match.captured(1).toDouble() : std::nan("");
}

}  // namespace

class TestChartExport : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void isExactlyAsLargeAsThePage() {
    FigurePage page;
    page.widthMm = 85.3;
    page.heightMm = 60;
    const QByteArray svg = exportChart(sineChart(200), FigureFormat::Svg, page);
    QCOMPARE(number(svg, "width=\"([0-9.]+)mm\""), 85.3);
    QCOMPARE(number(svg, "height=\"([0-9.]+)mm\""), 60.0);
    QVERIFY(svg.contains("<path") || svg.contains("<polyline"));
    QVERIFY(!svg.contains("<image"));
    QVERIFY(svg.contains("<text"));

    const QByteArray pdf = exportChart(sineChart(200), FigureFormat::Pdf, page);
    const auto box = QRegularExpression("/MediaBox \\[\\s*([0-9.]+) ([0-9.]+) ([0-9.]+) ([0-9.]+)")
                         .match(QString::fromLatin1(pdf));
    QVERIFY(box.hasMatch());
    QVERIFY(std::abs(box.captured(3).toDouble() - 85.3 / 25.4 * 72) < 1e-3);
    const double height = box.captured(4).toDouble() - box.captured(2).toDouble();
    QVERIFY(std::abs(height - 60 / 25.4 * 72) < 1e-3);

    page.dotsPerInch = 254;
    const QImage png = QImage::fromData(exportChart(sineChart(200), FigureFormat::Png, page));
    QCOMPARE(png.size(), QSize(853, 600));
    QCOMPARE(png.dotsPerMeterX(), 10000);
  }

  void isTheSameEveryTime() {
    for (const FigureFormat format :
         {FigureFormat::Png, FigureFormat::Svg, FigureFormat::Pdf, FigureFormat::Csv}) {
      const QByteArray first = exportChart(sineChart(5000), format, {});
      QTest::qWait(format == FigureFormat::Pdf ? 1100 : 1);  // a PDF would like to hold the time
      QCOMPARE(exportChart(sineChart(5000), format, {}), first);
    }
  }

  void drawsWhatItShows() {
    // The curve's colour is there, in about as many columns as the curve is wide.
    const QImage png = QImage::fromData(exportChart(sineChart(200), FigureFormat::Png, {}));
    const QColor wanted = lafs::Theme::light().series(0);
    int columns = 0;
    for (int x = 0; x < png.width(); ++x) {
      for (int y = 0; y < png.height(); ++y) {
        if (png.pixelColor(x, y) == wanted) {
          ++columns;
          break;
        }
      }
    }
    QVERIFY2(columns > png.width() / 2, qPrintable(QString::number(columns)));
  }

  void carriesWhereItComesFrom() {
    const QString command =
        "lafs-workbench --batch figure loss pretrain-0123456789abcdef --runs 'my runs' -o "
        "figure.";
    const Chart chart = sineChart(20);
    const QImage png = QImage::fromData(exportChart(chart, FigureFormat::Png, {}));
    QCOMPARE(png.text("Command"), command + "png");
    QVERIFY(exportChart(chart, FigureFormat::Svg, {}).contains("pretrain-0123456789abcdef"));
    const QString csv = QString::fromUtf8(exportChart(chart, FigureFormat::Csv, {}));
    QVERIFY(csv.contains("# made by: " + command + "csv\n"));
    QVERIFY(csv.contains("# runs: pretrain-0123456789abcdef\n"));
  }

  void writesEverySampleAsCsv() {
    const Chart chart = sineChart(3000);
    const QString csv = QString::fromUtf8(exportChart(chart, FigureFormat::Csv, {}));
    QStringList rows = csv.split('\n', Qt::SkipEmptyParts);
    rows.removeIf([](const QString& row) { return row.startsWith('#'); });
    QCOMPARE(rows.size(), 1 + 2 * 3000);
    QCOMPARE(rows.first(), QString("curve,step,\"loss, nat\",lower,upper"));
    const QStringList cells = rows[1 + 3000 + 17].split(',');
    QCOMPARE(cells[0], QString("two"));
    QCOMPARE(cells[1].toDouble(), 17.0);
    QCOMPARE(cells[2].toDouble(), chart.curves[1].data->y()[17]);
  }

  void saysTheViewInTheCommand() {
    Chart chart = sineChart(10);
    chart.x.lower = -5;
    chart.x.upper = 20;
    chart.y.logarithmic = true;
    FigurePage page;
    page.widthMm = 85;
    page.dark = true;
    QCOMPARE(QString::fromStdString(figureCommand(chart, page, "a b.pdf")),
             QString("lafs-workbench --batch figure loss pretrain-0123456789abcdef --runs "
                     "'my runs' --log-y --x=-5:20 --size 85x80 --dark -o 'a b.pdf'"));
  }

  void refusesWhatIsNoPage() {
    FigurePage page;
    page.widthMm = 5;
    QVERIFY_EXCEPTION_THROWN(exportChart(sineChart(5), FigureFormat::Png, page), lafs::UserError);
    QVERIFY_EXCEPTION_THROWN(lafs::figureFormatOf("figure.bmp"), lafs::UserError);
    QCOMPARE(lafs::figureFormatOf("a.b/figure.svg"), FigureFormat::Svg);
  }

  void looksRight() {
    const QString folder = qEnvironmentVariable("LAFS_SCREENSHOTS");
    if (folder.isEmpty()) return;
    QDir().mkpath(folder);
    for (const auto& [name, format] :
         {std::pair("png", FigureFormat::Png), std::pair("svg", FigureFormat::Svg),
          std::pair("pdf", FigureFormat::Pdf)}) {
      QFile file(folder + "/figure." + name);
      QVERIFY(file.open(QIODevice::WriteOnly));
      file.write(exportChart(sineChart(500), format, {}));
    }
  }
};

QTEST_MAIN(TestChartExport)
#include "test_chart_export.moc"

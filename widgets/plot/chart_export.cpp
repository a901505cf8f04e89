// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/chart_export.h"

#include <QBuffer>
#include <QHashFunctions>
#include <QImage>
#include <QPageSize>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSvgGenerator>
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"
#include "widgets/plot/chart_plot.h"
#include "widgets/plot/figure_command.h"

namespace lafs {

namespace {

constexpr double kMmPerInch = 25.4;
constexpr double kUnitsPerInch = 96;  // layout is done in these, whatever the file's own unit
constexpr int kTextUnits = 10;        // 7.5 pt
constexpr int kSvgUnitsPerMm = 1000;
constexpr double kLegendShare = 0.4;  // paper has no tool tip: names stay whole while there is room

QString text(const std::string& utf8) {
  return QString::fromStdString(utf8);
}

double units(double mm) {
  return mm / kMmPerInch * kUnitsPerInch;
}

/// A figure laid out for a page, ready to be painted on anything.
class LaidOutFigure {
 public:
  LaidOutFigure(const Chart& chart, const FigurePage& page)
      : width_(std::max(1, static_cast<int>(std::lround(units(page.widthMm))))),
        height_(std::max(1, static_cast<int>(std::lround(units(page.heightMm))))) {
    plot_.setTheme(page.dark ? Theme::darkTheme() : Theme::light());
    plot_.setTextSize(kTextUnits);
    plot_.setLegendShare(kLegendShare);
    plot_.setChart(chart);
    if (page.footer && !chart.source.runs.empty()) {
      plot_.setFooter(text(join(chart.source.runs, ", ")));
    }
  }

  /// Paints it over a device whose unit is `scale` of ours.
  void paint(QPaintDevice& device, double scaleX, double scaleY, bool vector, double density) {
    QCPPainter painter;
    if (vector) painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    require(painter.begin(&device), "a figure can be painted");
    // SVG writes the font in force even where nothing is written: the window's own must not show.
    painter.setFont(Theme::font(TextRole::Body));
    painter.scale(scaleX, scaleY);
    plot_.setPointDensity(density);
    plot_.setViewport(QRect(0, 0, width_, height_));
    // Twice: the first round finds the margins, the second chooses points for the real width.
    plot_.replot();
    plot_.replot();
    plot_.toPainter(&painter, width_, height_);
    painter.end();
  }

  int width() const { return width_; }
  int height() const { return height_; }

 private:
  ChartPlot plot_;
  int width_;
  int height_;
};

QByteArray asPng(const Chart& chart, const FigurePage& page) {
  LaidOutFigure figure(chart, page);
  const auto pixels = [&](double mm) {
    return static_cast<int>(std::lround(mm / kMmPerInch * page.dotsPerInch));
  };
  QImage image(pixels(page.widthMm), pixels(page.heightMm), QImage::Format_RGB32);
  const int perMetre = static_cast<int>(std::lround(page.dotsPerInch / kMmPerInch * 1000));
  const double scaleX = static_cast<double>(image.width()) / figure.width();
  const double scaleY = static_cast<double>(image.height()) / figure.height();
  figure.paint(image, scaleX, scaleY, /*vector=*/false, scaleX);
  image.setDotsPerMeterX(perMetre);
  image.setDotsPerMeterY(perMetre);
  image.setText("Title", text(chart.title));
  image.setText("Software", "LAFS Workbench");
  image.setText("Source", text(join(chart.source.runs, " ")));
  image.setText("Command", text(figureCommand(chart, page, "figure.png")));
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG");
  return bytes;
}

QByteArray asSvg(const Chart& chart, const FigurePage& page) {
  LaidOutFigure figure(chart, page);
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QSvgGenerator generator;
  generator.setOutputDevice(&buffer);
  generator.setResolution(static_cast<int>(kMmPerInch * kSvgUnitsPerMm));
  generator.setSize(QSize(static_cast<int>(std::lround(page.widthMm * kSvgUnitsPerMm)),
                          static_cast<int>(std::lround(page.heightMm * kSvgUnitsPerMm))));
  generator.setViewBox(QRect(0, 0, figure.width(), figure.height()));
  generator.setTitle(text(chart.title));
  generator.setDescription(text(figureCommand(chart, page, "figure.svg")));
  figure.paint(generator, 1, 1, /*vector=*/true, 4);
  return bytes;
}

/// The day on which a file was made would make every copy another one.
void withoutDates(QByteArray& pdf) {
  static const QRegularExpression date("\\(D:\\d{14}[^)]*\\)");
  QString latin = QString::fromLatin1(pdf);
  auto matches = date.globalMatch(latin);
  while (matches.hasNext()) {
    const auto match = matches.next();
    for (qsizetype i = match.capturedStart(); i < match.capturedEnd(); ++i) {
      if (pdf[i] >= '1' && pdf[i] <= '9') pdf[i] = '0';
    }
    pdf.replace(match.capturedStart() + 3, 8, "20000101");
  }
}

/// Qt rounds a page to whole points; this cuts it to the exact size, from the top left corner.
void cutPage(QByteArray& pdf, double widthPoints, double heightPoints) {
  const qsizetype begin = pdf.indexOf("/MediaBox [");
  const qsizetype end = pdf.indexOf(']', begin);
  require(begin >= 0 && end > begin, "a PDF says how large its page is");
  const qsizetype room = end + 1 - begin;
  QByteArray box = "/MediaBox [0 " +
                   QByteArray::number(std::ceil(heightPoints) - heightPoints, 'f', 4) + ' ' +
                   QByteArray::number(widthPoints, 'f', 4) + ' ' +
                   QByteArray::number(static_cast<int>(std::ceil(heightPoints)));
  require(box.size() < room, "the exact page fits into the place of the rounded one");
  box = box.leftJustified(room - 1, ' ') + ']';
  pdf.replace(begin, room, box);
}

/// Qt writes a document's fonts in the order of a hash whose seed differs from start to start;
/// with a fixed seed the same figure is the same file.
class SameFontOrder {
 public:
  SameFontOrder() { QHashSeed::setDeterministicGlobalSeed(); }
  ~SameFontOrder() { QHashSeed::resetRandomGlobalSeed(); }
  SameFontOrder(const SameFontOrder&) = delete;
  SameFontOrder& operator=(const SameFontOrder&) = delete;
};

QByteArray asPdf(const Chart& chart, const FigurePage& page) {
  const SameFontOrder sameFontOrder;
  LaidOutFigure figure(chart, page);
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  const double widthPoints = page.widthMm / kMmPerInch * 72;
  const double heightPoints = page.heightMm / kMmPerInch * 72;
  {
    QPdfWriter writer(&buffer);
    writer.setResolution(1200);
    writer.setPageSize(QPageSize(QSizeF(std::ceil(widthPoints), std::ceil(heightPoints)),
                                 QPageSize::Point, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    writer.setTitle(text(chart.title));
    writer.setCreator(text("LAFS Workbench: " + figureCommand(chart, page, "figure.pdf")));
    const double perPoint = writer.resolution() / 72.0;
    figure.paint(writer, widthPoints * perPoint / figure.width(),
                 heightPoints * perPoint / figure.height(), /*vector=*/true, 4);
  }
  cutPage(bytes, widthPoints, heightPoints);
  withoutDates(bytes);
  return bytes;
}

std::string quotedCell(const std::string& cell) {
  if (cell.find_first_of(",\"\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char letter : cell) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + '"';
}

QByteArray asCsv(const Chart& chart, const FigurePage& page) {
  std::string csv = "# " + chart.title + "\n";
  csv += "# runs: " + join(chart.source.runs, " ") + "\n";
  csv += "# made by: " + figureCommand(chart, page, "figure.csv") + "\n";
  csv += "curve," + quotedCell(chart.x.label) + ',' + quotedCell(chart.y.label) + ",lower,upper\n";
  for (const ChartCurve& curve : chart.curves) {
    if (!curve.data) continue;
    const std::string name = quotedCell(curve.name);
    for (std::size_t i = 0; i < curve.data->size(); ++i) {
      csv += name + ',' + formatNumber(curve.data->x()[i]) + ',' + formatNumber(curve.data->y()[i]);
      if (curve.bandLower) {
        csv += ',' + formatNumber(curve.bandLower->y()[i]) + ',' +
               formatNumber(curve.bandUpper->y()[i]);
      } else {
        csv += ",,";
      }
      csv += '\n';
    }
  }
  for (const ChartLine& line : chart.lines) {
    csv += "# line: " + std::string(line.vertical ? "x = " : "y = ") + formatNumber(line.at) + ' ' +
           line.label + '\n';
  }
  return QByteArray::fromStdString(csv);
}

}  // namespace

FigureFormat figureFormatOf(const std::string& file) {
  const std::string ending = file.substr(std::min(file.size(), file.find_last_of('.')));
  if (ending == ".png") return FigureFormat::Png;
  if (ending == ".svg") return FigureFormat::Svg;
  if (ending == ".pdf") return FigureFormat::Pdf;
  if (ending == ".csv") return FigureFormat::Csv;
  throw UserError(file, "a figure's format is chosen by its file's ending",
                  "end the name in .png, .svg, .pdf or .csv");
}

void checkPage(const FigurePage& page) {
  const auto inRange = [](double value, double low, double high) {
    return value >= low && value <= high;
  };
  if (!inRange(page.widthMm, 20, 1000) || !inRange(page.heightMm, 20, 1000)) {
    throw UserError("size",
                    formatNumber(page.widthMm) + " x " + formatNumber(page.heightMm) + " mm",
                    "give a width and a height between 20 and 1000 mm");
  }
  if (!inRange(page.dotsPerInch, 36, 1200)) {
    throw UserError("dpi", formatNumber(page.dotsPerInch), "give 36 to 1200 dots per inch");
  }
}

QByteArray exportChart(const Chart& chart, FigureFormat format, const FigurePage& page) {
  checkPage(page);
  switch (format) {
    case FigureFormat::Png:
      return asPng(chart, page);
    case FigureFormat::Svg:
      return asSvg(chart, page);
    case FigureFormat::Pdf:
      return asPdf(chart, page);
    case FigureFormat::Csv:
      return asCsv(chart, page);
  }
  return {};
}

}  // namespace lafs

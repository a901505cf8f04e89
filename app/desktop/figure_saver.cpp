// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/figure_saver.h"

#include <QApplication>
#include <QClipboard>
#include <utility>

#include "app/desktop/background.h"
#include "app/desktop/desktop_context.h"
#include "core/base/atomic_file.h"
#include "widgets/plot/chart_export.h"
#include "widgets/plot/figure_dialog.h"

namespace lafs {

namespace {

/// The chart with the folder of its runs, for the command that makes it again.
Chart withFolder(const DesktopContext& desktop, Chart chart) {
  chart.source.runsFolder = desktop.workspace().runsFolder().toStdString();
  return chart;
}

void write(DesktopContext& desktop, const QString& file, const QByteArray& bytes) {
  runInBackground(
      &desktop,
      [file = file.toStdString(), bytes = bytes.toStdString()] {
        try {
          writeFileAtomically(file, bytes);
          return QString();
        } catch (const std::exception& error) {
          return QString::fromUtf8(error.what());
        }
      },
      [&desktop, file](const QString& error) {
        if (error.isEmpty()) {
          desktop.notice(QObject::tr("Saved %1").arg(file));
          return;
        }
        ProblemCard card;
        card.what = QObject::tr("The figure was not saved");
        card.where = file;
        card.cause = error;
        card.next = QObject::tr("Choose a folder that you may write to.");
        desktop.problems().add(card);
      });
}

}  // namespace

void saveFigure(DesktopContext& desktop, QWidget* parent, Chart chart) {
  auto* dialog = new FigureDialog(withFolder(desktop, std::move(chart)), parent);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  QObject::connect(
      dialog, &FigureDialog::saveWanted, &desktop,
      [&desktop](const QString& file, const QByteArray& bytes) { write(desktop, file, bytes); });
  dialog->open();
}

void copyFigureCommand(DesktopContext& desktop, const Chart& chart) {
  const std::string command = figureCommand(withFolder(desktop, chart), {}, "figure.pdf");
  QApplication::clipboard()->setText(QString::fromStdString(command));
  desktop.notice(QObject::tr("Command copied"));
}

}  // namespace lafs

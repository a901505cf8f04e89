// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/report_saver.h"

#include <QFileDialog>

#include "app/desktop/desktop_context.h"
#include "app/desktop/experiment_report.h"

namespace lafs {

void saveReport(DesktopContext& desktop, QWidget* parent, const QString& experiment) {
  auto* dialog = new QFileDialog(
      parent, QObject::tr("Export the tables"), {},
      QObject::tr("Markdown (*.md);;HTML (*.html);;CSV (*.csv);;LaTeX (*.tex);;JSON (*.json)"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  QObject::connect(
      dialog, &QFileDialog::fileSelected, &desktop,
      [&desktop, experiment](const QString& target) { writeReport(desktop, experiment, target); });
  dialog->open();
}

void writeReport(DesktopContext& desktop, const QString& experiment, const QString& target) {
  const QStringList words = reportCommand(experiment, target);
  CommandLauncher& launcher = desktop.launcher();
  // Lives until this one command has ended; others may end before it.
  auto* waiting = new QObject(&desktop);
  QObject::connect(&launcher, &CommandLauncher::finished, waiting,
                   [&desktop, waiting, words, target](const QStringList& ended, int code) {
                     if (ended != words) return;
                     if (code == 0) desktop.notice(QObject::tr("Saved %1").arg(target));
                     waiting->deleteLater();
                   });
  launcher.launch(words);
  desktop.notice(QObject::tr("Writing %1").arg(target));
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/run_scanner.h"

#include <algorithm>

#include "app/desktop/scan_loop.h"

namespace lafs {

RunScanner::RunScanner(const QString& runsFolder, const QString& indexFile, QObject* parent)
    : QObject(parent),
      loop_(new ScanLoop(runsFolder.toStdString(), indexFile.toStdString())),
      runs_(std::make_shared<const RunList>()) {
  qRegisterMetaType<lafs::RunListPtr>("lafs::RunListPtr");
  thread_.setObjectName("run scanner");
  loop_->moveToThread(&thread_);
  connect(&thread_, &QThread::started, loop_, &ScanLoop::begin);
  connect(&thread_, &QThread::finished, loop_, &QObject::deleteLater);
  connect(loop_, &ScanLoop::looked, this, &RunScanner::take);
}

RunScanner::~RunScanner() {
  thread_.requestInterruption();
  thread_.quit();
  thread_.wait();
}

void RunScanner::start() {
  thread_.start(QThread::LowPriority);
}

void RunScanner::poke() {
  QMetaObject::invokeMethod(loop_, &ScanLoop::lookAtAll, Qt::QueuedConnection);
}

void RunScanner::take(const RunListPtr& runs) {
  runs_ = runs;
  Q_EMIT changed();
}

RunRowPtr RunScanner::find(const QString& directory) const {
  const std::string wanted = directory.toStdString();
  // Rows are sorted by name, and all are in one folder: so they are by directory.
  const auto found = std::lower_bound(
      runs_->rows.begin(), runs_->rows.end(), wanted,
      [](const RunRowPtr& row, const std::string& text) { return row->directory < text; });
  return found != runs_->rows.end() && (*found)->directory == wanted ? *found : nullptr;
}

RunRowPtr RunScanner::findByName(const std::string& name) const {
  const auto found = std::lower_bound(
      runs_->rows.begin(), runs_->rows.end(), name,
      [](const RunRowPtr& row, const std::string& text) { return row->name < text; });
  return found != runs_->rows.end() && (*found)->name == name ? *found : nullptr;
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <utility>

namespace lafs {

Workspace::Workspace(const QString& runsFolder, QString program)
    : runsFolder_(QDir::cleanPath(QDir::current().absoluteFilePath(runsFolder))),
      program_(std::move(program)) {}

QString Workspace::cacheFolder() const {
  const QByteArray id =
      QCryptographicHash::hash(runsFolder_.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
  return QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + "/" +
         QString::fromLatin1(id);
}

QString Workspace::dataFolder() {
  return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
}

QString Workspace::experimentsFolder() const {
  QDir folder = QFileInfo(program_).dir();
  const QString installed = folder.filePath("../share/lafs-workbench/experiments");
  if (QFileInfo(installed).isDir()) return QDir::cleanPath(installed);
  do {  // a build's folder lies somewhere in the sources
    const QString experiments = folder.filePath("experiments");
    if (QFileInfo::exists(experiments + "/quickstart.yaml")) return experiments;
  } while (folder.cdUp());
  return QDir::current().filePath("experiments");
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
// Guards the house: includes go downwards, each side uses only its own libraries, the two programs
// link only theirs. Reads the source tree and the programs' dynamic sections.
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>
#include <algorithm>

#include "tests/support/test_paths.h"

namespace {

struct Include {
  QString file;  ///< from the root of the tree
  int line;
  QString target;
};

/// Rooms of core/, each with what it may include besides itself.
const QMap<QString, QStringList>& rooms() {
  static const QStringList learnBase = {"base", "config", "run", "matrix", "eval", "formats"};
  static const QMap<QString, QStringList> allowed = {
      {"base", {}},
      {"config", {"base"}},
      {"run", {"base", "config"}},
      {"eval", {"base", "config", "run", "formats"}},  // its score files are safetensors
      {"matrix", {"base", "config", "run", "eval"}},
      {"formats", {"base"}},
      {"report", {"base", "config", "run", "matrix", "eval", "formats"}},
      {"image", learnBase},
      {"data", learnBase + QStringList{"image"}},
      {"augment", learnBase + QStringList{"image", "data"}},
      {"model", learnBase + QStringList{"image", "data", "augment"}},
      {"loss", learnBase + QStringList{"image", "data", "augment", "model"}},
      {"train", learnBase + QStringList{"image", "data", "augment", "model", "loss"}},
      {"embed", learnBase + QStringList{"image", "data", "augment", "model", "loss", "train"}},
      {"preview",
       learnBase + QStringList{"image", "data", "augment", "model", "loss", "train", "embed"}},
  };
  return allowed;
}

QList<Include> includesBelow(const QString& folder) {
  static const QRegularExpression pattern("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]");
  const QDir root(QString::fromStdString(lafs::test::sourceDir()));
  QList<Include> found;
  QDirIterator files(root.filePath(folder), {"*.h", "*.cpp"}, QDir::Files,
                     QDirIterator::Subdirectories);
  while (files.hasNext()) {
    QFile file(files.next());
    if (!file.open(QIODevice::ReadOnly)) qFatal("cannot read %s", qPrintable(file.fileName()));
    int line = 0;
    while (!file.atEnd()) {
      ++line;
      const auto match = pattern.match(QString::fromUtf8(file.readLine()));
      if (match.hasMatch()) {
        found.append({root.relativeFilePath(file.fileName()), line, match.captured(1)});
      }
    }
  }
  return found;
}

bool isTorch(const QString& header) {
  return header.startsWith("torch/") || header.startsWith("ATen/") || header.startsWith("c10/") ||
         header.startsWith("caffe2/");
}

bool isQt(const QString& header) {
  static const QRegularExpression pattern("^(Qt[A-Za-z0-9]*/)?Q[A-Za-z]+$|^qcustomplot\\.h$");
  return pattern.match(header).hasMatch();
}

bool isOpenCv(const QString& header) {
  return header.startsWith("opencv");
}

QString place(const Include& include) {
  return QString("%1:%2 includes %3").arg(include.file).arg(include.line).arg(include.target);
}

QStringList neededLibraries(const QString& program) {
  QProcess readelf;
  readelf.start("readelf", {"-d", program});
  if (!readelf.waitForFinished() || readelf.exitCode() != 0) return {};
  static const QRegularExpression pattern("\\(NEEDED\\).*\\[(.+)\\]");
  QStringList libraries;
  for (const QString& line : QString::fromUtf8(readelf.readAllStandardOutput()).split('\n')) {
    const auto match = pattern.match(line);
    if (match.hasMatch()) libraries.append(match.captured(1));
  }
  return libraries;
}

}  // namespace

class TestLayers : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void includesGoDownwards() {
    QStringList wrong;
    for (const Include& include : includesBelow("core")) {
      const QString from = include.file.section('/', 1, 1);
      QVERIFY2(rooms().contains(from), qPrintable("no layer is set for core/" + from));
      if (include.target.startsWith("widgets/") || include.target.startsWith("app/")) {
        wrong.append(place(include));
      }
      if (!include.target.startsWith("core/")) continue;
      const QString to = include.target.section('/', 1, 1);
      if (to != from && !rooms()[from].contains(to)) wrong.append(place(include));
    }
    for (const Include& include : includesBelow("widgets")) {
      if (include.target.startsWith("app/")) wrong.append(place(include));
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
  }

  /// Two types of one name in one program: the linker takes the functions of either for both.
  void typesHaveOneHeader() {
    static const QRegularExpression pattern("^(?:struct|class) (\\w+)(?!\\w|::)[^;]*\\{");
    const QDir root(QString::fromStdString(lafs::test::sourceDir()));
    QMap<QString, QStringList> headers;
    for (const char* side : {"core", "widgets", "app"}) {
      QDirIterator files(root.filePath(side), {"*.h"}, QDir::Files, QDirIterator::Subdirectories);
      while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        while (!file.atEnd()) {
          const auto match = pattern.match(QString::fromUtf8(file.readLine()));
          if (match.hasMatch()) {
            headers[match.captured(1)].append(root.relativeFilePath(file.fileName()));
          }
        }
      }
    }
    QVERIFY(headers.size() > 100);
    for (auto type = headers.cbegin(); type != headers.cend(); ++type) {
      QVERIFY2(type->size() == 1, qPrintable(type.key() + " in " + type->join(", ")));
    }
  }

  void eachSideUsesItsOwnLibraries() {
    static const QStringList plain = {"base", "config",  "run",   "matrix",
                                      "eval", "formats", "report"};
    QStringList wrong;
    for (const Include& include : includesBelow("core")) {
      const QString room = include.file.section('/', 1, 1);
      if (isQt(include.target)) wrong.append(place(include));
      if (plain.contains(room) && (isTorch(include.target) || isOpenCv(include.target))) {
        wrong.append(place(include));
      }
    }
    for (const QString& folder :
         {QString("widgets"), QString("app/workbench"), QString("app/desktop")}) {
      for (const Include& include : includesBelow(folder)) {
        if (isTorch(include.target) || isOpenCv(include.target)) wrong.append(place(include));
      }
    }
    for (const Include& include : includesBelow("app/worker")) {
      if (isQt(include.target)) wrong.append(place(include));
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
  }

  void includesStartAtTheRoot() {
    QStringList wrong;
    for (const QString& folder : {QString("core"), QString("widgets"), QString("app")}) {
      for (const Include& include : includesBelow(folder)) {
        if (include.target.contains("..")) wrong.append(place(include));
      }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
  }

  void coreNeitherPrintsNorExits() {
    static const QRegularExpression pattern(
        "\\bstd::(cout|cerr|clog|exit|quick_exit|abort)\\b|(^|[^\\w.:>])(printf|puts|exit|abort)"
        "\\(");
    QStringList wrong;
    const QDir root(QString::fromStdString(lafs::test::sourceDir()));
    QDirIterator files(root.filePath("core"), {"*.h", "*.cpp"}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
      QFile file(files.next());
      QVERIFY(file.open(QIODevice::ReadOnly));
      for (int line = 1; !file.atEnd(); ++line) {
        const QString text = QString::fromUtf8(file.readLine()).section("//", 0, 0);
        if (pattern.match(text).hasMatch()) {
          wrong.append(QString("%1:%2: %3")
                           .arg(root.relativeFilePath(file.fileName()))
                           .arg(line)
                           .arg(text.trimmed()));
        }
      }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
  }

  void theWorkbenchLinksNoLibTorch() {
    const QStringList libraries = neededLibraries(LAFS_WORKBENCH_PROGRAM);
    QVERIFY(!libraries.isEmpty());
    for (const QString& library : libraries) {
      QVERIFY2(!library.startsWith("libtorch") && !library.startsWith("libc10") &&
                   !library.startsWith("libopencv"),
               qPrintable(library));
    }
  }

#ifdef LAFS_WORKER_PROGRAM
  void theWorkerLinksNoQt() {
    const QStringList libraries = neededLibraries(LAFS_WORKER_PROGRAM);
    QVERIFY(std::any_of(libraries.begin(), libraries.end(),
                        [](const QString& name) { return name.startsWith("libtorch"); }));
    for (const QString& library : libraries) {
      QVERIFY2(!library.startsWith("libQt"), qPrintable(library));
    }
  }
#endif
};

QTEST_GUILESS_MAIN(TestLayers)
#include "test_layers.moc"

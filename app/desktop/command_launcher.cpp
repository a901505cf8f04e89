// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/command_launcher.h"

#include <unistd.h>

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QPointer>
#include <QProcess>
#include <QRegularExpression>

#include "app/desktop/background.h"
#include "app/desktop/problem_board.h"
#include "app/desktop/workspace.h"

namespace lafs {

namespace {

constexpr int kStopped = 75;            // ended as it was asked to, checkpoint kept
constexpr qint64 kKeptBytes = 1 << 16;  // of a launch log, for the card

/// Makes the file that a launch writes to, and removes those of last month.
QString prepareLog(const QString& cacheFolder, const QString& verb) {
  QDir folder(cacheFolder + "/launches");
  folder.mkpath(".");
  const QDateTime old = QDateTime::currentDateTime().addDays(-30);
  for (const QFileInfo& file : folder.entryInfoList(QDir::Files)) {
    if (file.lastModified() < old) QFile::remove(file.filePath());
  }
  const QString time = QDateTime::currentDateTimeUtc().toString("yyyyMMdd-hhmmss-zzz");
  return folder.filePath(time + "-" + verb + ".log");
}

QString tailOf(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return {};
  if (file.size() > kKeptBytes) file.seek(file.size() - kKeptBytes);
  return QString::fromUtf8(file.readAll());
}

QString lastLine(const QString& text) {
  const QStringList lines = text.split('\n', Qt::SkipEmptyParts);
  return lines.isEmpty() ? QString() : lines.last().trimmed();
}

}  // namespace

QString shellQuoted(const QString& word) {
  static const QRegularExpression plain("^[A-Za-z0-9_./:=,@%+-]+$");
  if (plain.match(word).hasMatch()) return word;
  QString quoted = word;
  quoted.replace("'", "'\\''");
  return "'" + quoted + "'";
}

CommandLauncher::CommandLauncher(const Workspace& workspace, ProblemBoard& problems,
                                 QObject* parent)
    : QObject(parent), workspace_(workspace), problems_(problems) {}

QStringList CommandLauncher::complete(const QStringList& words) const {
  static const QStringList withoutRuns = {"validate", "describe", "data", "import", "export"};
  QStringList all = words;
  if (!all.isEmpty() && !withoutRuns.contains(all.first()) && !all.contains("--runs")) {
    all << "--runs" << workspace_.runsFolder();
  }
  all.prepend("--batch");
  return all;
}

QString CommandLauncher::text(const QStringList& words) const {
  QStringList quoted{"lafs-workbench"};
  for (const QString& word : complete(words)) quoted << shellQuoted(word);
  return quoted.join(' ');
}

void CommandLauncher::launch(const QStringList& words) {
  if (words.isEmpty()) return;
  runInBackground(
      this,
      [folder = workspace_.cacheFolder(), verb = words.first()] {
        return prepareLog(folder, verb);
      },
      [this, words](const QString& log) {
        // Without a parent and in a session of its own: when the window closes, neither the
        // destructor nor the terminal's hang-up ends it.
        auto* process = new QProcess;
        process->setProgram(workspace_.program());
        process->setArguments(complete(words));
        process->setStandardInputFile(QProcess::nullDevice());
        process->setStandardOutputFile(log, QIODevice::Append);
        process->setStandardErrorFile(log, QIODevice::Append);
        process->setChildProcessModifier([] { ::setsid(); });
        connect(process, &QProcess::errorOccurred, this,
                [this, process, words](QProcess::ProcessError error) {
                  if (error != QProcess::FailedToStart) return;
                  ProblemCard card;
                  card.what = "could not start " + words.first();
                  card.where = workspace_.program();
                  card.cause = process->errorString();
                  card.next = "check that the program is installed";
                  problems_.add(card);
                  process->deleteLater();
                });
        connect(process, &QProcess::finished, this, [this, process, words, log](int code) {
          process->deleteLater();
          runInBackground(
              this, [log] { return tailOf(log); },
              [this, words, code](const QString& said) {
                if (code != 0 && code != kStopped) {
                  ProblemCard card;
                  card.what = words.first() + " ended with code " + QString::number(code);
                  card.cause = lastLine(said);
                  card.details = text(words) + "\n\n" + said;
                  problems_.add(card);
                }
                Q_EMIT finished(words, code, said);
              });
        });
        process->start();
        Q_EMIT launched(words);
      });
}

void CommandLauncher::run(const QStringList& words, QObject* receiver,
                          std::function<void(const CommandResult&)> done, const QByteArray& input) {
  auto* process = new QProcess;
  process->setProgram(workspace_.program());
  process->setArguments(complete(words));
  const QPointer<QObject> alive(receiver);
  const auto hand = [process, alive, done = std::move(done)](int code) {
    if (alive) {
      done({code, process->readAllStandardOutput(),
            QString::fromUtf8(process->readAllStandardError())});
    }
    process->deleteLater();
  };
  connect(process, &QProcess::finished, this, [hand](int code) { hand(code); });
  connect(process, &QProcess::errorOccurred, this, [hand](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) hand(-1);
  });
  process->start();
  if (!input.isEmpty()) process->write(input);
  process->closeWriteChannel();
}

}  // namespace lafs

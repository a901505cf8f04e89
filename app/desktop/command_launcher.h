// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <functional>

namespace lafs {

class ProblemBoard;
class Workspace;

/// What a command that was waited for said.
struct CommandResult {
  int exitCode = 0;
  QByteArray output;  ///< standard output
  QString error;      ///< standard error
};

/// Carries out what the user asks for, always as `lafs-workbench --batch …` in a process of its
/// own, so that a click and a typed command are the same thing. Never waits. On the window's
/// thread.
class CommandLauncher : public QObject {
  Q_OBJECT

 public:
  CommandLauncher(const Workspace& workspace, ProblemBoard& problems, QObject* parent = nullptr);

  /// Starts `words` (after --batch; `--runs` is added when it is missing) in a session of its own:
  /// it outlives this window. What it says goes to a file of the cache folder; when it ends badly
  /// while the window is open, a card tells why.
  void launch(const QStringList& words);

  /// Runs a short command and hands its result to `done`, unless `receiver` is gone. Failure is
  /// `done`'s business. `input` goes to its standard input.
  void run(const QStringList& words, QObject* receiver,
           std::function<void(const CommandResult&)> done, const QByteArray& input = {});

  /// The command as someone would type it: "lafs-workbench --batch stop 'a b'".
  QString text(const QStringList& words) const;

 Q_SIGNALS:
  void launched(const QStringList& words);
  /// A launched command ended while the window was open.
  void finished(const QStringList& words, int exitCode, const QString& error);

 private:
  QStringList complete(const QStringList& words) const;

  const Workspace& workspace_;
  ProblemBoard& problems_;
};

/// `word` as a POSIX shell reads it back.
QString shellQuoted(const QString& word);

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/preview/preview_client.h"

#include <algorithm>
#include <utility>

#include "app/desktop/background.h"
#include "app/workbench/worker_binary.h"
#include "core/base/error.h"

namespace lafs {

namespace {

constexpr int kRetryMs = 800;  ///< before another child follows one that did not answer at all

struct FoundWorker {
  QString path;
  QString error;
};

FoundWorker lookForWorker(const QString& program) {
  try {
    return {QString::fromStdString(findWorker(program.toStdString())), {}};
  } catch (const UserError& error) {
    return {{}, QString::fromUtf8(error.what())};
  }
}

}  // namespace

PreviewClient::PreviewClient(QString program, QObject* parent)
    : QObject(parent), program_(std::move(program)) {}

PreviewClient::~PreviewClient() {
  if (!child_) return;
  // The end of its input ends the child; nobody waits for it.
  QProcess* child = std::exchange(child_, nullptr);
  child->disconnect(this);
  child->setParent(nullptr);
  connect(child, &QProcess::finished, child, &QObject::deleteLater);
  child->closeWriteChannel();
  child->kill();
}

void PreviewClient::ask(const QString& channel, const Json& question, QObject* receiver,
                        Done done) {
  Question asked{channel, QByteArray::fromStdString(question.dump()) + '\n', receiver,
                 std::move(done)};
  if (channel.isEmpty()) {
    waiting_.push_back(std::move(asked));
  } else {
    const auto same = std::find_if(waiting_.begin(), waiting_.end(),
                                   [&](const Question& other) { return other.channel == channel; });
    if (same != waiting_.end()) waiting_.erase(same);
    const auto firstPlain =
        std::find_if(waiting_.begin(), waiting_.end(),
                     [](const Question& other) { return other.channel.isEmpty(); });
    waiting_.insert(firstPlain, std::move(asked));
    // An answer under way for the same channel is out of date.
    if (current_ && current_->channel == channel) current_->done = nullptr;
  }
  pump();
}

void PreviewClient::forget(QObject* receiver) {
  waiting_.erase(
      std::remove_if(waiting_.begin(), waiting_.end(),
                     [receiver](const Question& asked) { return asked.receiver == receiver; }),
      waiting_.end());
  if (current_ && current_->receiver == receiver) current_->done = nullptr;
  announce();
}

void PreviewClient::announce() {
  if (busy() == wasBusy_) return;
  wasBusy_ = busy();
  Q_EMIT busyChanged(wasBusy_);
}

void PreviewClient::pump() {
  announce();
  if (current_ || starting_ || waiting_.empty()) return;
  if (!child_) {
    findAndStart();
  } else if (child_->state() == QProcess::Running) {
    send();
  }
}

void PreviewClient::findAndStart() {
  starting_ = true;
  runInBackground(
      this, [program = program_] { return lookForWorker(program); },
      [this](const FoundWorker& found) {
        starting_ = false;
        if (found.error.isEmpty()) {
          start(found.path);
        } else {
          fail(found.error);
          QTimer::singleShot(0, this, &PreviewClient::pump);  // the others hear it too
        }
      });
}

void PreviewClient::start(const QString& worker) {
  child_ = new QProcess(this);
  child_->setProcessChannelMode(QProcess::SeparateChannels);
  child_->setStandardErrorFile(QProcess::nullDevice());
  child_->setReadChannel(QProcess::StandardOutput);
  stream_ = PreviewStream();
  connect(child_, &QProcess::started, this, &PreviewClient::pump);
  connect(child_, &QProcess::readyReadStandardOutput, this, &PreviewClient::receive);
  connect(child_, &QProcess::finished, this, &PreviewClient::ended);
  connect(child_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) ended();
  });
  child_->start(worker, {"--preview"});
}

void PreviewClient::send() {
  while (!waiting_.empty()) {
    Question question = std::move(waiting_.front());
    waiting_.pop_front();
    if (!question.receiver) continue;
    child_->write(question.line);
    current_ = std::move(question);
    sent_.start();
    break;
  }
  announce();
}

void PreviewClient::receive() {
  stream_.append(child_->readAllStandardOutput());
  PreviewAnswer answer;
  while (stream_.next(answer)) {
    deathsInARow_ = 0;
    finish(answer);
  }
  if (stream_.broken()) child_->kill();
}

void PreviewClient::finish(const PreviewAnswer& answer) {
  if (!current_) return;
  lastMilliseconds_ = static_cast<double>(sent_.nsecsElapsed()) / 1e6;
  const Question asked = std::move(*current_);
  current_.reset();
  pump();  // the child works on the next one while this answer is being shown
  if (asked.receiver && asked.done) asked.done(answer);
}

void PreviewClient::fail(const QString& why) {
  PreviewAnswer answer;
  answer.error = why;
  if (!current_ && !waiting_.empty()) {
    current_ = std::move(waiting_.front());
    waiting_.pop_front();
  }
  if (!current_) return;
  const Question asked = std::move(*current_);
  current_.reset();
  if (asked.receiver && asked.done) asked.done(answer);
  announce();
}

void PreviewClient::ended() {
  if (!child_) return;
  const QString reason = child_->error() == QProcess::FailedToStart ? child_->errorString()
                         : child_->exitStatus() == QProcess::CrashExit
                             ? tr("it crashed")
                             : tr("it ended with code %1").arg(child_->exitCode());
  child_->deleteLater();
  child_ = nullptr;
  ++deathsInARow_;
  fail(tr("The preview service stopped: %1. It is started again for the next question.")
           .arg(reason));
  // Without any answer in between, not at once: a broken installation must not spin.
  QTimer::singleShot(deathsInARow_ > 1 ? kRetryMs : 0, this, &PreviewClient::pump);
}

}  // namespace lafs

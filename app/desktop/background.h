// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QMetaObject>
#include <QObject>
#include <QPointer>
#include <QThreadPool>
#include <utility>

namespace lafs {

/// Runs `work` on a thread of the pool and hands what it returns to `done` on the window's thread,
/// unless `receiver` is gone by then. The way for everything that touches files; `work` must not
/// throw (catch, and return what went wrong) and must own what it uses.
template <typename Work, typename Done>
void runInBackground(QObject* receiver, Work work, Done done) {
  QThreadPool::globalInstance()->start([receiver = QPointer<QObject>(receiver),
                                        work = std::move(work), done = std::move(done)]() mutable {
    auto result = work();
    // The receiver may die between this test and the call; posting to the application object
    // and testing again over there leaves no gap.
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [receiver, done = std::move(done), result = std::move(result)]() mutable {
          if (receiver) done(std::move(result));
        },
        Qt::QueuedConnection);
  });
}

}  // namespace lafs

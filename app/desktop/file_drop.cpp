// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/file_drop.h"

#include <QDropEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>
#include <utility>

namespace lafs {

namespace {

QString firstPath(const QMimeData& dropped) {
  for (const QUrl& url : dropped.urls()) {
    if (url.isLocalFile()) return url.toLocalFile();
  }
  return {};
}

class FileDrop : public QObject {
 public:
  FileDrop(QWidget& target, std::function<void(const QString&)> take)
      : QObject(&target), take_(std::move(take)) {
    target.setAcceptDrops(true);
    target.installEventFilter(this);
  }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    const bool over = event->type() == QEvent::DragEnter || event->type() == QEvent::Drop;
    if (!over) return QObject::eventFilter(watched, event);
    auto* drop = static_cast<QDropEvent*>(event);  // a QDragEnterEvent is one
    const QString path = firstPath(*drop->mimeData());
    if (path.isEmpty()) return QObject::eventFilter(watched, event);
    drop->acceptProposedAction();
    if (event->type() == QEvent::Drop) take_(path);
    return true;
  }

 private:
  std::function<void(const QString&)> take_;
};

}  // namespace

void acceptFileDrops(QWidget& target, std::function<void(const QString&)> take) {
  new FileDrop(target, std::move(take));
}

}  // namespace lafs

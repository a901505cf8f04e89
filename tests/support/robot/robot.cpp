// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/robot/robot.h"

#include <fcntl.h>
#include <unistd.h>

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDeadlineTimer>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonValue>
#include <QPixmap>
#include <QSocketNotifier>
#include <QTabBar>
#include <QTest>
#include <QTimer>

#include "tests/support/robot/widget_search.h"

namespace lafs::test {

namespace {

constexpr int kRestMs = 200;  // charts rest a tenth of a second between two paints
constexpr int kPatienceMs = 4000;

QModelIndex cellOf(const QAbstractItemView& view, const QJsonObject& order) {
  return view.model()->index(order["row"].toInt(), order["column"].toInt(), view.rootIndex());
}

int tabNamed(const QTabBar& bar, const QString& text) {
  int beginning = -1;  // "Problems (2)" is the tab "Problems" too
  for (int i = bar.count() - 1; i >= 0; --i) {
    if (bar.tabText(i) == text) return i;
    if (bar.tabText(i).startsWith(text)) beginning = i;
  }
  return beginning;
}

/// A person at the keyboard: the arrow keys walk a list to the entry.
void walkTo(QComboBox& box, int entry) {
  box.setFocus();
  const int steps = entry - box.currentIndex();
  for (int i = 0; i < std::abs(steps); ++i) {
    QTest::keyClick(&box, steps > 0 ? Qt::Key_Down : Qt::Key_Up);
  }
}

/// Key by key, a line at a time.
void write(QWidget& widget, const QString& text) {
  const QStringList lines = text.split('\n');
  for (const QString& line : lines) {
    if (&line != &lines.first()) QTest::keyClick(&widget, Qt::Key_Return);
    QTest::keyClicks(&widget, line);
  }
}

/// The window once nothing on it changes any more, however busy the machine is; a run at work never
/// stands still, so not for ever.
QPixmap settled(QWidget& window) {
  const QDeadlineTimer patience(kPatienceMs);
  QImage last;
  for (;;) {
    QTest::qWait(kRestMs);
    const QPixmap now = window.grab();
    const QImage image = now.toImage();
    if (image == last || patience.hasExpired()) return now;
    last = image;
  }
}

}  // namespace

Robot::Robot(QObject* parent) : QObject(parent) {
  // Streams of its own that children do not inherit; the program's read and write nothing.
  in_ = ::fcntl(0, F_DUPFD_CLOEXEC, 3);
  out_ = ::fcntl(1, F_DUPFD_CLOEXEC, 3);
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  ::dup2(nothing, 0);
  ::dup2(nothing, 1);
  ::close(nothing);
  QTimer::singleShot(0, this, &Robot::listen);  // once the program's loop goes round
}

Robot::~Robot() {
  ::close(in_);
  ::close(out_);
}

void Robot::listen() {
  notifier_ = new QSocketNotifier(in_, QSocketNotifier::Read, this);
  connect(notifier_, &QSocketNotifier::activated, this, &Robot::read);
}

void Robot::read() {
  char bytes[4096];
  const ssize_t count = ::read(in_, bytes, sizeof bytes);
  if (count <= 0) {
    notifier_->setEnabled(false);
    QApplication::closeAllWindows();
    QApplication::quit();
    return;
  }
  buffer_.append(bytes, static_cast<qsizetype>(count));
  for (qsizetype end = buffer_.indexOf('\n'); end >= 0; end = buffer_.indexOf('\n')) {
    const QByteArray line = buffer_.left(end);
    buffer_.remove(0, end + 1);
    carryOut(QJsonDocument::fromJson(line).object());
  }
}

void Robot::answer(const QJsonObject& reply) {
  const QByteArray line = QJsonDocument(reply).toJson(QJsonDocument::Compact) + '\n';
  if (::write(out_, line.constData(), static_cast<std::size_t>(line.size())) != line.size()) {
    QApplication::quit();
  }
}

void Robot::carryOut(const QJsonObject& order) {
  const QString what = order["do"].toString();
  if (what == "trigger") return trigger(order["action"].toString());
  if (what == "grab") return grab(order);
  const QList<QWidget*> found = widgetsOf(order["widget"].toObject());
  if (what == "texts") {
    QJsonArray texts;
    for (const QWidget* widget : found) texts.append(widget->property("text").toString());
    return answer({{"value", texts}});
  }
  if (found.isEmpty()) {
    const QByteArray wanted = QJsonDocument(order).toJson(QJsonDocument::Compact);
    return refuse("there is no such widget on the screen: " + QString::fromUtf8(wanted));
  }
  if (look(what, *found.first(), order) || act(what, *found.first(), order)) return;
  refuse("cannot " + what + " a " + found.first()->metaObject()->className());
}

bool Robot::look(const QString& what, QWidget& widget, const QJsonObject& order) {
  if (what == "get") {
    const QVariant value = widget.property(order["property"].toString().toLatin1().constData());
    answer({{"value", QJsonValue::fromVariant(value)}});
    return true;
  }
  const auto* view = qobject_cast<QAbstractItemView*>(&widget);
  if (view && what == "rows") {
    answer({{"value", view->model()->rowCount(view->rootIndex())}});
    return true;
  }
  if (view && what == "cellText") {
    answer({{"value", cellOf(*view, order).data().toString()}});
    return true;
  }
  return false;
}

bool Robot::act(const QString& what, QWidget& widget, const QJsonObject& order) {
  if (!widget.isEnabled()) {
    refuse("is disabled: " + widget.objectName() + widget.property("text").toString());
    return true;
  }
  widget.window()->activateWindow();
  if (what == "press" && !QTest::qWaitForWindowActive(widget.window(), kPatienceMs)) {
    refuse("its window does not get the keys");
    return true;
  }
  if (what == "click") {
    answer({});
    QTest::mouseClick(&widget, Qt::LeftButton, {}, widget.rect().center());
  } else if (what == "press") {
    answer({});
    widget.setFocus();
    const QKeySequence keys(order["key"].toString());
    for (int i = 0; i < order["times"].toInt(1); ++i) QTest::keySequence(&widget, keys);
  } else if (what == "type") {
    answer({});
    widget.setFocus();
    QTest::keySequence(&widget, QKeySequence::SelectAll);
    QTest::keyClick(&widget, Qt::Key_Delete);
    write(widget, order["text"].toString());
  } else if (auto* box = qobject_cast<QComboBox*>(&widget); box && what == "choose") {
    const int entry = box->findText(order["text"].toString(), Qt::MatchContains);
    if (entry < 0) {
      refuse("the list has no entry " + order["text"].toString());
    } else {
      answer({});
      walkTo(*box, entry);
    }
  } else if (auto* bar = qobject_cast<QTabBar*>(&widget); bar && what == "tab") {
    const int tab = tabNamed(*bar, order["text"].toString());
    if (tab < 0) {
      refuse("there is no tab " + order["text"].toString());
    } else {
      answer({});
      QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(tab).center());
    }
  } else if (auto* view = qobject_cast<QAbstractItemView*>(&widget); view && what == "cell") {
    const QModelIndex index = cellOf(*view, order);
    answer({});
    view->scrollTo(index);
    const auto keys = order["more"].toBool() ? Qt::ControlModifier : Qt::NoModifier;
    QTest::mouseClick(view->viewport(), Qt::LeftButton, keys, view->visualRect(index).center());
  } else {
    return false;
  }
  return true;
}

/// As from a menu: what is disabled cannot be chosen.
void Robot::trigger(const QString& id) {
  for (QWidget* window : QApplication::topLevelWidgets()) {
    for (QAction* action : window->actions()) {
      if (action->objectName() != id) continue;
      if (!action->isEnabled()) return refuse("the action is disabled: " + id);
      answer({});
      action->trigger();
      return;
    }
  }
  refuse("there is no action " + id);
}

void Robot::grab(const QJsonObject& order) {
  QWidget* window = frontWindow();
  if (!window) return refuse("there is no window");
  const QSize size(order["width"].toInt(window->width()), order["height"].toInt(window->height()));
  if (size != window->size()) window->resize(size);
  const QPixmap picture = settled(*window);
  if (!picture.save(order["file"].toString()))
    return refuse("cannot write " + order["file"].toString());
  answer({{"width", picture.width()}, {"height", picture.height()}});
}

}  // namespace lafs::test

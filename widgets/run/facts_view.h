// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

#include "core/base/json.h"

class QLineEdit;
class QTreeWidget;

namespace lafs {

/// A fact in a table: what it is, its value, a remark beside it. Facts with the same `section`
/// stand under one heading.
struct Fact {
  QString section;
  QString name;
  QString value;
  QString remark;
  bool marked = false;  ///< set off, e.g. a value that is not the default
};

/// Facts by sections, with a filter; cells can be copied.
class FactsView : public QWidget {
  Q_OBJECT

 public:
  /// `remark` heads the third column; without it there are two.
  explicit FactsView(const QString& remark, QWidget* parent = nullptr);
  void setFacts(QVector<Fact> facts);
  int shownFacts() const;

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void refill();
  void fitColumns();
  void copySelected();

  QVector<Fact> facts_;
  QLineEdit* filter_;
  QTreeWidget* tree_;
};

/// Any JSON object as facts: nested objects become sections, lists are numbered.
QVector<Fact> factsOf(const Json& json);

}  // namespace lafs

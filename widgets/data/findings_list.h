// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeWidget>
#include <QVector>

namespace lafs {

/// Something an inspection found out about a data set, good or bad.
struct DataFinding {
  enum class Weight { Good, Note, Warning, Bad };
  Weight weight = Weight::Note;
  QString title;      ///< "3 damaged files"
  QString details;    ///< what it means and what to do; may be empty
  QStringList items;  ///< files, pairs, identities; may be empty
  bool operator==(const DataFinding& other) const {
    return weight == other.weight && title == other.title && details == other.details &&
           items == other.items;
  }
};

/// Findings with their files below, worst first.
class FindingsList : public QTreeWidget {
  Q_OBJECT

 public:
  explicit FindingsList(QWidget* parent = nullptr);
  void setFindings(QVector<DataFinding> findings);
  const QVector<DataFinding>& findings() const { return findings_; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void fill();
  bool filling_ = false;  ///< the first look at the theme changes the palette meanwhile
  QVector<DataFinding> findings_;
};

}  // namespace lafs

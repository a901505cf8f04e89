// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/base/error.h"

class TestError : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void printsPlaceMessageAndRemedy();
  void carriesEveryProblem();
  void requireThrowsWhatIsNotAUserError();
};

void TestError::printsPlaceMessageAndRemedy() {
  QCOMPARE((lafs::Problem{"a.yaml:1:2", "bad", "mend it"}).text(),
           std::string("a.yaml:1:2: bad (mend it)"));
  QCOMPARE((lafs::Problem{"", "bad", ""}).text(), std::string("bad"));
}

void TestError::carriesEveryProblem() {
  const lafs::UserError error(
      std::vector<lafs::Problem>{{"a", "first", ""}, {"b", "second", "do"}});
  QCOMPARE(error.problems().size(), std::size_t{2});
  QCOMPARE(std::string(error.what()), std::string("a: first\nb: second (do)"));
}

void TestError::requireThrowsWhatIsNotAUserError() {
  lafs::require(true, "kept");
  bool thrown = false;
  try {
    lafs::require(false, "broken");
  } catch (const std::logic_error& error) {
    thrown = std::string(error.what()) == "broken";
  }
  QVERIFY(thrown);
}

QTEST_GUILESS_MAIN(TestError)
#include "test_error.moc"

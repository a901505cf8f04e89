// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "app/workbench/arguments.h"
#include "core/base/error.h"

using lafs::Arguments;
using Words = std::vector<std::string>;

class TestArguments : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void takesWordsApart();
  void endsOptionsAtTwoDashes();
  void reportsEveryMistake();
  void readsWholeNumbers();

 private:
  const std::vector<lafs::Option> options_ = {{"set", "k=v", "", true},
                                              {"runs", "DIR", "", false},
                                              {"o", "FILE", "", false},
                                              {"json", "", "", false}};
};

void TestArguments::takesWordsApart() {
  const Arguments arguments(
      options_, {"a.yaml", "--set", "x=1", "--set=y=2", "--json", "-o", "f", "b", "--runs="});
  QCOMPARE(arguments.positional(), (Words{"a.yaml", "b"}));
  QCOMPARE(arguments.values("set"), (Words{"x=1", "y=2"}));
  QVERIFY(arguments.has("json"));
  QCOMPARE(arguments.value("o"), std::string("f"));
  QCOMPARE(arguments.value("runs", "runs"), std::string());
  QCOMPARE(Arguments(options_, {}).value("runs", "runs"), std::string("runs"));
}

void TestArguments::endsOptionsAtTwoDashes() {
  const Arguments arguments(options_, {"--", "--json", "-"});
  QCOMPARE(arguments.positional(), (Words{"--json", "-"}));
  QVERIFY(!arguments.has("json"));
}

void TestArguments::reportsEveryMistake() {
  try {
    Arguments(options_, {"--jason", "--runs", "a", "--runs", "b", "--json=1", "--xyz", "--set"});
    QFAIL("accepted");
  } catch (const lafs::UserError& error) {
    QCOMPARE(std::string(error.what()),
             std::string("unknown option --jason (did you mean --json?)\n"
                         "--runs is given twice (keep one of them)\n"
                         "--json takes no value\n"
                         "unknown option --xyz (there are --set, --runs, -o, --json)\n"
                         "--set needs a value (--set k=v)"));
  }
}

void TestArguments::readsWholeNumbers() {
  const std::vector<lafs::Option> jobs = {{"jobs", "N", "", false}};
  QCOMPARE(Arguments(jobs, {"--jobs", "3"}).number("jobs", 1, 1), 3LL);
  QCOMPARE(Arguments(jobs, {}).number("jobs", 1, 1), 1LL);
  for (const char* text : {"0", "two", "1.5", ""}) {
    QVERIFY_EXCEPTION_THROWN(Arguments(jobs, {"--jobs", text}).number("jobs", 1, 1),
                             lafs::UserError);
  }
}

QTEST_GUILESS_MAIN(TestArguments)
#include "test_arguments.moc"

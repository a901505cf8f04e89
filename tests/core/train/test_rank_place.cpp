// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/rank_place.h"

#include <QTest>
#include <map>

#include "core/base/error.h"

using lafs::RankPlace;

namespace {

RankPlace placeOf(const std::map<std::string, std::string>& variables) {
  return lafs::rankPlace([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

const std::map<std::string, std::string> kTorchrun = {{"RANK", "3"},
                                                      {"WORLD_SIZE", "8"},
                                                      {"LOCAL_RANK", "1"},
                                                      {"MASTER_ADDR", "10.0.0.7"},
                                                      {"MASTER_PORT", "29500"}};
const std::map<std::string, std::string> kSlurm = {
    {"SLURM_STEP_ID", "0"},      {"SLURM_PROCID", "5"},
    {"SLURM_NTASKS", "6"},       {"SLURM_LOCALID", "2"},
    {"SLURM_JOB_ID", "1234567"}, {"SLURM_JOB_NODELIST", "gpu[007-009,12],big1"}};

std::map<std::string, std::string> with(std::map<std::string, std::string> variables,
                                        const std::string& name, const std::string& value) {
  variables[name] = value;
  return variables;
}

std::map<std::string, std::string> without(std::map<std::string, std::string> variables,
                                           const std::string& name) {
  variables.erase(name);
  return variables;
}

}  // namespace

class TestRankPlace : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aloneWithoutALauncher() {
    QCOMPARE(placeOf({}).size, 1);
    QCOMPARE(placeOf({}).rank, 0);
  }

  void readsTorchrun() {
    const RankPlace place = placeOf(kTorchrun);
    QCOMPARE(place.rank, 3);
    QCOMPARE(place.size, 8);
    QCOMPARE(place.localRank, 1);
    QCOMPARE(place.masterAddress, std::string("10.0.0.7"));
    QCOMPARE(place.masterPort, 29500);
    QVERIFY(!place.launcherListens);
    QVERIFY(placeOf(with(kTorchrun, "TORCHELASTIC_USE_AGENT_STORE", "True")).launcherListens);
  }

  void readsASlurmStep() {
    const RankPlace place = placeOf(kSlurm);
    QCOMPARE(place.rank, 5);
    QCOMPARE(place.size, 6);
    QCOMPARE(place.localRank, 2);
    QCOMPARE(place.masterAddress, std::string("gpu007"));
    QCOMPARE(place.masterPort, 20000 + 1234567 % 20000);
    QCOMPARE(placeOf(with(kSlurm, "MASTER_PORT", "4000")).masterPort, 4000);
    QCOMPARE(placeOf(with(kSlurm, "SLURM_STEP_NUM_TASKS", "12")).size, 12);
  }

  void aBatchScriptIsNoStep() { QCOMPARE(placeOf(without(kSlurm, "SLURM_STEP_ID")).size, 1); }

  void torchrunComesFirst() {
    auto both = kSlurm;
    both.insert(kTorchrun.begin(), kTorchrun.end());
    QCOMPARE(placeOf(both).size, 8);
  }

  void refusesHalfAPlace() {
    for (const auto& variables :
         {without(kTorchrun, "RANK"), without(kTorchrun, "WORLD_SIZE"),
          without(kTorchrun, "MASTER_ADDR"), without(kTorchrun, "MASTER_PORT"),
          with(kTorchrun, "RANK", "8"), with(kTorchrun, "RANK", "-1"),
          with(kTorchrun, "WORLD_SIZE", "two"), with(kTorchrun, "MASTER_PORT", "70000"),
          without(kSlurm, "SLURM_NTASKS"), without(kSlurm, "SLURM_JOB_NODELIST")}) {
      QVERIFY_EXCEPTION_THROWN(placeOf(variables), lafs::UserError);
    }
  }

  void namesTheFirstHost_data() {
    QTest::addColumn<QString>("list");
    QTest::addColumn<QString>("host");
    QTest::newRow("one") << "node1"
                         << "node1";
    QTest::newRow("two") << "node1,node2"
                         << "node1";
    QTest::newRow("range") << "node[07-09,12],big1"
                           << "node07";
    QTest::newRow("single in brackets") << "node[3]"
                                        << "node3";
    QTest::newRow("suffix") << "n[3,5]-ib,x"
                            << "n3-ib";
    QTest::newRow("two brackets") << "rack[1-2]node[4,8]"
                                  << "rack1node4";
    QTest::newRow("plain before a range") << "login,node[1-4]"
                                          << "login";
    QTest::newRow("nothing") << ""
                             << "";
  }
  void namesTheFirstHost() {
    QFETCH(QString, list);
    QFETCH(QString, host);
    QCOMPARE(QString::fromStdString(lafs::firstHost(list.toStdString())), host);
  }
};

QTEST_GUILESS_MAIN(TestRankPlace)
#include "test_rank_place.moc"

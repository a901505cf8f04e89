// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/json.h"
#include "tests/support/test_paths.h"

using lafs::Json;

/// Verbs that only look, through the real program.
class TestCliDescribe : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void printsHelpAndVersion();
  void helpsWithEveryVerb();
  void refusesWrongUse_data();
  void refusesWrongUse();
  void validatesAllAtOnce();
  void validatesAsJson();
  void describesTheSchema();
  void describesModels();
  void describesAnExperiment();
  void describesThePapersSettings();

 private:
  struct Outcome {
    int code = -1;
    QString out;
    QString err;
    Json json() const { return Json::parse(out.toStdString()); }
  };

  Outcome call(const QStringList& words) {
    QProcess process;
    process.setWorkingDirectory(folder_.path());
    process.start(LAFS_WORKBENCH_BINARY, words);
    if (!process.waitForFinished(30000)) return {};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
  }
  Outcome batch(QStringList words) {
    words.prepend("--batch");
    return call(words);
  }
  QString write(const char* name, const char* text) {
    QFile file(folder_.filePath(name));
    if (file.open(QIODevice::WriteOnly)) file.write(text);
    return QString::fromUtf8(name);
  }

  QTemporaryDir folder_;
};

void TestCliDescribe::printsHelpAndVersion() {
  for (const QStringList& words : {QStringList{"--help"}, QStringList{"--batch", "--help"}}) {
    const Outcome help = call(words);
    QCOMPARE(help.code, 0);
    for (const char* verb : {"run", "status", "validate", "describe"}) {
      QVERIFY2(help.out.contains(QString("\n  %1 ").arg(verb)), verb);
    }
    QVERIFY(help.err.isEmpty());
  }
  const Outcome version = call({"--version"});
  QCOMPARE(version.code, 0);
  QVERIFY(version.out.startsWith("lafs-workbench "));
}

void TestCliDescribe::helpsWithEveryVerb() {
  for (const char* verb : {"run", "validate", "describe"}) {
    const Outcome help = batch({verb, "--help"});
    QCOMPARE(help.code, 0);
    QVERIFY(help.out.startsWith(QString("lafs-workbench --batch %1 ").arg(verb)));
  }
}

void TestCliDescribe::refusesWrongUse_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<QString>("error");
  const auto row = [](const QStringList& words, const char* error) {
    QTest::newRow(qPrintable("'" + words.join(' ') + "'")) << words << error;
  };
  row({"--bach"}, "unknown argument '--bach'");
  row({"--batch"}, "--batch needs a verb");
  row({"--batch", "descibe"}, "unknown verb 'descibe' (did you mean describe?)");
  row({"--batch", "validate"}, "validate needs one EXPERIMENT");
  row({"--batch", "validate", "absent.yaml"}, "absent.yaml: cannot be read");
  row({"--batch", "validate", "--sett", "x"}, "unknown option --sett (did you mean --set?)");
  row({"--batch", "describe"}, "describe what?");
  row({"--batch", "describe", "modell"}, "cannot describe 'modell' (did you mean model?)");
  row({"--batch", "describe", "model", "part-fvit-c"}, "did you mean part-fvit-b?");
  row({"--batch", "describe", "model", "mini", "--set", "seed=1"}, "expected a size of the model");
}

void TestCliDescribe::refusesWrongUse() {
  QFETCH(QStringList, words);
  QFETCH(QString, error);
  const Outcome outcome = call(words);
  QCOMPARE(outcome.code, 2);
  QVERIFY2(outcome.err.contains(error), qPrintable(outcome.err));
  QVERIFY(outcome.out.isEmpty());
}

void TestCliDescribe::validatesAllAtOnce() {
  const QString file = write("bad.yaml", "seed: x\npretrain: {epoch: 3}\n");
  const Outcome outcome = batch({"validate", file, "--set", "beta=-1"});
  QCOMPARE(outcome.code, 2);
  QVERIFY(outcome.out.isEmpty());
  const QStringList lines = outcome.err.trimmed().split('\n');
  QCOMPARE(lines.size(), 3);
  QVERIFY(lines[0].startsWith("bad.yaml:1:7: seed: found 'x'"));
  QVERIFY(lines[1].startsWith("bad.yaml:2:12: unknown key 'epoch'"));
  QVERIFY(lines[2].startsWith("--set beta=-1: finetune.landmark_beta: found '-1'"));
  const Outcome good = batch({"validate", write("good.yaml", "matrix: {seeds: 3}\n")});
  QCOMPARE(good.code, 0);
  QCOMPARE(good.out, QString("good.yaml: good; 3 cells\n"));
}

void TestCliDescribe::validatesAsJson() {
  const Outcome bad = batch({"validate", write("bad.yaml", "seed: x\n"), "--json"});
  QCOMPARE(bad.code, 2);
  QCOMPARE(bad.json().at("problems").at(0).at("where").get<std::string>(),
           std::string("bad.yaml:1:7"));
  const Outcome good = batch({"validate", write("good.yaml", "matrix: {seeds: 2}\n"), "--json"});
  QCOMPARE(good.code, 0);
  QVERIFY(good.json().at("problems").empty());
  QCOMPARE(good.json().at("cells").dump(), std::string(R"(["seed=0","seed=1"])"));
}

void TestCliDescribe::describesTheSchema() {
  const Outcome text = batch({"describe", "schema"});
  QCOMPARE(text.code, 0);
  QVERIFY(text.out.contains("perturbation_alpha (alpha)"));
  QCOMPARE(batch({"describe", "schema", "--json"}).json().at(0).at("path").get<std::string>(),
           std::string("name"));
  const Json schema = batch({"describe", "schema", "--json-schema"}).json();
  QVERIFY(schema.at("properties").at("pretrain").at("properties").contains("perturbation_alpha"));
}

void TestCliDescribe::describesModels() {
  const Outcome tiny = batch({"describe", "model", "part-fvit-tiny"});
  QCOMPARE(tiny.code, 0);
  for (const char* text : {"15,280,736", "2.477 G", "2.641 G", "196x2", "attention products"}) {
    QVERIFY2(tiny.out.contains(text), text);
  }
  const Json resnet = batch({"describe", "model", "iresnet-100", "--json"}).json();
  QCOMPARE(resnet.at("parameters").get<std::int64_t>(), std::int64_t{65156160});
  std::int64_t sum = 0;
  for (const Json& layer : resnet.at("layers")) sum += layer.at("parameters").get<std::int64_t>();
  QCOMPARE(sum, std::int64_t{65156160});
  const Json changed =
      batch({"describe", "model", "iresnet-100", "--set", "model.resnet_head=avgpool", "--json"})
          .json();
  QCOMPARE(changed.at("parameters").get<std::int64_t>(), std::int64_t{52310592});
  const Outcome all = batch({"describe", "models"});
  for (const char* name : {"part-fvit-b", "fvit-mini", "mini", "iresnet-18"}) {
    QVERIFY2(all.out.contains(QString("\n%1 ").arg(name)), name);
  }
  QVERIFY(all.out.contains("66,955,616"));
}

void TestCliDescribe::describesAnExperiment() {
  const QString file = write("two.yaml",
                             "model: {preset: mini}\n"
                             "matrix: {axes: {shots: [1, 2]}}\n");
  const Json json = batch({"describe", "experiment", file, "--json"}).json();
  QCOMPARE(json.at("cells").size(), std::size_t{2});
  // landmark and pretrain are shared, finetune and evaluate are not.
  QCOMPARE(json.at("stages").size(), std::size_t{6});
  QVERIFY(json.at("cells").at(0).at("stages").at(1) == json.at("cells").at(1).at("stages").at(1));
  QVERIFY(json.at("cells").at(0).at("stages").at(2) != json.at("cells").at(1).at("stages").at(2));
  for (const Json& stage : json.at("stages")) {
    QVERIFY(!stage.at("reused").get<bool>());
    QVERIFY(!stage.at("reason").get<std::string>().empty());
  }
  QCOMPARE(json.at("settings").at("finetune.subset.shots").get<std::string>(),
           std::string("varies: 1 | 2"));
  QCOMPARE(json.at("settings").at("model.landmarks").get<std::string>(), std::string("49"));
  const Outcome text = batch({"describe", "experiment", file});
  QCOMPARE(text.code, 0);
  QVERIFY(text.out.startsWith("two: 2 cells, 6 stages"));
  QVERIFY(text.out.contains("shots=2: landmark-"));
}

void TestCliDescribe::describesThePapersSettings() {
  const QString folder = QString::fromStdString(lafs::test::sourceDir()) + "/experiments/paper/";
  for (const char* name : {"pretrain_lafs.yaml", "pretrain_dino.yaml", "finetune.yaml"}) {
    const Outcome outcome = batch({"describe", "experiment", folder + name});
    QCOMPARE(outcome.code, 0);
    QVERIFY2(outcome.out.contains("pretrain.head_outputs"), name);
    QVERIFY2(outcome.out.contains("cannot run yet: "), name);  // its data is not here
  }
}

QTEST_GUILESS_MAIN(TestCliDescribe)
#include "test_cli_describe.moc"

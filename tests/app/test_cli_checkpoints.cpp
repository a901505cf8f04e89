// SPDX-License-Identifier: GPL-3.0-or-later
// Import and export through the real programs.
#include <torch/torch.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/json.h"
#include "core/model/checkpoint_file.h"
#include "core/model/face_model.h"

using lafs::Json;
using lafs::TensorMap;

namespace {

constexpr int kTimeoutMs = 120'000;

TensorMap miniState() {
  torch::manual_seed(3);
  lafs::ModelSpec spec;
  spec.preset = "mini";
  const auto model = lafs::makeFaceModel(lafs::resolveModel(spec), lafs::FaceInput::Landmarks);
  return lafs::stateDict(*model);
}

bool equal(const TensorMap& a, const TensorMap& b) {
  if (a.size() != b.size()) return false;
  for (const auto& [name, tensor] : a) {
    if (b.count(name) == 0 || !tensor.equal(b.at(name))) return false;
  }
  return true;
}

struct Outcome {
  int code = -1;
  QString out, err;
  Json json() const { return Json::parse(out.toStdString(), nullptr, false); }
};

}  // namespace

class TestCliCheckpoints : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;
  TensorMap state_;

  QString path(const char* name) const { return folder_.filePath(name); }
  std::string file(const char* name) const { return path(name).toStdString(); }

  Outcome call(const QStringList& words) const {
    QProcess program;
    program.setWorkingDirectory(folder_.path());
    program.start(LAFS_WORKBENCH_PROGRAM, QStringList{"--batch"} + words);
    Outcome outcome;
    if (!program.waitForFinished(kTimeoutMs)) return outcome;
    outcome.code = program.exitCode();
    outcome.out = QString::fromUtf8(program.readAllStandardOutput());
    outcome.err = QString::fromUtf8(program.readAllStandardError());
    return outcome;
  }

 private Q_SLOTS:

  void initTestCase() {
    state_ = miniState();
    TensorMap wrapped;
    for (const auto& [name, tensor] : state_) wrapped["module." + name] = tensor;
    wrapped["module.loss.weight"] = torch::randn({5, 128});
    lafs::saveTorchTensors(file("authors.pth"), wrapped);
  }

  void importsEvaluatesAndExports() {
    const Outcome imported = call({"import", "authors.pth", "-o", "model.safetensors", "--json"});
    QVERIFY2(imported.code == 0, qPrintable(imported.err));
    const Json report = imported.json();
    QVERIFY(report["accepted"].get<bool>());
    QCOMPARE(report["model"]["name"].get<std::string>(), std::string("mini"));
    QCOMPARE(report["matched"].size(), state_.size());
    QCOMPARE(report["dropped"].dump(), std::string("[\"loss.weight\"]"));
    QVERIFY(equal(state_, lafs::loadTensors(file("model.safetensors"))));

    const Outcome measured =
        call({"evaluate", "model.safetensors", "--protocol", "frontal", "--json", "--device", "cpu",
              "--set", "evaluate.data.source=synthetic", "--set", "evaluate.data.identities=20",
              "--set", "evaluate.data.images_per_identity=3", "--set", "runtime.threads=1"});
    QVERIFY2(measured.code == 0, qPrintable(measured.err));
    QCOMPARE(measured.json()["protocols"].size(), std::size_t{1});

    const Outcome exported =
        call({"export", "model.safetensors", "-o", "out.pth", "--prefix", "module.", "--json"});
    QVERIFY2(exported.code == 0, qPrintable(exported.err));
    QCOMPARE(exported.json()["tensors"].get<std::size_t>(), state_.size());
    TensorMap wrapped;
    for (const auto& [name, tensor] : state_) wrapped["module." + name] = tensor;
    QVERIFY(equal(wrapped, lafs::readCheckpoint(file("out.pth")).tensors));
    QCOMPARE(call({"export", "out.pth", "-o", "plain.safetensors"}).code, 0);
    QVERIFY(equal(wrapped, lafs::loadTensors(file("plain.safetensors"))));
  }

  void exportsTheModelOfARun() {
    QVERIFY(QDir().mkpath(path("finetune-0123456789abcdef/results")));
    lafs::saveTensors(file("finetune-0123456789abcdef/results/model.safetensors"), state_);
    const Outcome exported = call({"export", "finetune-0123456789abcdef", "-o", "run.pt"});
    QVERIFY2(exported.code == 0, qPrintable(exported.err));
    QVERIFY(exported.out.contains("run.pt"));
    QVERIFY(equal(state_, lafs::readCheckpoint(file("run.pt")).tensors));
  }

  void measuresTheModelOfARun() {
    QVERIFY(QDir().mkpath(path("landmark-0123456789abcdef/results")));
    QVERIFY(QDir().mkpath(path("evaluate-0123456789abcdef/results")));
    QCOMPARE(
        call({"import", "authors.pth", "-o", "landmark-0123456789abcdef/results/model.safetensors"})
            .code,
        0);
    const auto measure = [this](const char* run) {
      return call({"evaluate", run, "--protocol", "frontal", "--device", "cpu", "--set",
                   "evaluate.data.source=synthetic", "--set", "evaluate.data.identities=20",
                   "--set", "evaluate.data.images_per_identity=3"});
    };
    const Outcome measured = measure("landmark-0123456789abcdef");
    QVERIFY2(measured.code == 0, qPrintable(measured.err));
    const Outcome refused = measure("evaluate-0123456789abcdef");
    QCOMPARE(refused.code, 2);
    QVERIFY2(refused.err.contains("name a model file"), qPrintable(refused.err));
  }

  void aMisfitIsReportedAndRefused() {
    TensorMap tensors = state_;
    tensors.erase("mlp_head.0.weight");
    tensors["surplus"] = torch::ones({1});
    lafs::saveTorchTensors(file("misfit.pth"), tensors);
    const Outcome refused = call({"import", "misfit.pth"});
    QCOMPARE(refused.code, 2);
    QVERIFY2(refused.err.contains("--allow-missing 'mlp_head.*'"), qPrintable(refused.err));
    QVERIFY2(refused.out.contains("surplus"), qPrintable(refused.out));
    QVERIFY(!QFile::exists(path("misfit.safetensors")));
    const Outcome dry = call({"import", "misfit.pth", "--dry-run", "--json"});
    QCOMPARE(dry.code, 2);
    QCOMPARE(dry.json()["missing"].dump(), std::string("[\"mlp_head.0.weight\"]"));
    const Outcome asked = call({"import", "misfit.pth", "--allow-missing", "mlp_head.0.weight",
                                "--allow-unexpected", "surplus"});
    QVERIFY2(asked.code == 0, qPrintable(asked.err));
    QVERIFY(QFile::exists(path("misfit.safetensors")));
    QVERIFY(call({"import", "misfit.pth"}).err.contains("is there already"));
  }

  void refusesWrongUse_data() {
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("said");
    QTest::newRow("no file") << QStringList{"import"} << "CHECKPOINT";
    QTest::newRow("absent") << QStringList{"import", "none.pth"} << "none.pth";
    QTest::newRow("hostile") << QStringList{"import", "hostile.pth"} << "no file of torch.save";
    QTest::newRow("ending") << QStringList{"import", "authors.pth", "-o", "x.pth"}
                            << ".safetensors";
    QTest::newRow("entry") << QStringList{"import", "authors.pth", "--entry", "pupil"} << "pupil";
    QTest::newRow("model") << QStringList{"import", "authors.pth", "--model", "minim"} << "mini";
    QTest::newRow("set") << QStringList{"import", "authors.pth", "--set", "seed=1"} << "model";
    QTest::newRow("no output") << QStringList{"export", "authors.pth"} << "-o FILE";
    QTest::newRow("bad output") << QStringList{"export", "authors.pth", "-o", "x.onnx"} << ".onnx";
    QTest::newRow("evaluate") << QStringList{"evaluate", "authors.pth", "--protocol", "frontal"}
                              << "import it first";
  }

  void refusesWrongUse() {
    QFile hostile(path("hostile.pth"));
    QVERIFY(hostile.open(QIODevice::WriteOnly));
    hostile.write("cos\nsystem\n(S'true'\ntR.");
    hostile.close();
    QFETCH(QStringList, words);
    QFETCH(QString, said);
    const Outcome outcome = call(words);
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.err.contains(said), qPrintable(outcome.err));
    QVERIFY2(outcome.out.isEmpty(), qPrintable(outcome.out));
  }
};

QTEST_GUILESS_MAIN(TestCliCheckpoints)
#include "test_cli_checkpoints.moc"

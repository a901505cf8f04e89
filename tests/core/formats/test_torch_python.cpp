// SPDX-License-Identifier: GPL-3.0-or-later
// Agreement with Python's own torch and numpy, in both directions.
#include <QTest>
#include <cstring>
#include <fstream>
#include <string>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/formats/mapped_file.h"
#include "core/formats/pickle_numpy.h"
#include "core/formats/pickle_reader.h"
#include "core/formats/torch_file.h"
#include "tests/support/python_script.h"

using lafs::Dtype;
using lafs::Json;
using lafs::TorchFile;
using lafs::TorchTable;

namespace {

std::string hex(const std::string& bytes) {
  return QByteArray::fromStdString(bytes).toHex().toStdString();
}

/// PyTorch's name of a number type.
std::string pythonType(Dtype dtype) {
  switch (dtype) {
    case Dtype::F64:
      return "torch.float64";
    case Dtype::F32:
      return "torch.float32";
    case Dtype::F16:
      return "torch.float16";
    case Dtype::BF16:
      return "torch.bfloat16";
    case Dtype::I64:
      return "torch.int64";
    case Dtype::I32:
      return "torch.int32";
    case Dtype::I16:
      return "torch.int16";
    case Dtype::I8:
      return "torch.int8";
    case Dtype::U8:
      return "torch.uint8";
    case Dtype::BOOL:
      return "torch.bool";
  }
  return {};
}

}  // namespace

class TestTorchPython : public QObject {
  Q_OBJECT

 private:
  const lafs::test::PythonScript script_{"tests/core/formats/python_checkpoints.py",
                                         "torch, numpy"};
  Json made_;

  std::string path(const std::string& name) const { return script_.path(name); }

  void compareTable(const TorchFile& file, const std::string& name, const Json& expected) const {
    const TorchTable* table = file.table(name);
    QVERIFY2(table, name.c_str());
    QCOMPARE(table->entries.size(), expected.size());
    std::size_t index = 0;
    for (const auto& [tensor, facts] : expected.items()) {
      const TorchTable::Entry& entry = table->entries[index++];
      QCOMPARE(entry.name, tensor);
      QCOMPARE(pythonType(entry.tensor.dtype), facts["dtype"].get<std::string>());
      QVERIFY2(Json(entry.tensor.shape) == facts["shape"], tensor.c_str());
      QVERIFY2(hex(file.read(entry.tensor)) == facts["bytes"].get<std::string>(), tensor.c_str());
    }
  }

 private Q_SLOTS:
  void initTestCase() {
    if (!script_.found()) QSKIP("no python3 with torch and numpy here (python3-torch)");
    const QString problem = script_.run("make");
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    made_ = script_.made();
  }

  void checkpointsOpenEqual_data() {
    QTest::addColumn<QString>("container");
    QTest::newRow("zip") << "zip";
    QTest::newRow("legacy") << "legacy";
  }

  void checkpointsOpenEqual() {
    QFETCH(QString, container);
    const TorchFile nested = TorchFile::open(path("nested_" + container.toStdString() + ".pth"));
    QCOMPARE(QString(nested.container()), container);
    for (const auto& [name, table] : made_["tables"].items()) compareTable(nested, name, table);
    const Json& facts = nested.facts();
    QCOMPARE(facts["epoch"].get<int>(), made_["facts"]["epoch"].get<int>());
    QCOMPARE(facts["args"]["arch"].dump(), made_["facts"]["arch"].dump());
    QCOMPARE(facts["optimizer"]["param_groups"][0]["lr"].get<double>(),
             made_["facts"]["lr"].get<double>());
    QCOMPARE(facts["defaults"]["a"].get<int>(), 1);
    const TorchFile bare = TorchFile::open(path("bare_" + container.toStdString() + ".pth"));
    compareTable(bare, "", made_["tables"]["student"]);
    const TorchFile single = TorchFile::open(path("tensor_" + container.toStdString() + ".pth"));
    QCOMPARE(single.tables().size(), std::size_t{1});
    QCOMPARE(single.table("")->entries[0].tensor.elements(), std::uint64_t{6});
  }

  void modulesAndProgramsAreRefused() {
    // A pickled module names its own class, which Python would import and call.
    try {
      TorchFile::open(path("module.pth"));
      QFAIL("a pickled module was taken");
    } catch (const lafs::UserError& error) {
      QVERIFY2(std::string(error.what()).find("names 'torch.nn.modules.linear Linear'") !=
                   std::string::npos,
               error.what());
    }
    try {
      TorchFile::open(path("script.pth"));
      QFAIL("a TorchScript program was taken");
    } catch (const lafs::UserError& error) {
      QVERIFY2(std::string(error.what()).find("TorchScript") != std::string::npos, error.what());
    }
  }

  void numpyArraysOpenEqual() {
    lafs::PickleRules rules;
    rules.globals = lafs::numpyGlobals();
    for (int protocol = 0; protocol < 6; ++protocol) {
      const lafs::MappedFile file(path("arrays_" + std::to_string(protocol) + ".pkl"));
      const lafs::PickleTree tree = lafs::readPickle(file.text(), rules, file.path());
      QCOMPARE(tree.root().items.size(), made_["arrays"].size());
      for (std::size_t i = 0; i < made_["arrays"].size(); ++i) {
        const auto array = lafs::numpyArray(*tree.root().items[i], file.path());
        QVERIFY((array.shape == std::vector<std::int64_t>{2, 3}));
        QCOMPARE(array.columnMajor, i == 6);
        QCOMPARE(hex(std::string(array.bytes)), made_["arrays"][i].get<std::string>());
      }
    }
  }

  void pythonLoadsWhatWeWrite() {
    const float weights[6] = {1, 2, 3, 4, 5, 6};
    const double numbers[2] = {0.1, -1e300};
    const std::int64_t count = -(std::int64_t{1} << 40);
    const std::uint16_t words[3] = {0x3c00, 0xc000, 0x7bff};
    const std::uint8_t bytes[4] = {1, 0, 1, 1};
    std::vector<float> many(70'000);
    for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<float>(i) / 7;
    const std::vector<lafs::TensorToWrite> tensors = {
        {"transformer.layers.0.weight", Dtype::F32, {2, 3}, weights},
        {"doubles", Dtype::F64, {2, 1}, numbers},
        {"count", Dtype::I64, {}, &count},
        {"half", Dtype::F16, {3}, words},
        {"brain", Dtype::BF16, {3}, words},
        {"short", Dtype::I16, {3}, words},
        {"int", Dtype::I32, {1}, weights},
        {"char", Dtype::I8, {4}, bytes},
        {"byte", Dtype::U8, {2, 2}, bytes},
        {"bool", Dtype::BOOL, {4}, bytes},
        {"empty", Dtype::F32, {0, 3}, nullptr},
        {"many", Dtype::F32, {70'000}, many.data()}};
    lafs::writeTorchFile(path("ours.pth"), tensors);
    Json expected = Json::object();
    for (const auto& tensor : tensors) {
      std::size_t size = lafs::dtypeSize(tensor.dtype);
      for (const std::int64_t side : tensor.shape) size *= static_cast<std::size_t>(side);
      const std::string raw(static_cast<const char*>(size ? tensor.data : ""), size);
      expected[tensor.name] = {
          {"dtype", pythonType(tensor.dtype)}, {"shape", tensor.shape}, {"bytes", hex(raw)}};
    }
    std::ofstream(path("ours.json")) << expected.dump();
    lafs::writeTorchFile(path("linear.pth"), {{"weight", Dtype::F32, {2, 3}, weights},
                                              {"bias", Dtype::F32, {2}, weights}});
    const QString problem = script_.run("check");
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
  }
};

QTEST_GUILESS_MAIN(TestTorchPython)
#include "test_torch_python.moc"

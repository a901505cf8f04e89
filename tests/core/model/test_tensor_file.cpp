// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include "core/base/error.h"
#include "core/model/tensor_file.h"

#include <QTemporaryDir>
#include <QTest>

using namespace lafs;

class TestTensorFile : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void keepsEveryTypeAndShape();
  void writesStridedTensorsRowByRow();
  void ownsWhatItLoads();
  void rejectsAMissingFile();

 private:
  std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }
  QTemporaryDir folder_;
};

void TestTensorFile::keepsEveryTypeAndShape() {
  const at::Tensor numbers = at::arange(12, at::TensorOptions(at::kDouble)).sub(5).reshape({3, 4});
  TensorMap written;
  for (const at::ScalarType type : {at::kDouble, at::kFloat, at::kHalf, at::kBFloat16, at::kLong,
                                    at::kInt, at::kShort, at::kChar, at::kByte, at::kBool}) {
    written[std::string("t.") + at::toString(type)] = numbers.abs().to(type);
  }
  written["scalar"] = at::scalar_tensor(2.5);
  written["empty"] = at::empty({0, 7});
  saveTensors(path("all.safetensors"), written, {{"answer", "42"}});

  std::map<std::string, std::string> metadata;
  const TensorMap read = loadTensors(path("all.safetensors"), &metadata);
  QCOMPARE(metadata.at("answer"), std::string("42"));
  QCOMPARE(read.size(), written.size());
  for (const auto& [name, tensor] : written) {
    QVERIFY2(read.count(name) == 1, name.c_str());
    QVERIFY2(read.at(name).scalar_type() == tensor.scalar_type(), name.c_str());
    QVERIFY2(read.at(name).equal(tensor), name.c_str());
  }
}

void TestTensorFile::writesStridedTensorsRowByRow() {
  const at::Tensor matrix = at::rand({5, 3}).requires_grad_(true);
  saveTensors(path("strided.safetensors"), {{"t", matrix.t()}, {"part", matrix.select(1, 1)}});
  const TensorMap read = loadTensors(path("strided.safetensors"));
  QVERIFY(read.at("t").equal(matrix.detach().t()));
  QVERIFY(read.at("part").equal(matrix.detach().select(1, 1)));
  QVERIFY(!read.at("t").requires_grad());
}

void TestTensorFile::ownsWhatItLoads() {
  saveTensors(path("own.safetensors"), {{"x", at::ones({4})}});
  TensorMap first = loadTensors(path("own.safetensors"));
  first.at("x").zero_();
  QVERIFY(loadTensors(path("own.safetensors")).at("x").equal(at::ones({4})));
}

void TestTensorFile::rejectsAMissingFile() {
  QVERIFY_EXCEPTION_THROWN(loadTensors(path("absent.safetensors")), UserError);
}

QTEST_GUILESS_MAIN(TestTensorFile)
#include "test_tensor_file.moc"

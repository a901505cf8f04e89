// SPDX-License-Identifier: GPL-3.0-or-later
// Agreement with Python's own readers and writers (numpy, pickle, struct), in both directions.
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/sha256.h"
#include "core/formats/feature_file.h"
#include "core/formats/npy_file.h"
#include "core/formats/record_writer.h"
#include "core/formats/safetensors.h"
#include "core/formats/verification_bin.h"
#include "tests/support/python_script.h"

using namespace lafs;

namespace {

std::string hex(const std::string& bytes) {
  return QByteArray::fromStdString(bytes).toHex().toStdString();
}

}  // namespace

class TestPythonFormats : public QObject {
  Q_OBJECT

 private:
  const test::PythonScript script_{"tests/core/formats/python_formats.py", "numpy"};
  Json made_;

  std::string path(const std::string& name) const { return script_.path(name); }

  /// Writes what `check` of the script reads; returns what ours.json says about it.
  Json writeOurs() const {
    const std::vector<float> floats = {1.5f, -2, 3.25f, 4, 5, 1e-30f};
    const std::vector<double> doubles = {0.1, 1e300};
    const std::vector<std::int64_t> wide = {std::int64_t{1} << 60, -7};
    const std::vector<std::int32_t> narrow = {-5, 7};
    const std::vector<std::uint8_t> bytes = {1, 0, 255};
    const bool flags[2] = {true, false};
    writeNpy(path("f4.npy"), {2, 3}, floats.data());
    writeNpy(path("f8.npy"), {2, 1}, doubles.data());
    writeNpy(path("i8.npy"), {2}, wide.data());
    writeNpy(path("i4.npy"), {1, 1, 2}, narrow.data());
    writeNpy(path("u1.npy"), {3}, bytes.data());
    writeNpy(path("b1.npy"), {2}, flags);
    writeNpy(path("none.npy"), {0, 4}, floats.data());
    writeNpy(path("one.npy"), {}, doubles.data());
    Json ours;
    const auto array = [&](const char* name, const char* type, Json shape, Json values) {
      ours["arrays"][name] = {{"type", type}, {"shape", shape}, {"values", values}};
    };
    array("f4.npy", "<f4", {2, 3}, floats);
    array("f8.npy", "<f8", {2, 1}, doubles);
    array("i8.npy", "<i8", Json::array({2}), wide);
    array("i4.npy", "<i4", {1, 1, 2}, narrow);
    array("u1.npy", "|u1", Json::array({3}), bytes);
    array("b1.npy", "|b1", Json::array({2}), {true, false});
    array("none.npy", "<f4", {0, 4}, Json::array());
    array("one.npy", "<f8", Json::array(), Json::array({0.1}));

    writeSafetensors(path("ours.safetensors"),
                     {{"weight", Dtype::F32, {2, 3}, floats.data()},
                      {"näme", Dtype::F64, {2}, doubles.data()},
                      {"count", Dtype::I64, {2}, wide.data()},
                      {"byte", Dtype::U8, {3, 1}, bytes.data()}},
                     {{"a \"b\"", "c\nd"}});
    ours["metadata"] = {{"a \"b\"", "c\nd"}};
    ours["tensors"] = {{"weight", {{"shape", {2, 3}}, {"values", floats}}},
                       {"näme", {{"shape", Json::array({2})}, {"values", doubles}}},
                       {"count", {{"shape", Json::array({2})}, {"values", wide}}},
                       {"byte", {{"shape", {3, 1}}, {"values", bytes}}}};

    const std::vector<std::string_view> pictures = {"a", "bc", "\xff\xd8", "d"};
    writeVerificationBin(path("ours.bin"), pictures, {1, 0});
    for (const std::string_view picture : pictures) {
      ours["pictures"].push_back(hex(std::string(picture)));
    }
    ours["same"] = {true, false};
    writeFeatureFile(path("ours_feature.bin"), {1.5f, -2, 0.25f});
    ours["features"] = {1.5, -2, 0.25};
    return ours;
  }

 private Q_SLOTS:
  void initTestCase() {
    if (!script_.found()) QSKIP("SKIPPED, no python3 with numpy here (python3-numpy)");
    const QString problem = script_.run("make");
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    made_ = script_.made();
  }

  void arraysOfNumpyOpenEqual() {
    QVERIFY(made_["arrays"].size() > 100);
    for (const auto& [name, numbers] : made_["arrays"].items()) {
      const NpyFile file = NpyFile::open(path(name));
      QVERIFY2(file.doubles() == numbers.get<std::vector<double>>(), name.c_str());
    }
    QVERIFY_EXCEPTION_THROWN(NpyFile::open(path("objects.npy")), UserError);
  }

  void verificationBinsOfPickleOpenEqual() {
    for (const Json& name : made_["bins"]) {
      const auto bin = VerificationBin::open(path(name.get<std::string>()));
      Json hashes = Json::array(), same = Json::array();
      for (const std::string_view picture : bin.images()) hashes.push_back(sha256Hex(picture));
      for (const std::uint8_t flag : bin.same()) same.push_back(flag != 0);
      QVERIFY2(hashes == made_["pictures"], name.dump().c_str());
      QVERIFY2(same == made_["same"], name.dump().c_str());
    }
  }

  void pythonReadsWhatWeWrite() {
    Json ours = writeOurs();
    RecordWriter writer(path("ours.rec"), RecordLayout::InsightFace);
    // The second one holds the magic number at two aligned places.
    const std::string split(
        "abcd\x0a\x23\xd7\xce\x0a\x23\xd7\xce"
        "efg",
        15);
    writer.add(0, "a/1.jpg", "x");
    writer.add(0, "a/2.jpg", split);
    writer.add({5, 0.5f, 2}, "b/1.jpg", "three labels");
    writer.finish(112, 112);
    const auto record = [&](int key, Json labels, const std::string& image) {
      ours["records"].push_back({{"key", key}, {"labels", labels}, {"image", hex(image)}});
    };
    record(1, {0, 1}, "x");
    record(2, {0, 1}, split);
    record(3, {5, 0.5, 2}, "three labels");
    record(0, {4, 6}, "");
    record(4, {1, 3}, "");
    record(5, {3, 4}, "");
    writeFileAtomically(path("ours.json"), ours.dump());
    const QString problem = script_.run("check");
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
  }
};

QTEST_GUILESS_MAIN(TestPythonFormats)
#include "test_python_formats.moc"

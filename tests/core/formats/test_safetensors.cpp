// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "tests/support/test_paths.h"

using lafs::Dtype;
using lafs::SafetensorsFile;

namespace {

std::string fileBytes(const std::string& header, const std::string& data) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) {
    bytes += static_cast<char>(static_cast<std::uint64_t>(header.size()) >> (8 * i));
  }
  return bytes + header + data;
}

void store(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::optional<std::string> problemOf(const std::string& path) {
  try {
    SafetensorsFile::open(path);
  } catch (const lafs::UserError& error) {
    return error.what();
  }
  return std::nullopt;
}

}  // namespace

class TestSafetensors : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;
  std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }

 private Q_SLOTS:

  void roundTripKeepsEverything() {
    const std::string file = path("round.safetensors");
    const float weights[6] = {1.5f, -2, 3, 4, 5, 6};
    const std::int64_t count = -7;
    const std::uint8_t bytes[3] = {1, 2, 255};
    lafs::writeSafetensors(file,
                           {{"a.weight", Dtype::F32, {2, 3}, weights},
                            {"odd", Dtype::U8, {3}, bytes},
                            {"count", Dtype::I64, {}, &count},
                            {"none", Dtype::BF16, {0, 4}, nullptr}},
                           {{"case", "x"}, {"näme \"quoted\"", "a\nb"}});
    const auto read = SafetensorsFile::open(file);
    QCOMPARE(read.metadata().size(), std::size_t{2});
    QCOMPARE(read.metadata().at("näme \"quoted\""), std::string("a\nb"));
    QCOMPARE(read.views().size(), std::size_t{4});
    QVERIFY(read.names()[0] == "a.weight" && read.names()[1] == "odd");
    const auto& view = read.view("a.weight");
    QVERIFY((view.shape == std::vector<std::int64_t>{2, 3}) && view.dtype == Dtype::F32);
    QCOMPARE(std::memcmp(view.data, weights, sizeof weights), 0);
    QCOMPARE(std::memcmp(read.view("odd").data, bytes, 3), 0);
    std::int64_t value = 0;
    std::memcpy(&value, read.view("count").data, read.view("count").bytes);
    QCOMPARE(value, count);
    QCOMPARE(read.view("none").bytes, std::size_t{0});
    QVERIFY(!read.has("b"));
    QVERIFY_EXCEPTION_THROWN(read.view("b"), lafs::UserError);
    QCOMPARE(QDir(folder_.path()).entryList({"*.tmp"}, QDir::Files | QDir::Hidden).size(), 0);
  }

  void layoutIsTheFormats() {
    const std::string file = path("layout.safetensors");
    const std::uint8_t bytes[2] = {7, 9};
    lafs::writeSafetensors(file, {{"t", Dtype::U8, {2}, bytes}}, {{"k", "v"}});
    const std::string expected =
        R"({"__metadata__":{"k":"v"},"t":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})";
    const std::string content = load(file);
    const std::size_t length = static_cast<unsigned char>(content[0]);
    QCOMPARE(length % 8, std::size_t{0});
    QCOMPARE(content.substr(8, expected.size()), expected);
    QCOMPARE(content.size(), 8 + length + 2);
    QCOMPARE(content.substr(8 + length), std::string("\x07\x09"));
  }

  void writesNothingWhenItCannotFinish() {
    const std::string file = path("no/such/folder.safetensors");
    QVERIFY_EXCEPTION_THROWN(lafs::writeSafetensors(file, {}), lafs::UserError);
    const float value = 1;
    QVERIFY_EXCEPTION_THROWN(
        lafs::writeSafetensors(path("twice.safetensors"),
                               {{"a", Dtype::F32, {}, &value}, {"a", Dtype::F32, {}, &value}}),
        std::logic_error);
    QVERIFY(!std::filesystem::exists(path("twice.safetensors")));
  }

  void emptyFileOfTensorsIsLegal() {
    lafs::writeSafetensors(path("none.safetensors"), {});
    QVERIFY(SafetensorsFile::open(path("none.safetensors")).views().empty());
  }

  void refusesHostileHeaders_data() {
    QTest::addColumn<QString>("header");
    QTest::addColumn<int>("dataBytes");
    QTest::addColumn<QString>("says");
    const auto one = [](const char* fields) { return QString("{\"t\":{%1}}").arg(fields); };
    const char* good = R"("dtype":"F32","shape":[2],"data_offsets":[0,8])";
    QTest::newRow("not an object") << "[1,2]" << 0 << "begin with";
    QTest::newRow("leading space") << " {}" << 0 << "begin with";
    QTest::newRow("torn JSON") << one(good).chopped(1) << 8 << "JSON";
    QTest::newRow("garbage after") << one(good) + "x" << 8 << "JSON";
    QTest::newRow("past the end") << one(good) << 7 << "outside the file";
    QTest::newRow("begin after end")
        << one(R"("dtype":"U8","shape":[0],"data_offsets":[8,4])") << 8 << "outside";
    QTest::newRow("huge offset")
        << one(R"("dtype":"U8","shape":[2],"data_offsets":[0,18446744073709551615])") << 8
        << "outside";
    QTest::newRow("offset beyond 64 bits")
        << one(R"("dtype":"U8","shape":[2],"data_offsets":[0,99999999999999999999])") << 8
        << "malformed";
    QTest::newRow("negative offset")
        << one(R"("dtype":"U8","shape":[2],"data_offsets":[-1,1])") << 8 << "negative";
    QTest::newRow("negative size")
        << one(R"("dtype":"U8","shape":[-2],"data_offsets":[0,2])") << 8 << "negative";
    QTest::newRow("overflowing shape")
        << one(R"("dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8])") << 8
        << "do not fit";
    QTest::newRow("wrong size") << one(R"("dtype":"F32","shape":[3],"data_offsets":[0,8])") << 8
                                << "do not fit";
    QTest::newRow("unknown type") << one(R"("dtype":"F99","shape":[2],"data_offsets":[0,8])") << 8
                                  << "F99";
    QTest::newRow("trailing bytes") << one(good) << 9 << "belong to no tensor";
    QTest::newRow("hole") << one(R"("dtype":"F32","shape":[2],"data_offsets":[4,12])") << 12
                          << "hole";
    QTest::newRow("overlap") << R"({"a":{"dtype":"U8","shape":[6],"data_offsets":[0,6]},)"
                                R"("b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})"
                             << 8 << "overlaps";
    QTest::newRow("same name twice") << R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                                        R"("a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})"
                                     << 8 << "twice";
    QTest::newRow("same field twice")
        << one(R"("dtype":"U8","dtype":"U8","shape":[2],"data_offsets":[0,2])") << 2 << "twice";
    QTest::newRow("missing field") << one(R"("shape":[2],"data_offsets":[0,2])") << 2 << "lacks";
    QTest::newRow("one offset") << one(R"("dtype":"U8","shape":[2],"data_offsets":[2])") << 2
                                << "lacks";
    QTest::newRow("three offsets")
        << one(R"("dtype":"U8","shape":[2],"data_offsets":[0,2,2])") << 2 << "more than two";
    QTest::newRow("nested metadata") << R"({"__metadata__":{"a":{"b":"c"}}})" << 0 << "malformed";
    QTest::newRow("number in metadata") << R"({"__metadata__":{"a":1}})" << 0 << "malformed";
    QTest::newRow("metadata as text") << R"({"__metadata__":"a"})" << 0 << "malformed";
    QTest::newRow("tensor as list") << R"({"a":[1,2]})" << 0 << "malformed";
    QTest::newRow("type as list") << one(R"("dtype":[1])") << 0 << "malformed";
    QTest::newRow("deep nesting") << "{\"a\":" + QString(2'000'000, '[') << 0 << "malformed";
    QTest::newRow("deep shape") << "{\"a\":{\"shape\":" + QString(2'000'000, '[') << 0
                                << "malformed";
    QTest::newRow("long shape") << one(R"("shape":[1)").chopped(2) + QString(",1").repeated(99) << 0
                                << "dimensions";
  }
  void refusesHostileHeaders() {
    QFETCH(QString, header);
    QFETCH(int, dataBytes);
    QFETCH(QString, says);
    const std::string file = path("hostile.safetensors");
    store(file, fileBytes(header.toStdString(), std::string(dataBytes, '\0')));
    const auto problem = problemOf(file);
    QVERIFY2(problem, "was accepted");
    QVERIFY2(QString::fromStdString(*problem).contains(says), problem->c_str());
    QVERIFY2(QString::fromStdString(*problem).contains("hostile.safetensors"), problem->c_str());
  }

  void refusesImpossibleLengths() {
    const std::string file = path("length.safetensors");
    QVERIFY(problemOf(path("absent.safetensors")));
    QVERIFY(problemOf(folder_.path().toStdString()));
    for (const std::string& bytes :
         {std::string(), std::string("short"), std::string(8, '\xff') + "{}",
          std::string("\x03\0\0\0\0\0\0\0{}", 10), std::string("\0\0\0\0\0\0\0\0", 8)}) {
      store(file, bytes);
      QVERIFY2(problemOf(file), bytes.c_str());
    }
  }

  // Whatever single byte of a header is damaged: accepted or refused, never a crash, and no view
  // leaves the file.
  void survivesDamagedBytes() {
    const float weights[4] = {1, 2, 3, 4};
    const std::string file = path("damage.safetensors");
    lafs::writeSafetensors(
        file, {{"w", Dtype::F32, {2, 2}, weights}, {"v", Dtype::I8, {4}, weights}}, {{"a", "b"}});
    const std::string good = load(file);
    lafs::RandomStream random(5);
    int refused = 0;
    for (int round = 0; round < 2000; ++round) {
      std::string bytes = good;
      for (std::int64_t i = 0, n = 1 + random.below(3); i < n; ++i) {
        bytes[random.below(static_cast<std::int64_t>(bytes.size()))] =
            static_cast<char>(random.below(256));
      }
      if (random.chance(0.2)) bytes.resize(random.below(static_cast<std::int64_t>(bytes.size())));
      store(file, bytes);
      try {
        std::size_t total = 0;
        const SafetensorsFile opened = SafetensorsFile::open(file);
        for (const auto& view : opened.views()) total += view.bytes;
        QVERIFY(total <= bytes.size());
      } catch (const lafs::UserError&) {
        ++refused;
      }
    }
    QVERIFY(refused > 500 && refused < 2000);
  }

  void readsTheReferenceFiles() {
    const std::string root = lafs::test::fixtures();
    if (root.empty()) QSKIP("THE REFERENCE FIXTURES ARE MISSING: nothing was compared");
    const auto file = SafetensorsFile::open(root + "/l_augment_ops/seed11.safetensors");
    QVERIFY(file.metadata().count("pillow") == 1);
    const auto& image = file.view("image_hwc_rgb_u8");
    QVERIFY((image.shape == std::vector<std::int64_t>{112, 112, 3}) && image.dtype == Dtype::U8);
    QCOMPARE(image.bytes, std::size_t{112 * 112 * 3});
    QCOMPARE(file.view("crop_boxes_top_left_h_w").dtype, Dtype::I64);
  }
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "test_safetensors.moc"

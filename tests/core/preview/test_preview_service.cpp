// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/preview_service.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "core/base/atomic_file.h"
#include "core/image/codec.h"
#include "core/image/resize.h"
#include "core/run/run_paths.h"
#include "tests/core/preview/preview_fixture.h"
#include "tests/support/stage_runs.h"
#include "tests/support/tiny_experiment.h"

using lafs::Json;
using lafs::test::ParsedReply;

namespace {

/// A picture with a colour of its own.
lafs::Image picture(int width, int height, std::uint8_t red) {
  lafs::Image image(width, height);
  for (std::size_t k = 0; k < image.pixels.size(); k += 3) {
    image.pixels[k] = red;
    image.pixels[k + 1] = static_cast<std::uint8_t>(k / 3 % width * 255 / width);
  }
  return image;
}

void write(const QString& path, const std::vector<std::uint8_t>& bytes) {
  lafs::writeFileAtomically(path.toStdString(), std::string(bytes.begin(), bytes.end()));
}

}  // namespace

class TestPreviewService : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void greetsWithItsRequests();
  void refusesAndGoesOn_data();
  void refusesAndGoesOn();
  void opensAFileAndAFolder();
  void samplesAreWhatTheSourceHolds();
  void damagedPicturesSayWhyAndSpoilNothing();
  void changedFilesAreReadAnew();
  void samplesCarryLandmarks();
  void samplesAreFoundByName();
  void severalModelsAgreeWithEachAlone();
  void theGridModelIsTheGrid();
  void subsetsAreThoseOfTraining();
  void runsShowWhatTheyTrainedOn();
  void checkpointsOfARunDiffer();

 private:
  ParsedReply ask(const Json& request) { return ParsedReply(service_.answer(request.dump())); }
  QString path(const QString& name) const { return folder_.filePath(name); }
  std::string text(const QString& name) const { return path(name).toStdString(); }

  QTemporaryDir folder_;
  lafs::test::StageRuns runs_;
  std::string landmarkRun_;
  lafs::PreviewService service_;
};

void TestPreviewService::initTestCase() {
  at::set_num_threads(1);
  QVERIFY(QDir(folder_.path()).mkpath("faces/anna"));
  QVERIFY(QDir(folder_.path()).mkpath("faces/ben"));
  write(path("faces/anna/1.png"), lafs::encodePng(picture(40, 40, 200)));
  write(path("faces/anna/2.png"), lafs::encodePng(picture(60, 30, 100)));
  write(path("faces/ben/1.png"), lafs::encodePng(picture(40, 40, 50)));
  write(path("faces/ben/2.png"), {'n', 'o', ' ', 'p', 'i', 'c'});
  lafs::test::writeModel(text("a.safetensors"), 32, 16, 1);
  lafs::test::writeModel(text("b.safetensors"), 32, 16, 2);
}

void TestPreviewService::greetsWithItsRequests() {
  const ParsedReply reply = ask({{"ask", "hello"}, {"id", 7}});
  QCOMPARE(reply.head["protocol"].get<int>(), 1);
  QCOMPARE(reply.head["id"].get<int>(), 7);
  QCOMPARE(reply.head["asks"].size(), lafs::previewAsks().size());
}

void TestPreviewService::refusesAndGoesOn_data() {
  QTest::addColumn<QString>("line");
  QTest::addColumn<QString>("expected");
  const auto row = [](const char* name, const char* line, const char* expected) {
    QTest::newRow(name) << line << expected;
  };
  row("no JSON", "{", "not a JSON object");
  row("a number", "7", "not a JSON object");
  row("nothing asked", "{}", "needs a field \"ask\"");
  row("unknown", R"({"ask": "vews"})", "did you mean 'views'");
  row("no source", R"({"ask": "open"})", "needs a field \"source\"");
  row("no such file", R"({"ask": "open", "source": {"file": "/nowhere.png"}})", "no such file");
  row("no such run", R"({"ask": "open", "source": {"run": "/nowhere"}})", "no such run directory");
  row("unknown field", R"({"ask": "open", "sauce": {}, "source": {}})", "did you mean \"source\"");
  row("bad data", R"({"ask": "open", "source": {"data": {"source": "sinthetic"}}})", "synthetic");
  row("past the end",
      R"({"ask": "samples", "source": {"data": {"source": "synthetic", "identities": 2}},
          "indices": [99]})",
      "past the source's 16 pictures");
  row("bad index",
      R"({"ask": "samples", "source": {"data": {"source": "synthetic"}}, "indices": [-1]})",
      "whole numbers");
  row("bad spec",
      R"({"ask": "views", "source": {"data": {"source": "synthetic"}},
          "model": {"grid": {"preset": "mini"}}, "spec": {"pretrain": {"perturbation_alfa": 1}}})",
      "perturbation_alpha");
  row("subset above the landmarks",
      R"({"ask": "views", "source": {"data": {"source": "synthetic"}},
          "model": {"grid": {"preset": "mini", "landmarks": 16}},
          "spec": {"pretrain": {"subset_landmarks": 36}}})",
      "more than the model's 16");
}

void TestPreviewService::refusesAndGoesOn() {
  QFETCH(QString, line);
  QFETCH(QString, expected);
  const ParsedReply refused(service_.answer(line.toStdString()));
  QVERIFY(refused.failed());
  QVERIFY2(QString::fromStdString(refused.error()).contains(expected), refused.error().c_str());
  QVERIFY(!ask({{"ask", "hello"}}).failed());
}

void TestPreviewService::opensAFileAndAFolder() {
  const ParsedReply file =
      ask({{"ask", "open"}, {"source", {{"file", text("faces/ben/1.png")}}}, {"count", 5}});
  QCOMPARE(file.head["images"].get<int>(), 1);
  QCOMPARE(file.head["listed"][0]["name"].get<std::string>(), std::string("1.png"));
  const ParsedReply folder =
      ask({{"ask", "open"}, {"source", {{"folder", text("faces")}}}, {"from", 1}, {"count", 2}});
  QCOMPARE(folder.head["images"].get<int>(), 4);
  QCOMPARE(folder.head["identities"].get<int>(), 2);
  QCOMPARE(folder.head["listed"].size(), std::size_t(2));
  QCOMPARE(folder.head["listed"][1]["identity"].get<std::string>(), std::string("ben"));
}

void TestPreviewService::samplesAreWhatTheSourceHolds() {
  const ParsedReply reply = ask({{"ask", "samples"},
                                 {"source", {{"folder", text("faces")}}},
                                 {"indices", {2, 1}},
                                 {"size", 20}});
  QVERIFY2(!reply.failed(), reply.error().c_str());
  QCOMPARE(reply.head["samples"][1]["width"].get<int>(), 60);
  const at::Tensor pictures = reply.tensor("pictures");
  QCOMPARE(pictures.sizes(), (at::IntArrayRef{2, 20, 20, 3}));
  const lafs::Image expected = lafs::resizeBicubic(picture(60, 30, 100), 20, 20);
  QCOMPARE(std::memcmp(pictures[1].data_ptr(), expected.pixels.data(), expected.pixels.size()), 0);
}

void TestPreviewService::damagedPicturesSayWhyAndSpoilNothing() {
  const ParsedReply reply = ask({{"ask", "samples"},
                                 {"source", {{"folder", text("faces")}}},
                                 {"indices", {3, 0}},
                                 {"model", {{"file", text("a.safetensors")}}}});
  QVERIFY(!reply.failed());
  QVERIFY(reply.head["samples"][0].contains("error"));
  QVERIFY(!reply.head["samples"][1].contains("error"));
  QVERIFY(reply.tensor("pictures")[1].to(at::kFloat).sum().item<double>() > 0);
}

void TestPreviewService::changedFilesAreReadAnew() {
  const Json request = {{"ask", "samples"},
                        {"source", {{"file", text("again.png")}}},
                        {"indices", {0}},
                        {"size", 16}};
  write(path("again.png"), lafs::encodePng(picture(16, 16, 10)));
  QCOMPARE(ask(request).tensor("pictures")[0][0][0][0].item<int>(), 10);
  QTest::qWait(20);  // another time stamp
  write(path("again.png"), lafs::encodePng(picture(16, 16, 250)));
  QCOMPARE(ask(request).tensor("pictures")[0][0][0][0].item<int>(), 250);
}

void TestPreviewService::samplesCarryLandmarks() {
  const ParsedReply reply = ask({{"ask", "samples"},
                                 {"source", {{"folder", text("faces")}}},
                                 {"indices", {0, 2}},
                                 {"model", {{"file", text("a.safetensors")}}}});
  const at::Tensor landmarks = reply.tensor("landmarks");
  QCOMPARE(landmarks.sizes(), (at::IntArrayRef{2, 16, 2}));
  // Min-max scaling: every face has a 0 and a 31.
  QCOMPARE(landmarks[0].min().item<float>(), 0.0f);
  QCOMPARE(landmarks[1].max().item<float>(), 31.0f);
}

void TestPreviewService::samplesAreFoundByName() {
  const Json source = {{"folder", text("faces")}};
  const ParsedReply byIndex =
      ask({{"ask", "samples"}, {"source", source}, {"indices", {2, 0}}, {"size", 16}});
  Json names = Json::array();
  for (const Json& sample : byIndex.head["samples"]) names.push_back(sample["name"]);
  const ParsedReply byName =
      ask({{"ask", "samples"}, {"source", source}, {"names", names}, {"size", 16}});
  QVERIFY2(!byName.failed(), byName.error().c_str());
  QVERIFY(byName.head["samples"] == byIndex.head["samples"]);
  QVERIFY(at::equal(byName.tensor("pictures"), byIndex.tensor("pictures")));
  const ParsedReply unknown =
      ask({{"ask", "samples"}, {"source", source}, {"names", {"ben/3.png"}}});
  QVERIFY(QString::fromStdString(unknown.error()).contains("no picture 'ben/3.png'"));
}

void TestPreviewService::severalModelsAgreeWithEachAlone() {
  const Json source = {{"folder", text("faces")}};
  const Json a = {{"file", text("a.safetensors")}}, b = {{"file", text("b.safetensors")}};
  const ParsedReply both =
      ask({{"ask", "landmarks"}, {"source", source}, {"index", 2}, {"models", {a, b}}});
  QVERIFY2(!both.failed(), both.error().c_str());
  const ParsedReply alone =
      ask({{"ask", "samples"}, {"source", source}, {"indices", {2}}, {"size", 32}, {"model", b}});
  QVERIFY(at::allclose(both.tensor("landmarks")[1], alone.tensor("landmarks")[0], 1e-4, 1e-4));
  QVERIFY(!at::allclose(both.tensor("landmarks")[0], both.tensor("landmarks")[1], 1e-2, 1e-2));
  QVERIFY(at::equal(both.tensor("picture"), alone.tensor("pictures")[0]));
}

void TestPreviewService::theGridModelIsTheGrid() {
  const ParsedReply reply = ask({{"ask", "landmarks"},
                                 {"source", {{"file", text("faces/anna/1.png")}}},
                                 {"models", {{{"grid", {{"preset", "part-fvit-tiny"}}}}}}});
  QVERIFY2(!reply.failed(), reply.error().c_str());
  const at::Tensor landmarks = reply.tensor("landmarks")[0];
  for (const int k : {0, 1, 14, 15, 195}) {
    QVERIFY(std::abs(landmarks[k][0].item<double>() - k % 14 * 111.0 / 13) < 1e-3);
    QVERIFY(std::abs(landmarks[k][1].item<double>() - k / 14 * 111.0 / 13) < 1e-3);
  }
}

void TestPreviewService::subsetsAreThoseOfTraining() {
  const Json data = {{"source", "synthetic"}, {"identities", 6}, {"images_per_identity", 12}};
  const ParsedReply reply = ask(
      {{"ask", "subsets"}, {"source", {{"data", data}}}, {"shots", {1, 2, 4, 10, 0}}, {"seed", 3}});
  QVERIFY2(!reply.failed(), reply.error().c_str());
  QCOMPARE(reply.head["histogram"].dump(), std::string(R"([{"images":12,"identities":6}])"));
  const int images[] = {6, 12, 24, 60, 72};
  for (std::size_t k = 0; k < 5; ++k) {
    const Json& subset = reply.head["subsets"][k];
    QCOMPARE(subset["images"].get<int>(), images[k]);
    QCOMPARE(subset["identities"].get<int>(), 6);
    QVERIFY(subset["holds_previous"].get<bool>());
  }
  const ParsedReply other =
      ask({{"ask", "subsets"}, {"source", {{"data", data}}}, {"shots", {1}}, {"seed", 4}});
  QVERIFY(!at::equal(reply.tensor("shots1"), other.tensor("shots1")));
}

namespace {

/// With a checkpoint after each of two epochs of the landmark CNN.
lafs::ExperimentSpec previewedExperiment() {
  lafs::ExperimentSpec spec = lafs::test::tinyExperiment();
  spec.landmark.train.epochs = 2;
  spec.runtime.keepCheckpoints = 9;
  return spec;
}

}  // namespace

void TestPreviewService::runsShowWhatTheyTrainedOn() {
  const lafs::ExperimentSpec spec = previewedExperiment();
  landmarkRun_ = lafs::test::runStage(runs_.job(lafs::StageKind::Landmark, spec));
  const std::string run = lafs::test::runStage(
      runs_.job(lafs::StageKind::Pretrain, spec, {{"landmark", landmarkRun_}}));
  // The first preview of a run is of its first step; its numbers are rounded to hundredths.
  const QStringList previews = QDir(QString::fromStdString(run) + "/previews")
                                   .entryList({"*.json"}, QDir::Files, QDir::Name);
  QVERIFY(!previews.isEmpty());
  const Json logged = Json::parse(
      lafs::readWholeFile(lafs::RunPaths(run).previews() + "/" + previews.first().toStdString()));
  const ParsedReply batch = ask({{"ask", "batch"}, {"run", run}, {"epoch", 0}, {"step", 0}});
  QVERIFY2(!batch.failed(), batch.error().c_str());
  QCOMPARE(batch.head["steps_per_epoch"].get<int>(), 2);
  const at::Tensor indices = batch.tensor("indices");
  for (std::size_t face = 0; face < logged["faces"].size(); ++face) {
    const auto index = logged["indices"][face].get<std::int64_t>();
    QCOMPARE(indices[static_cast<std::int64_t>(face)].item<std::int64_t>(), index);
    const ParsedReply reply = ask({{"ask", "views"},
                                   {"source", {{"run", run}}},
                                   {"run", run},
                                   {"index", index},
                                   {"epoch", logged["epoch"]},
                                   {"model", {{"run", run}}}});
    QVERIFY2(!reply.failed(), reply.error().c_str());
    const Json& local = logged["faces"][face]["local"];
    const at::Tensor tokens = reply.tensor("view2.tokens"), found = reply.tensor("view2.found");
    QCOMPARE(local["tokens"].size(), std::size_t(4));
    for (std::int64_t n = 0; n < 4; ++n) {
      for (std::int64_t axis = 0; axis < 2; ++axis) {
        const double difference =
            local["tokens"][n][axis].get<double>() - tokens[n][axis].item<double>();
        QVERIFY2(std::abs(difference) < 0.006, qPrintable(QString::number(difference)));
      }
    }
    QVERIFY(std::abs(local["landmarks"][3][1].get<double>() - found[3][1].item<double>()) < 0.006);
  }
}

void TestPreviewService::checkpointsOfARunDiffer() {
  const QStringList steps = QDir(QString::fromStdString(landmarkRun_) + "/checkpoints")
                                .entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
  QVERIFY2(steps.size() >= 2, qPrintable(steps.join(' ')));
  Json models = Json::array();
  for (const QString& step : steps) {
    models.push_back({{"run", landmarkRun_}, {"step", *lafs::parseStepName(step.toStdString())}});
  }
  models.push_back({{"run", landmarkRun_}});
  const ParsedReply reply = ask(
      {{"ask", "landmarks"}, {"source", {{"file", text("faces/anna/1.png")}}}, {"models", models}});
  QVERIFY2(!reply.failed(), reply.error().c_str());
  const at::Tensor landmarks = reply.tensor("landmarks");
  QVERIFY(!at::allclose(landmarks[0], landmarks[1], 0, 1e-4));
  // The result is the last checkpoint.
  QVERIFY(at::allclose(landmarks[-1], landmarks[-2], 0, 1e-4));
}

QTEST_GUILESS_MAIN(TestPreviewService)
#include "test_preview_service.moc"

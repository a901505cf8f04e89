// SPDX-License-Identifier: GPL-3.0-or-later
// Protocols as people have them on the disk, judged from features and scores made elsewhere.
#include <ATen/ATen.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/embed/feature_supply.h"
#include "core/embed/protocol.h"
#include "core/eval/fold_verification.h"
#include "core/eval/roc.h"
#include "core/formats/feature_file.h"
#include "core/formats/npy_file.h"
#include "core/formats/verification_bin.h"
#include "core/image/codec.h"
#include "tests/support/test_paths.h"

using namespace lafs;

namespace {

constexpr std::int64_t kWidth = 24;

/// Features of people: a centre each, and noise.
at::Tensor featuresOf(const std::vector<std::int64_t>& people, double noise) {
  at::manual_seed(3);
  const at::Tensor centres = at::randn({100, kWidth});
  at::Tensor rows = at::empty({static_cast<std::int64_t>(people.size()), kWidth});
  for (std::size_t i = 0; i < people.size(); ++i) {
    rows[static_cast<std::int64_t>(i)].copy_(centres[people[i]] + noise * at::randn({kWidth}));
  }
  return rows.contiguous();
}

void writeRows(const std::string& path, const at::Tensor& rows) {
  writeNpy(path, {rows.size(0), rows.size(1)}, rows.data_ptr<float>());
}

}  // namespace

class TestProtocols : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    spec_ = {};
    spec_.farTargets = {1e-2, 1e-1};
    spec_.replicates = 64;
  }

  void anIjbSetIsJudgedFromFeatures() {
    const std::string root = makeIjb();
    const auto protocol = openEvaluationProtocol("ijb:" + root, spec_, {});
    QCOMPARE(protocol->images(), 60);
    const auto supply = featureFileSupply(path("features.npy"), false);
    const ProtocolResult result = protocol->judge(*supply);
    const Json& json = result.json;
    QCOMPARE(json["pairs"].get<int>(), 190);
    QCOMPARE(json["templates"].get<int>(), 20);
    // Units are the ten people, found through the genuine pairs.
    QCOMPARE(json["unit"]["count"].get<int>(), 10);
    QCOMPARE(json["genuine"].get<int>(), 10);
    for (const char* rule : {"nearest", "floor", "interpolated"}) {
      QVERIFY(json["tar_at_far"][1]["conventions"].contains(rule));
    }
    // 180 impostor pairs: 0.1 can be told, 0.01 cannot.
    QVERIFY(json["tar_at_far"][0]["below_floor"].get<bool>());
    QVERIFY(json["tar_at_far"][0]["interval"].is_null());
    QVERIFY(json["tar_at_far"][1]["interval"].is_array());
    QCOMPARE(json["identification"].size(), std::size_t{1});
    QCOMPARE(json["identification"][0]["gallery_size"].get<int>(), 8);
    QCOMPARE(json["identification"][0]["mated"].get<int>(), 8);
    QCOMPARE(json["identification"][0]["non_mated"].get<int>(), 2);
    QVERIFY(json["identification"][0]["ranks"][0]["hit_rate"].get<double>() > 0.7);
    QCOMPARE(result.scores.items.size(), std::size_t{20});
    QVERIFY(result.scores.items[0].picture.find("loose_crop") != std::string::npos);

    // The same scores from elsewhere give the same numbers.
    const ProtocolResult again = protocol->judgeScores(result.scores.score);
    QCOMPARE(again.json["tar_at_far"].dump(), json["tar_at_far"].dump());
    const std::vector<double>& scores = result.scores.score;
    writeNpy(path("scores.npy"), {190}, scores.data());
    QCOMPARE(readScores(path("scores.npy"), 190), scores);
    QVERIFY_EXCEPTION_THROWN(readScores(path("scores.npy"), 189), UserError);
  }

  void bothSidesAreAdded() {
    const std::string root = makeIjb();
    const auto protocol = openEvaluationProtocol("ijb:" + root, spec_, {});
    const at::Tensor sums = featuresOf(people_, 0.4), left = at::randn({60, kWidth});
    writeRows(path("both.npy"), at::cat({left, sums - left}, 1).contiguous());
    const auto sum = protocol->judge(*featureFileSupply(path("features.npy"), false));
    const auto both = protocol->judge(*featureFileSupply(path("both.npy"), true));
    for (std::size_t k = 0; k < sum.scores.score.size(); ++k) {
      QVERIFY(std::abs(sum.scores.score[k] - both.scores.score[k]) < 1e-5);
    }
  }

  void aShortSetIsRefused() {
    const std::string root = makeIjb();
    // The names of the real sets ask for the real sizes.
    QVERIFY(QFile::rename(QString::fromStdString(root + "/meta/toy_face_tid_mid.txt"),
                          QString::fromStdString(root + "/meta/ijbc_face_tid_mid.txt")));
    QVERIFY_EXCEPTION_THROWN(openEvaluationProtocol("ijb:" + root, spec_, {}), UserError);
    for (const char* list : {"_template_pair_label.txt", "_name_5pts_score.txt"}) {
      QVERIFY(QFile::rename(QString::fromStdString(root + "/meta/toy" + list),
                            QString::fromStdString(root + "/meta/ijbc" + list)));
    }
    QVERIFY(openEvaluationProtocol("ijb:" + root, spec_, {}) != nullptr);
    QVERIFY_EXCEPTION_THROWN(openEvaluationProtocol("ijbc:" + root, spec_, {}), UserError);
    // One feature too few.
    writeRows(path("short.npy"), at::randn({59, kWidth}));
    const auto protocol = openEvaluationProtocol("ijb:" + root, spec_, {});
    const auto supply = featureFileSupply(path("short.npy"), false);
    QVERIFY_EXCEPTION_THROWN(protocol->judge(*supply), UserError);
  }

  void aBinIsJudgedByFolds() {
    const std::string file = path("made.bin");
    std::vector<std::vector<std::uint8_t>> pictures;
    for (int i = 0; i < 20; ++i) {
      Image image(8, 8);
      image.row(0)[0] = static_cast<std::uint8_t>(i);
      pictures.push_back(encodePng(image));
    }
    std::vector<std::string_view> images;
    std::vector<std::uint8_t> same;
    std::vector<std::int64_t> people;
    for (int k = 0; k < 40; ++k) {
      // Pictures 2p and 2p+1 are of person p.
      const int person = k % 10, other = k % 2 == 0 ? person : (person + 1) % 10;
      same.push_back(k % 2 == 0);
      for (const int picture : {2 * person, 2 * other + 1}) {
        images.emplace_back(reinterpret_cast<const char*>(pictures[picture].data()),
                            pictures[picture].size());
        people.push_back(picture / 2);
      }
    }
    writeVerificationBin(file, images, same);
    const auto protocol = openEvaluationProtocol(file, spec_, {});
    QCOMPARE(protocol->pairs(), 40);
    // Ten genuine and ten impostor pairs, some of them several times: pictures are known again.
    QVERIFY(protocol->images() <= 20);
    writeRows(path("pairs.npy"), featuresOf(people, 0.5));
    const ProtocolResult result = protocol->judge(*featureFileSupply(path("pairs.npy"), false));
    std::vector<double> distances;
    for (const double score : result.scores.score) distances.push_back(2 - 2 * score);
    std::vector<bool> labels(same.begin(), same.end());
    QCOMPARE(result.json["accuracy"].get<double>(), foldAccuracy(distances, labels).meanAccuracy);
    QVERIFY(result.json["accuracy_interval"].is_array());
    QCOMPARE(result.scores.same, labels);
    // A file that is named like a known set must be that set.
    QVERIFY(QFile::copy(QString::fromStdString(file), folder_->filePath("lfw.bin")));
    QVERIFY_EXCEPTION_THROWN(openEvaluationProtocol(path("lfw.bin"), spec_, {}), UserError);
  }

  void lfwPairsOpenAndAreJudged() {
    const std::string data = test::testData();
    if (data.empty()) QSKIP("no real data: set LAFS_TEST_DATA");
    const auto protocol =
        openEvaluationProtocol("pairs:" + data + "/samples/lfw_pairs.txt", spec_, {});
    QCOMPARE(protocol->pairs(), 6000);
    // A fold is 300 genuine and 300 impostor pairs; each 20th pair is scored the wrong way.
    std::vector<double> scores;
    for (int k = 0; k < 6000; ++k) {
      const bool same = k % 600 < 300;
      scores.push_back(same != (k % 20 == 0) ? 0.7 : 0.1);
    }
    const ProtocolResult result = protocol->judgeScores(scores);
    QVERIFY(std::abs(result.json["accuracy"].get<double>() - 0.95) < 1e-12);
    QCOMPARE(result.json["genuine"].get<int>(), 3000);
    QCOMPARE(result.scores.unitKind, std::string("identity"));
  }

  void megafaceFollowsItsRules() {
    const std::string root = makeMegaface();
    spec_.distractors = 50;
    const auto protocol = openEvaluationProtocol("megaface:" + root, spec_, {});
    QCOMPARE(protocol->images(), 62);
    const auto supply = featureFileSupply(path("features"), false);
    const ProtocolResult result = protocol->judge(*supply);
    // Distractor 3 is probe 0 itself, but on the noise list; without that, no search for the other
    // pictures of its person would hit. Probe 5 is noisy: its own feature is a distractor's.
    QCOMPARE(result.json["rank1"].get<double>(), 1.0);
    QCOMPARE(result.json["rank1_searches"].get<int>(), 3 * 4 * 3);
    QCOMPARE(result.json["genuine"].get<int>(), 3 * 6);
    QCOMPARE(result.json["impostor"].get<int>(), 12 * 50);
    QCOMPARE(result.json["unit"]["count"].get<int>(), 3);
    QVERIFY(result.json["count_rule"]["tar"].is_null());
    atomicNoise(root, "");
    const auto open = openEvaluationProtocol("megaface:" + root, spec_, {});
    const ProtocolResult noisy = open->judge(*featureFileSupply(path("features"), false));
    QVERIFY(noisy.json["rank1"].get<double>() < 1);
    spec_.distractors = 60;
    QVERIFY_EXCEPTION_THROWN(openEvaluationProtocol("megaface:" + root, spec_, {}), UserError);
  }

  void keptFeaturesAreReadBack() {
    const std::string root = makeMegaface();
    spec_.distractors = 50;
    const auto protocol = openEvaluationProtocol("megaface:" + root, spec_, {});
    const auto supply = featureFileSupply(path("features"), false);
    FeatureFileWriter writer(*supply, path("kept"));
    const ProtocolResult first = protocol->judge(writer);
    const ProtocolResult again = protocol->judge(*featureFileSupply(path("kept"), false));
    QCOMPARE(again.json["rank1"].get<double>(), first.json["rank1"].get<double>());
    QCOMPARE(again.scores.score.size(), first.scores.score.size());
    QVERIFY(QFile::remove(folder_->filePath("kept/megaface/1/1/7.jpg_lafs.bin")));
    const auto torn = featureFileSupply(path("kept"), false);
    QVERIFY_EXCEPTION_THROWN(protocol->judge(*torn), UserError);
  }

  void anUnknownProtocolIsRefused() {
    QVERIFY_EXCEPTION_THROWN(openEvaluationProtocol("ijbz:/x", spec_, {}), UserError);
    QVERIFY_EXCEPTION_THROWN(openEvaluationProtocol("megaface:/nowhere", spec_, {}), UserError);
  }

 private:
  std::string path(const char* name) const { return folder_->filePath(name).toStdString(); }

  /// 20 templates of three images each: ten people with two templates, all 190 pairs of templates,
  /// eight people in the gallery.
  std::string makeIjb() {
    const std::string root = path("toy");
    QDir().mkpath(QString::fromStdString(root + "/meta"));
    std::string faces, points, pairs, gallery = "TEMPLATE_ID,SUBJECT_ID,FILENAME\n",
                                      probes = gallery;
    people_.clear();
    for (int i = 0; i < 60; ++i) {
      const int id = 7 * (i / 3), person = i / 3 % 10;
      const std::string file = std::to_string(i) + ".jpg";
      faces += file + ' ' + std::to_string(id) + ' ' + std::to_string(i % 2) + '\n';
      points += file + " 38 51 73 51 56 71 41 92 70 92 0.9\n";
      people_.push_back(person);
      const std::string row =
          std::to_string(id) + ",p" + std::to_string(person) + ',' + file + '\n';
      if (i < 30 && person < 8) gallery += row;
      if (i >= 30) probes += row;
    }
    for (int a = 0; a < 20; ++a) {
      for (int b = a + 1; b < 20; ++b) {
        pairs += std::to_string(7 * a) + ' ' + std::to_string(7 * b) + ' ' +
                 std::to_string(a % 10 == b % 10) + '\n';
      }
    }
    writeFileAtomically(root + "/meta/toy_face_tid_mid.txt", faces);
    writeFileAtomically(root + "/meta/toy_name_5pts_score.txt", points);
    writeFileAtomically(root + "/meta/toy_template_pair_label.txt", pairs);
    writeFileAtomically(root + "/meta/toy_1N_gallery_G1.csv", gallery);
    writeFileAtomically(root + "/meta/toy_1N_probe_mixed.csv", probes);
    writeRows(path("features.npy"), featuresOf(people_, 0.4));
    return root;
  }

  /// Three people with four probes, 50 distractors.
  std::string makeMegaface() {
    const std::string root = path("mega");
    QDir().mkpath(QString::fromStdString(root + "/templatelists"));
    at::manual_seed(9);
    const at::Tensor centres = at::randn({3, kWidth}), others = at::randn({50, kWidth});
    Json probes{{"path", Json::array()}}, distractors = probes;
    const auto write = [this](const std::string& name, const at::Tensor& row) {
      const QString file = folder_->filePath(QString::fromStdString("features/" + name + "_x.bin"));
      QDir().mkpath(QFileInfo(file).path());
      const at::Tensor unit = (row / row.norm()).contiguous();
      writeFeatureFile(file.toStdString(),
                       {unit.data_ptr<float>(), unit.data_ptr<float>() + unit.numel()});
    };
    at::Tensor firstProbe;
    for (int p = 0; p < 12; ++p) {
      const std::string person = "P" + std::to_string(p / 4);
      const std::string name = person + '/' + person + '_' + std::to_string(p) + ".png";
      probes["path"].push_back(name);
      const at::Tensor feature = p == 5 ? others[20] : centres[p / 4] + 0.1 * at::randn({kWidth});
      if (p == 0) firstProbe = feature;
      write("facescrub/" + name, feature);
    }
    for (int d = 0; d < 50; ++d) {
      const std::string name = "1/1/" + std::to_string(d) + ".jpg";
      distractors["path"].push_back(name);
      write("megaface/" + name, d == 3 ? firstProbe : others[d]);
    }
    writeFileAtomically(root + "/templatelists/facescrub_features_list.json", probes.dump());
    writeFileAtomically(root + "/templatelists/megaface_features_list.json_50_1",
                        distractors.dump());
    distractors["path"].erase(distractors["path"].begin());
    writeFileAtomically(root + "/templatelists/megaface_features_list.json_60_1",
                        distractors.dump());
    writeFileAtomically(root + "/facescrub_noises.txt", "# noise\nP1_5.png\n");
    atomicNoise(root, "1/1/3.jpg\n");
    return root;
  }

  static void atomicNoise(const std::string& root, const std::string& lines) {
    writeFileAtomically(root + "/megaface_noises.txt", "# noise\n" + lines);
  }

  std::unique_ptr<QTemporaryDir> folder_;
  std::vector<std::int64_t> people_;
  EvaluateSpec spec_;
};

QTEST_GUILESS_MAIN(TestProtocols)
#include "test_protocols.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/checkpoint.h"

#include <ATen/ATen.h>

#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <memory>

#include "core/base/atomic_file.h"

using namespace lafs;
namespace fs = std::filesystem;

class TestCheckpoint : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> folder_;
  std::vector<std::string> warnings_;

  CheckpointStore store(std::int64_t keep = 2) {
    return CheckpointStore(paths(), keep, [this](const std::string& w) { warnings_.push_back(w); });
  }
  RunPaths paths() const { return RunPaths(folder_->path().toStdString()); }

  static Checkpoint sample(std::int64_t step) {
    Checkpoint checkpoint;
    checkpoint.step = step;
    checkpoint.tensors["weights"] = at::arange(12, at::kFloat).reshape({3, 4}) + double(step);
    checkpoint.tensors["count"] = at::full({}, step, at::kLong);
    checkpoint.state = {{"step", step}};
    checkpoint.environment = {{"threads", 2}};
    return checkpoint;
  }
  std::string file(std::int64_t step, const char* name) const {
    return paths().checkpoint(step) + "/" + name;
  }

 private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    fs::create_directories(paths().checkpoints());
    warnings_.clear();
  }

  void nothingThereIsNoError() {
    QVERIFY(!store().loadNewest());
    QVERIFY(warnings_.empty());
  }

  void roundTrip() {
    store().save(sample(7), {});
    const auto loaded = store().loadNewest();
    QVERIFY(loaded.has_value());
    QCOMPARE(loaded->step, std::int64_t(7));
    QVERIFY(at::equal(loaded->tensors.at("weights"), sample(7).tensors.at("weights")));
    QCOMPARE(loaded->tensors.at("count").item<std::int64_t>(), std::int64_t(7));
    QVERIFY(loaded->state == sample(7).state);
    QVERIFY(loaded->environment == sample(7).environment);
  }

  void newestAndBestAreKept() {
    CheckpointStore s = store(2);
    for (const std::int64_t step : {10, 20, 30, 40, 50}) s.save(sample(step), step < 20 ? 10 : 20);
    QCOMPARE(s.complete(), (std::vector<std::int64_t>{20, 40, 50}));
    QVERIFY(!fs::exists(paths().checkpoint(10)));
  }

  void theSameStepIsReplaced() {
    store().save(sample(3), {});
    Checkpoint other = sample(3);
    other.state["more"] = true;
    store().save(other, {});
    QVERIFY(store().loadNewest()->state == other.state);
  }

  void badOnesArePassedOver_data() {
    QTest::addColumn<QString>("damage");
    for (const char* damage : {"torn tensors", "flipped byte", "flipped byte in state.json",
                               "no mark", "damaged mark", "file missing", "folder empty"}) {
      QTest::newRow(damage) << damage;
    }
  }
  void badOnesArePassedOver() {
    QFETCH(QString, damage);
    CheckpointStore writer = store(5);
    for (const std::int64_t step : {1, 2, 3}) writer.save(sample(step), {});
    const auto flip = [](const std::string& path) {
      std::string bytes = readWholeFile(path);
      bytes[bytes.size() - 2] ^= 4;
      writeFileAtomically(path, bytes);
    };
    if (damage == "torn tensors") {
      const std::string path = file(3, "state.safetensors");
      fs::resize_file(path, fs::file_size(path) - 1);
    } else if (damage == "flipped byte") {
      flip(file(3, "state.safetensors"));
    } else if (damage == "flipped byte in state.json") {
      flip(file(3, "state.json"));
    } else if (damage == "no mark") {
      fs::remove(paths().checkpointMark(3));
    } else if (damage == "damaged mark") {
      fs::resize_file(paths().checkpointMark(3), 20);
    } else if (damage == "file missing") {
      fs::remove(file(3, "environment.json"));
    } else {
      fs::remove_all(paths().checkpoint(3));
      fs::create_directory(paths().checkpoint(3));
    }
    CheckpointStore reader = store(5);
    const auto loaded = reader.loadNewest();
    QVERIFY(loaded.has_value());
    QCOMPARE(loaded->step, std::int64_t(2));
    QVERIFY(at::equal(loaded->tensors.at("weights"), sample(2).tensors.at("weights")));
    QCOMPARE(warnings_.size(), std::size_t(1));
    QVERIFY(warnings_[0].find("step-00000003") != std::string::npos);
    // The next one that is saved clears it away, whatever its step.
    reader.save(sample(9), {});
    QCOMPARE(reader.complete(), (std::vector<std::int64_t>{1, 2, 9}));
    QVERIFY(!fs::exists(paths().checkpoint(3)));
  }

  void allBadIsNone() {
    store().save(sample(1), {});
    fs::remove(paths().checkpointMark(1));
    QVERIFY(!store().loadNewest());
  }

  void whatAKilledWriterLeftIsRemoved() {
    store().save(sample(1), {});
    const std::string left = temporaryPathFor(paths().checkpoint(2));
    fs::create_directory(left);
    writeFileAtomically(left + "/state.json", "{");
    QCOMPARE(store().loadNewest()->step, std::int64_t(1));
    QVERIFY(!fs::exists(left));
    QVERIFY(warnings_.empty());
  }
};

QTEST_GUILESS_MAIN(TestCheckpoint)
#include "test_checkpoint.moc"

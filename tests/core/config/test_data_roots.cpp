// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

#include "core/base/error.h"
#include "core/config/data_roots.h"
#include "core/config/experiment.h"

/// Data sets by name, and overrides that name a folder.
class TestDataRoots : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    qunsetenv("LAFS_DATA_ROOTS");
    write("faces.yaml",
          "data: {source: folder, root: '{webface4m}/faces'}\n"
          "evaluate: {protocols: ['pairs:{lfw}']}\n");
  }

  void findsFoldersBesideTheExperiment() {
    write("data-roots.yaml", "webface4m: /data/web\nlfw: lists/lfw.txt\n");
    const auto spec = load("faces.yaml");
    QCOMPARE(spec.data.root, "/data/web/faces");
    QCOMPARE(spec.data.set, "webface4m");
    QCOMPARE(spec.evaluate.protocols.front(), "pairs:" + path("lists/lfw.txt"));
  }

  void takesTheFileThatTheEnvironmentNames() {
    write("data-roots.yaml", "webface4m: /data/web\n");
    write("other.yaml", "webface4m: /elsewhere\n");
    qputenv("LAFS_DATA_ROOTS", QByteArray::fromStdString(path("other.yaml")));
    QCOMPARE(load("faces.yaml").data.root, "/elsewhere/faces");
  }

  void leavesUnknownNamesAlone() {
    const auto spec = load("faces.yaml");
    QCOMPARE(spec.data.root, "{webface4m}/faces");
    QCOMPARE(spec.data.set, "webface4m");
  }

  void refusesWhatIsNoPath() {
    write("data-roots.yaml", "webface4m: /data\nlfw: [a, b]\n");
    try {
      load("faces.yaml");
      QFAIL("a list was taken for a path");
    } catch (const lafs::UserError& error) {
      QVERIFY(QString(error.what()).contains("data-roots.yaml:2"));
    }
  }

  void overridingARootMeansAFolder() {
    write("made.yaml", "data: {source: synthetic}\nevaluate: {protocols: [all-pairs]}\n");
    QCOMPARE(load("made.yaml", {"data.root=/faces"}).data.source, "folder");
    write("stage.yaml",
          "pretrain: {data: {source: synthetic, identities: 9}}\n"
          "evaluate: {protocols: [all-pairs]}\n");
    const auto spec = load("stage.yaml", {"data.root=/faces"});
    QCOMPARE(spec.pretrain.data.source, "folder");
    QCOMPARE(spec.pretrain.data.root, "/faces");
    QCOMPARE(spec.finetune.data.source, "inherit");
    QVERIFY_EXCEPTION_THROWN(load("made.yaml", {"data.root=/faces", "data.source=synthetic"}),
                             lafs::UserError);
  }

 private:
  std::string path(const char* name) const { return folder_->filePath(name).toStdString(); }
  void write(const char* name, const char* text) const {
    QFile file(folder_->filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
  }
  lafs::ExperimentSpec load(const char* name,
                            const std::vector<std::string>& overrides = {}) const {
    return lafs::loadExperiment(path(name), overrides).cells.front().spec;
  }

  std::unique_ptr<QTemporaryDir> folder_;
};

QTEST_GUILESS_MAIN(TestDataRoots)
#include "test_data_roots.moc"

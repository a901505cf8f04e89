// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/blas_flavour.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lafs;

class TestBlasFlavour : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void toldByTheLibraryOrByItsPath_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("parallel");
    QTest::addColumn<QString>("flavour");
    const QString root = "/usr/lib/x86_64-linux-gnu/";
    QTest::newRow("says OpenMP") << root + "libopenblas.so" << 2 << "openblas-openmp";
    QTest::newRow("says threads") << root + "libopenblas.so" << 1 << "openblas-pthread";
    QTest::newRow("says serial") << root + "libopenblas.so" << 0 << "openblas-serial";
    QTest::newRow("OpenMP by path")
        << root + "openblas-openmp/libblas.so.3" << -1 << "openblas-openmp";
    QTest::newRow("threads by path")
        << root + "openblas-pthread/libblas.so.3.10" << -1 << "openblas-pthread";
    QTest::newRow("reference") << root + "blas/libblas.so.3.11.0" << -1 << "reference";
    QTest::newRow("inside LibTorch") << "/opt/libtorch/lib/libtorch_cpu.so" << -1 << "bundled";
    QTest::newRow("nowhere") << "" << -1 << "bundled";
    QTest::newRow("another") << root + "atlas/libblas.so.3" << -1 << "unknown";
  }
  void toldByTheLibraryOrByItsPath() {
    QFETCH(QString, file);
    QFETCH(int, parallel);
    QFETCH(QString, flavour);
    QCOMPARE(QString(blasFlavourName(flavourOf(file.toStdString(), parallel))), flavour);
  }

  void theFolderIsFoundForEveryArchitecture() {
    QTemporaryDir root;
    QVERIFY(openMpBlasFolder(root.path().toStdString()).empty());
    QVERIFY(QDir(root.path()).mkpath("riscv64-linux-gnu/openblas-openmp"));
    QVERIFY(openMpBlasFolder(root.path().toStdString()).empty());
    QFile file(root.filePath("riscv64-linux-gnu/openblas-openmp/libblas.so.3"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(QString::fromStdString(openMpBlasFolder(root.path().toStdString())),
             root.filePath("riscv64-linux-gnu/openblas-openmp"));
    QVERIFY(openMpBlasFolder(root.filePath("none").toStdString()).empty());
  }

  void onlyAWorseOneIsExchanged() {
    const std::string folder = "/usr/lib/x86_64-linux-gnu/openblas-openmp";
    QVERIFY(wantsOtherBlas({BlasFlavour::OpenBlasPthread, "f", ""}, folder));
    QVERIFY(wantsOtherBlas({BlasFlavour::Reference, "f", ""}, folder));
    QVERIFY(!wantsOtherBlas({BlasFlavour::OpenBlasPthread, "f", ""}, ""));
    QVERIFY(!wantsOtherBlas({BlasFlavour::OpenBlasOpenMp, "f", ""}, folder));
    QVERIFY(!wantsOtherBlas({BlasFlavour::Bundled, "", ""}, folder));
  }

  void kernelsWithoutAvxAreExchangedWhereTheCpuHasBetter() {
    QCOMPARE(betterKernels("Prescott", true, true), std::string("SkylakeX"));
    QCOMPARE(betterKernels("Prescott", true, false), std::string("Haswell"));
    QCOMPARE(betterKernels("Barcelona", true, false), std::string("Haswell"));
    QCOMPARE(betterKernels("Prescott", false, false), std::string());
    QCOMPARE(betterKernels("SapphireRapids", true, true), std::string());
    QCOMPARE(betterKernels("Zen", true, false), std::string());
    QCOMPARE(betterKernels("", true, true), std::string());  // another library
  }
};

QTEST_GUILESS_MAIN(TestBlasFlavour)
#include "test_blas_flavour.moc"

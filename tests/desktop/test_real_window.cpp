// SPDX-License-Identifier: GPL-3.0-or-later
// Starts the real program in an empty home on an X server of its own (Xvfb) and looks at what it
// paints there, from outside: the root window's pixels. Without Xvfb the test says so and skips.
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QImage>
#include <QPixmap>
#include <QProcess>
#include <QScreen>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include "core/run/run_reader.h"
#include "tests/support/test_paths.h"
#include "tests/support/virtual_screen.h"

using namespace lafs;

namespace {

QImage seen() {
  return QGuiApplication::primaryScreen()->grabWindow(0).toImage();
}

/// A painted window has many colours (text is antialiased); an empty screen has one.
int coloursOf(const QImage& image) {
  QSet<QRgb> colours;
  for (int y = 0; y < image.height(); y += 3) {
    for (int x = 0; x < image.width(); x += 3) colours.insert(image.pixel(x, y));
  }
  return static_cast<int>(colours.size());
}

}  // namespace

class TestRealWindow : public QObject {
  Q_OBJECT

 private:
  void begin(QProcess& program, const QStringList& arguments = {}) {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("HOME", home_.path());
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"}) {
      environment.insert(name, home_.filePath(QString(name).toLower()));
    }
    environment.insert("LAFS_WORKER", LAFS_FAKE_WORKER);
    environment.insert("FAKE_STEP_MS", "100");
    environment.insert("FAKE_STEPS", "100");
    environment.insert("QT_QPA_PLATFORM", "xcb");
    program.setProcessEnvironment(environment);
    program.setWorkingDirectory(home_.path());
    program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    program.start(LAFS_WORKBENCH_PROGRAM, arguments);
    QVERIFY(program.waitForStarted());
  }
  void end(QProcess& program) {
    program.terminate();
    QVERIFY(program.waitForFinished());
  }
  QTemporaryDir home_;

 private Q_SLOTS:
  void initTestCase() {
    if (QGuiApplication::platformName() != "xcb") {
      QSKIP("no Xvfb here: the real window is not tested");
    }
  }

  void aWindowComesUpInAnEmptyHome() {
    const int empty = coloursOf(seen());
    QElapsedTimer clock;
    clock.start();
    QProcess program;
    begin(program);
    QTRY_VERIFY_WITH_TIMEOUT(coloursOf(seen()) > empty + 20, 20000);
    qInfo("first picture after %lld ms", static_cast<long long>(clock.elapsed()));
    const QString folder = qEnvironmentVariable("LAFS_SCREENSHOTS");
    QTest::qWait(500);
    if (!folder.isEmpty()) seen().save(folder + "/real_window.png");
    QCOMPARE(program.state(), QProcess::Running);
    end(program);
  }

  void runsSurviveTheWindow() {
    QProcess program;
    begin(program, {"--runs", "runs"});
    QProcess batch;
    begin(batch, {"--batch", "run",
                  QString::fromStdString(test::sourceDir()) + "/experiments/quickstart.yaml",
                  "--runs", "runs"});
    const std::string folder = home_.filePath("runs").toStdString();
    const auto running = [&folder] {
      int count = 0;
      for (const std::string& run : listRuns(folder)) {
        count += RunReader(run).snapshot().state == RunState::Running ? 1 : 0;
      }
      return count;
    };
    QTRY_VERIFY_WITH_TIMEOUT(running() > 0, 20000);
    end(program);
    QVERIFY(running() > 0);
    QProcess again;
    begin(again, {"--runs", "runs"});
    QTRY_VERIFY_WITH_TIMEOUT(coloursOf(seen()) > 20, 20000);
    QVERIFY(running() > 0);
    end(again);
    batch.terminate();  // asks to stop with a checkpoint
    QVERIFY(batch.waitForFinished());
  }
};

int main(int argc, char** argv) {
  const test::VirtualScreen screen;
  QGuiApplication app(argc, argv);
  TestRealWindow test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_real_window.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// The real `lafs-worker --preview` over its pipe.
#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include "core/base/json.h"

using lafs::Json;

namespace {

struct Reply {
  Json head;
  QByteArray data;
};

class Service {
 public:
  Service() {
    process_.start(LAFS_WORKER_BINARY, {"--preview"});
    if (!process_.waitForStarted()) qFatal("the worker does not start");
  }
  void send(const QByteArray& line) { process_.write(line + '\n'); }
  Reply receive() {
    Reply reply;
    reply.head = Json::parse(take(-1).toStdString());
    reply.data = take(reply.head.at("bytes").get<qsizetype>());
    return reply;
  }
  Reply ask(const Json& request) {
    send(QByteArray::fromStdString(request.dump()));
    return receive();
  }
  /// Ends its input and gives the exit code.
  int end() {
    process_.closeWriteChannel();
    return process_.waitForFinished(20000) ? process_.exitCode() : -1;
  }

 private:
  /// `bytes` bytes, or a line when it is -1.
  QByteArray take(qsizetype bytes) {
    QElapsedTimer timer;
    timer.start();
    for (;;) {
      const qsizetype end = bytes < 0 ? buffer_.indexOf('\n') : bytes;
      if (end >= 0 && buffer_.size() >= end) {
        const QByteArray taken = buffer_.left(end);
        buffer_.remove(0, bytes < 0 ? end + 1 : end);
        return taken;
      }
      if (timer.elapsed() > 60000) qFatal("no answer");
      process_.waitForReadyRead(1000);
      buffer_ += process_.readAllStandardOutput();
    }
  }

  QProcess process_;
  QByteArray buffer_;
};

Json viewsRequest() {
  return {{"ask", "views"},
          {"source", {{"data", {{"source", "synthetic"}, {"identities", 3}}}}},
          {"index", 4},
          {"model", {{"grid", {{"preset", "part-fvit-tiny"}}}}}};
}

}  // namespace

class TestPreviewWorker : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void answersUntilItsInputEnds() {
    Service service;
    QCOMPARE(service.ask({{"ask", "hello"}, {"id", "a"}}).head["id"].get<std::string>(),
             std::string("a"));
    const Reply views = service.ask(viewsRequest());
    QVERIFY2(!views.head.contains("error"), views.head.dump().c_str());
    QCOMPARE(views.head["views"].size(), std::size_t(10));
    qsizetype last = 0;
    for (const Json& block : views.head["blocks"]) {
      QCOMPARE(block["offset"].get<qsizetype>() % 4, qsizetype(0));
      QVERIFY(block["offset"].get<qsizetype>() >= last);
      last = block["offset"].get<qsizetype>() + block["bytes"].get<qsizetype>();
      QVERIFY(last <= views.data.size());
    }
    QCOMPARE(service.end(), 0);
  }

  void requestsMayComeAllAtOnce() {
    Service service;
    for (int k = 0; k < 5; ++k) {
      service.send(QByteArray::fromStdString(Json{{"ask", "hello"}, {"id", k}}.dump()));
    }
    for (int k = 0; k < 5; ++k) QCOMPARE(service.receive().head["id"].get<int>(), k);
    QCOMPARE(service.end(), 0);
  }

  void twoServicesSayTheSame() {
    Service one, two;
    const Reply a = one.ask(viewsRequest());
    two.ask({{"ask", "hello"}});
    const Reply b = two.ask(viewsRequest());
    QVERIFY(a.data == b.data);
    QCOMPARE(a.head.dump(), b.head.dump());
  }

  void badLinesEndNothing() {
    Service service;
    service.send("{ not json");
    QVERIFY(service.receive().head.contains("error"));
    service.send(QByteArray(1 << 20, 'x'));
    QVERIFY(service.receive().head.contains("error"));
    QVERIFY(!service.ask({{"ask", "hello"}}).head.contains("error"));
    QCOMPARE(service.end(), 0);
  }
};

QTEST_GUILESS_MAIN(TestPreviewWorker)
#include "test_preview_worker.moc"

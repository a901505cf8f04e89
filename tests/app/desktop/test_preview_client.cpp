// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/preview/preview_client.h"

#include <signal.h>

#include <QSignalSpy>
#include <QTest>
#include <memory>

using lafs::Json;
using lafs::PreviewAnswer;
using lafs::PreviewClient;

class TestPreviewClient : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    qputenv("LAFS_WORKER", LAFS_FAKE_PREVIEW_WORKER);
    client_ = std::make_unique<PreviewClient>("lafs-workbench");
    answers_.clear();
  }
  void cleanup() { client_.reset(); }

  void answersInTurn() {
    for (int k = 0; k < 5; ++k) ask("", {{"ask", "echo"}, {"say", k}});
    QTRY_COMPARE(answers_.size(), 5);
    for (int k = 0; k < 5; ++k) QCOMPARE(answers_[k].head["say"].get<int>(), k);
    QVERIFY(!client_->busy());
  }

  void theLatestQuestionOfAChannelWins() {
    ask("slider", {{"ask", "echo"}, {"say", 0}, {"wait", 150}});
    QTRY_VERIFY(client_->processId() > 0);
    QTest::qWait(30);
    for (int k = 1; k <= 20; ++k) ask("slider", {{"ask", "echo"}, {"say", k}});
    QTRY_VERIFY(!client_->busy());
    QCOMPARE(answers_.size(), 1);
    QCOMPARE(answers_[0].head["say"].get<int>(), 20);
    QCOMPARE(answers_[0].head["asked"].get<int>(), 2);  // the others never reached the child
  }

  void slidersGoBeforeThumbnails() {
    ask("", {{"ask", "echo"}, {"say", "first"}, {"wait", 100}});
    for (int k = 0; k < 3; ++k) ask("", {{"ask", "echo"}, {"say", "thumbnail"}});
    ask("slider", {{"ask", "echo"}, {"say", "slider"}});
    QTRY_COMPARE(answers_.size(), 5);
    QVERIFY(answers_[0].head["say"] == "slider" || answers_[1].head["say"] == "slider");
  }

  void anErrorIsAnAnswer() {
    ask("", {{"ask", "refuse"}});
    ask("", {{"ask", "echo"}, {"say", 1}});
    QTRY_COMPARE(answers_.size(), 2);
    QCOMPARE(answers_[0].error, QString("refused"));
    QVERIFY(answers_[1].ok());
  }

  void aDeadChildIsReplaced_data() {
    QTest::addColumn<QString>("how");
    for (const char* how : {"die", "crash", "nonsense"}) QTest::newRow(how) << how;
  }
  void aDeadChildIsReplaced() {
    QFETCH(QString, how);
    ask("", {{"ask", "echo"}, {"say", "before"}});
    QTRY_COMPARE(answers_.size(), 1);
    const qint64 first = client_->processId();
    ask("", {{"ask", how.toStdString()}});
    ask("", {{"ask", "echo"}, {"say", "after"}});
    QTRY_COMPARE(answers_.size(), 3);
    QVERIFY(answers_[1].error.contains("stopped"));
    QCOMPARE(answers_[2].head["say"].get<std::string>(), std::string("after"));
    QVERIFY(client_->processId() != first);
  }

  void aChildKilledWhileIdleIsReplaced() {
    ask("", {{"ask", "echo"}});
    QTRY_COMPARE(answers_.size(), 1);
    ::kill(static_cast<pid_t>(client_->processId()), SIGKILL);
    QTRY_COMPARE(client_->processId(), 0);
    ask("", {{"ask", "echo"}, {"say", 2}});
    QTRY_COMPARE(answers_.size(), 2);
    QVERIFY2(answers_[1].ok(), qPrintable(answers_[1].error));
  }

  void aMissingWorkerIsSaid() {
    qputenv("LAFS_WORKER", "/nowhere/lafs-worker");
    ask("", {{"ask", "echo"}});
    ask("slider", {{"ask", "echo"}});
    QTRY_COMPARE(answers_.size(), 2);
    for (const PreviewAnswer& answer : answers_) QVERIFY(answer.error.contains("LAFS_WORKER"));
  }

  void whoIsGoneIsNotTold() {
    auto* receiver = new QObject;
    int told = 0;
    client_->ask("", {{"ask", "echo"}, {"wait", 60}}, receiver,
                 [&](const PreviewAnswer&) { ++told; });
    QTest::qWait(20);
    delete receiver;
    ask("", {{"ask", "echo"}});
    QTRY_COMPARE(answers_.size(), 1);
    QCOMPARE(told, 0);
  }

  void bytesComeWhole() {
    const std::string data(300000, 'x');
    ask("", {{"ask", "echo"}, {"data", data}});
    QTRY_COMPARE(answers_.size(), 1);
    QCOMPARE(answers_[0].data.size(), qsizetype(data.size()));
  }

  void theChildEndsWithTheClient() {
    ask("", {{"ask", "echo"}});
    QTRY_COMPARE(answers_.size(), 1);
    const auto child = static_cast<pid_t>(client_->processId());
    client_.reset();
    QTRY_VERIFY(::kill(child, 0) != 0);
  }

  void arraysAreReadByTheirDescription() {
    PreviewAnswer answer;
    answer.head["blocks"] = {
        {{"name", "p"}, {"type", "f32"}, {"shape", {2, 1, 2}}, {"offset", 0}, {"bytes", 16}},
        {{"name", "i"}, {"type", "i32"}, {"shape", {2}}, {"offset", 16}, {"bytes", 8}},
        {{"name", "u"}, {"type", "u8"}, {"shape", {1, 2, 3}}, {"offset", 24}, {"bytes", 6}},
        {{"name", "bad"}, {"type", "f32"}, {"shape", {9, 2}}, {"offset", 0}, {"bytes", 72}}};
    const float floats[] = {1, 2, 3, 4};
    const qint32 integers[] = {-5, 6};
    answer.data.append(reinterpret_cast<const char*>(floats), 16);
    answer.data.append(reinterpret_cast<const char*>(integers), 8);
    answer.data.append("\x0a\x14\x1e\x28\x32\x3c", 6);
    QCOMPARE(answer.points("p", 1), (QVector<QPointF>{{3, 4}}));
    QCOMPARE(answer.integers("i"), (QVector<int>{-5, 6}));
    QCOMPARE(answer.picture("u").pixelColor(1, 0), QColor(40, 50, 60));
    QVERIFY(answer.points("bad").isEmpty());
    QVERIFY(answer.points("missing").isEmpty());
    QVERIFY(answer.picture("p").isNull());
  }

 private:
  void ask(const QString& channel, const Json& question) {
    client_->ask(channel, question, this,
                 [this](const PreviewAnswer& answer) { answers_.append(answer); });
  }

  std::unique_ptr<PreviewClient> client_;
  QVector<PreviewAnswer> answers_;
};

QTEST_GUILESS_MAIN(TestPreviewClient)
#include "test_preview_client.moc"

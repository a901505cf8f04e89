// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/folder_source.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <set>

#include "core/base/error.h"
#include "core/image/codec.h"
#include "tests/support/test_paths.h"

using namespace lafs;

namespace {

void writeBytes(const QString& path, const QByteArray& bytes) {
  QDir().mkpath(QFileInfo(path).path());
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(file.write(bytes), bytes.size());
}

/// A tiny picture whose pixels all have this colour.
QByteArray picture(int red, int green, int blue) {
  Image image(4, 3);
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
    image.pixels[i] = static_cast<std::uint8_t>(red);
    image.pixels[i + 1] = static_cast<std::uint8_t>(green);
    image.pixels[i + 2] = static_cast<std::uint8_t>(blue);
  }
  const std::vector<std::uint8_t> bytes = encodePng(image);
  return QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<int>(bytes.size()));
}

DataSpec folderSpec(const std::string& root, double testFraction) {
  DataSpec spec;
  spec.source = "folder";
  spec.root = root;
  spec.testFraction = testFraction;
  return spec;
}

std::set<std::string> peopleOf(const FaceSource& source) {
  std::set<std::string> names;
  for (std::int64_t l = 0; l < source.identities(); ++l) names.insert(source.identityName(l));
  return names;
}

}  // namespace

class TestFolderSource : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sortsNaturally();
  void knowsPictureFiles();
  void readsTheOrlFaces();
  void splitsPeopleBySeed();
  void skipsDamagedFilesAndListsThem();
  void refusesDamagedFiles();
  void swapsColoursOnRequest();
  void takesNestedFoldersAndPlainFiles();
  void saysWhatIsMissing();
  void fingerprintFollowsNamesAndContent();
};

void TestFolderSource::sortsNaturally() {
  QVERIFY(naturalLess("s2", "s10"));
  QVERIFY(!naturalLess("s10", "s2"));
  QVERIFY(naturalLess("a", "b"));
  QVERIFY(naturalLess("a", "a1"));
  QVERIFY(naturalLess("img_9.png", "img_10.png"));
  QVERIFY(naturalLess("B1", "b2"));
  QVERIFY(!naturalLess("x", "x"));
  QVERIFY(naturalLess("x01", "x1") != naturalLess("x1", "x01"));
  QVERIFY(naturalLess("99999999999999999999998", "99999999999999999999999"));
}

void TestFolderSource::knowsPictureFiles() {
  QVERIFY(isPictureFile("a.JPG"));
  QVERIFY(isPictureFile("a.b.webp"));
  QVERIFY(isPictureFile("1.pgm"));
  QVERIFY(!isPictureFile(".png"));
  QVERIFY(!isPictureFile("png"));
  QVERIFY(!isPictureFile("notes.txt"));
}

void TestFolderSource::readsTheOrlFaces() {
  const std::string data = test::testData();
  if (data.empty()) QSKIP("SKIPPED, no test data: the ORL faces are not read");
  const DataSpec spec = folderSpec(data + "/orl", 0.25);
  const auto train = openSource(spec, Pool::Labelled);
  const auto unlabelled = openSource(spec, Pool::Unlabelled);
  const auto held = openSource(spec, Pool::Test);
  QCOMPARE(train->identities(), 30);
  QCOMPARE(train->size(), 300);
  QCOMPARE(held->identities(), 10);
  QCOMPARE(held->size(), 100);
  QCOMPARE(peopleOf(*train), peopleOf(*unlabelled));
  for (const std::string& name : peopleOf(*held)) QCOMPARE(peopleOf(*train).count(name), 0u);
  const Image face = train->image(0);
  QCOMPARE(face.width, 92);
  QCOMPARE(face.height, 112);
  QCOMPARE(face.pixels[0], face.pixels[1]);
  QCOMPARE(train->imageName(9).substr(train->imageName(9).find('/')), std::string("/10.pgm"));
  QVERIFY(train->warnings().empty());
  QVERIFY(!train->landmarks(0).has_value());
}

void TestFolderSource::splitsPeopleBySeed() {
  const auto one = heldOutIdentities(40, 0.25, 0);
  QCOMPARE(std::count(one.begin(), one.end(), true), 10);
  QVERIFY(one == heldOutIdentities(40, 0.25, 0));
  QVERIFY(one != heldOutIdentities(40, 0.25, 1));
  const auto tiny = heldOutIdentities(3, 0.01, 0);
  QCOMPARE(std::count(tiny.begin(), tiny.end(), true), 1);
  const auto most = heldOutIdentities(3, 0.99, 0);
  QCOMPARE(std::count(most.begin(), most.end(), true), 2);
  const auto none = heldOutIdentities(3, 0, 0);
  QCOMPARE(std::count(none.begin(), none.end(), true), 0);
  const auto all = heldOutIdentities(3, 1, 0);
  QCOMPARE(std::count(all.begin(), all.end(), true), 3);
}

void TestFolderSource::skipsDamagedFilesAndListsThem() {
  QTemporaryDir folder;
  const QByteArray good = picture(9, 8, 7);
  writeBytes(folder.filePath("ann/1.png"), good);
  writeBytes(folder.filePath("ann/2.png"), good.left(good.size() / 2));
  writeBytes(folder.filePath("ann/3.jpg"), "this is no picture");
  writeBytes(folder.filePath("ann/4.png"), good);
  writeBytes(folder.filePath("bob/1.png"), QByteArray());
  writeBytes(folder.filePath("cy/1.png"), good);
  const auto source = openSource(folderSpec(folder.path().toStdString(), 0), Pool::Labelled);
  QCOMPARE(source->size(), 3);
  QCOMPARE(source->identities(), 2);
  QCOMPARE(source->identityName(1), std::string("cy"));
  QCOMPARE(source->imageName(1), std::string("ann/4.png"));
  std::string all;
  for (const std::string& warning : source->warnings()) all += warning + "\n";
  for (const char* part : {"ann/2.png", "ann/3.jpg", "bob/1.png", "bob: "}) {
    QVERIFY2(all.find(part) != std::string::npos, part);
  }
  // A file that goes bad after opening is replaced by the person's next picture.
  writeBytes(folder.filePath("ann/1.png"), "gone");
  writeBytes(folder.filePath("ann/4.png"), picture(50, 60, 70));
  QCOMPARE(source->image(0).pixels[0], std::uint8_t(50));
  QCOMPARE(source->warnings().size(), std::size_t(5));
}

void TestFolderSource::refusesDamagedFiles() {
  QTemporaryDir folder;
  writeBytes(folder.filePath("ann/1.png"), picture(1, 2, 3));
  writeBytes(folder.filePath("ann/2.png"), "no picture");
  writeBytes(folder.filePath("bob/1.png"), "");
  DataSpec spec = folderSpec(folder.path().toStdString(), 0);
  spec.damaged = "refuse";
  try {
    openSource(spec, Pool::Labelled);
    QFAIL("damaged files were accepted");
  } catch (const UserError& error) {
    const std::string text = error.what();
    QVERIFY(text.find("ann/2.png") != std::string::npos);
    QVERIFY(text.find("bob/1.png") != std::string::npos);
    QVERIFY(text.find("skip") != std::string::npos);
  }
}

void TestFolderSource::swapsColoursOnRequest() {
  QTemporaryDir folder;
  writeBytes(folder.filePath("ann/1.png"), picture(200, 100, 50));
  DataSpec spec = folderSpec(folder.path().toStdString(), 0);
  QCOMPARE(openSource(spec, Pool::Labelled)->image(0).pixels[0], std::uint8_t(200));
  spec.colour = "bgr";
  const Image swapped = openSource(spec, Pool::Labelled)->image(0);
  QCOMPARE(swapped.pixels[0], std::uint8_t(50));
  QCOMPARE(swapped.pixels[1], std::uint8_t(100));
  QCOMPARE(swapped.pixels[2], std::uint8_t(200));
}

void TestFolderSource::takesNestedFoldersAndPlainFiles() {
  QTemporaryDir folder;
  for (const char* name : {"b/x/2.png", "b/x/10.png", "b/y/1.png", "loose2.png", "loose10.png",
                           "a/.hidden.png", "a/readme.txt"}) {
    writeBytes(folder.filePath(name), picture(1, 1, 1));
  }
  const auto identities = indexFolder(folder.path().toStdString());
  QCOMPARE(identities.size(), std::size_t(4));
  QCOMPARE(identities[0].name, std::string("b/x"));
  QCOMPARE(identities[0].files[0].path, std::string("b/x/2.png"));
  QCOMPARE(identities[0].files[1].path, std::string("b/x/10.png"));
  QCOMPARE(identities[1].name, std::string("b/y"));
  QCOMPARE(identities[2].name, std::string("loose2.png"));
  QCOMPARE(identities[3].name, std::string("loose10.png"));
}

void TestFolderSource::saysWhatIsMissing() {
  QVERIFY_EXCEPTION_THROWN(openSource(folderSpec("", 0), Pool::Labelled), UserError);
  QVERIFY_EXCEPTION_THROWN(openSource(folderSpec("/no/such/folder", 0), Pool::Labelled), UserError);
  QTemporaryDir folder;
  QVERIFY_EXCEPTION_THROWN(openSource(folderSpec(folder.path().toStdString(), 0), Pool::Labelled),
                           UserError);
  writeBytes(folder.filePath("ann/1.png"), picture(1, 2, 3));
  QVERIFY_EXCEPTION_THROWN(openSource(folderSpec(folder.path().toStdString(), 0), Pool::Test),
                           UserError);
  QCOMPARE(openSource(folderSpec(folder.path().toStdString(), 1), Pool::Test)->size(), 1);
  DataSpec unknown = folderSpec(folder.path().toStdString(), 0);
  unknown.source = "foldr";
  try {
    openSource(unknown, Pool::Labelled);
    QFAIL("an unknown source was opened");
  } catch (const UserError& error) {
    QVERIFY(std::string(error.what()).find("did you mean 'folder'") != std::string::npos);
  }
}

void TestFolderSource::fingerprintFollowsNamesAndContent() {
  QTemporaryDir folder;
  writeBytes(folder.filePath("ann/1.png"), picture(1, 2, 3));
  writeBytes(folder.filePath("bob/1.png"), picture(4, 5, 6));
  const DataSpec spec = folderSpec(folder.path().toStdString(), 0);
  const std::string before = openSource(spec, Pool::Labelled)->fingerprint();
  QCOMPARE(before.size(), std::size_t(64));
  QCOMPARE(openSource(spec, Pool::Labelled)->fingerprint(), before);
  writeBytes(folder.filePath("bob/1.png"), picture(4, 5, 7));
  const std::string changed = openSource(spec, Pool::Labelled)->fingerprint();
  QVERIFY(changed != before);
  QVERIFY(QFile::rename(folder.filePath("bob"), folder.filePath("ben")));
  QVERIFY(openSource(spec, Pool::Labelled)->fingerprint() != changed);
}

QTEST_GUILESS_MAIN(TestFolderSource)
#include "test_folder_source.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// make_fuzz_seeds FOLDER: writes the seeds of tests/fuzz/seeds again, with this project's own
// writers where there is one. Each folder below FOLDER is a target of fuzz_target.cpp.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "core/base/atomic_file.h"
#include "core/formats/feature_file.h"
#include "core/formats/five_points.h"
#include "core/formats/little_endian.h"
#include "core/formats/npy_file.h"
#include "core/formats/pickle_writer.h"
#include "core/formats/record_list.h"
#include "core/formats/record_set.h"
#include "core/formats/record_writer.h"
#include "core/formats/safetensors.h"
#include "core/formats/torch_file.h"
#include "core/formats/verification_bin.h"

namespace {

namespace fs = std::filesystem;
using namespace lafs;

fs::path root;

std::string place(const std::string& target, const std::string& name) {
  fs::create_directories(root / target);
  return (root / target / name).string();
}

void store(const std::string& target, const std::string& name, const std::string& bytes) {
  std::ofstream(place(target, name), std::ios::binary) << bytes;
}

/// Length of the .idx, the .idx, the .rec; the three side files go.
void storeRecords(const std::string& name, const std::string& rec, bool withIndex) {
  const std::string index = readWholeFile(besideRecord(rec, ".idx"));
  std::string bytes;
  appendLittle(bytes, static_cast<std::uint16_t>(withIndex ? index.size() : 0xffff));
  store("record", name, bytes + (withIndex ? index : "") + readWholeFile(rec));
  store("record_index", name, index);
}

void makeRecords() {
  const fs::path folder = root / "temporary";
  fs::create_directories(folder);
  for (const RecordLayout layout : {RecordLayout::Plain, RecordLayout::InsightFace}) {
    const std::string name = layout == RecordLayout::Plain ? "plain" : "insightface";
    const std::string rec = (folder / (name + ".rec")).string();
    RecordWriter writer(rec, layout);
    writer.add(0, "a/1.jpg", "\xff\xd8 not a picture");
    writer.add(0, "a/2.jpg", "x");
    // The magic number at an aligned place: this record is split.
    writer.add(3, "b/1.jpg",
               std::string("abcd\x0a\x23\xd7\xce\x0a\x23\xd7\xce"
                           "efg",
                           15));
    writer.add({4, 1, 0.5f}, "c/1.jpg", "labels");
    writer.finish(112, 112);
    storeRecords(name, rec, true);
    storeRecords(name + "_without_index", rec, false);
  }
  fs::remove_all(folder);
  std::string other;
  appendLittle(other, std::uint16_t{0xffff});
  other += recordChunks("", packImageRecord(1, {2}, false, "x"), RecordHead::TwoBit);
  store("record", "other_head", other);
}

void makeVerificationBins() {
  writeVerificationBin(place("verification_bin", "bytes"), {"\xff\xd8 a", "b", "c", "d"}, {1, 0});
  store("verification_bin", "text_protocol_0",
        "((lp0\nS'a\\xff'\np1\naS'b'\np2\na(lp3\nI01\natp4\n.");
  // Arrays of bytes as numpy and Python 2 wrote them, and a numpy truth value.
  const auto whole = [](const char* text, std::size_t size) { return std::string(text, size); };
  const auto opcodes = [&](auto& text) { return whole(text, sizeof text - 1); };
  const std::string array =
      opcodes(
          "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\1b\x87R(K\1K\2\x85") +
      opcodes("cnumpy\ndtype\nU\2u1K\0K\1\x87R(K\3U\1|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb") +
      "\x89U\2abtb";
  const std::string flag =
      opcodes("cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\nU\2b1K\0K\1\x87RU\1\1\x86R");
  store("verification_bin", "arrays", "\x80\x02](" + array + array + "e](" + flag + "e\x86.");
}

void makeArrays() {
  const float floats[6] = {1, -2, 3, 4, 5, 6};
  const std::int64_t count = 7;
  const std::uint8_t bytes[3] = {1, 2, 255};
  writeSafetensors(place("safetensors", "three"),
                   {{"a.weight", Dtype::F32, {2, 3}, floats},
                    {"count", Dtype::I64, {}, &count},
                    {"none", Dtype::BF16, {0, 4}, nullptr},
                    {"odd", Dtype::U8, {3}, bytes}},
                   {{"case", "x"}});
  writeSafetensors(place("safetensors", "empty"), {});
  writeNpy(place("npy", "floats"), {2, 3}, floats);
  writeNpy(place("npy", "scalar"), {}, &count);
  writeNpy(place("npy", "bytes"), {3}, bytes);
  NpyHeader header;
  header.fortranOrder = true;
  header.bigEndian = true;
  header.elementBytes = 2;
  header.shape = {2, 3};
  store("npy", "fortran_half", npyHeaderBytes(header) + std::string(12, '\x3c'));
}

/// PyTorch's form before 1.6: magic number, version, system, value and storage keys as a pickle
/// each, then the storages.
std::string legacyCheckpoint() {
  const std::string magic("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
  const std::string system = "\x80\x02}(X\x10" + std::string(3, '\0') +
                             "protocol_versionM\xe9\x03X\x0d" + std::string(3, '\0') +
                             "little_endian\x88u.";
  PickleWriter value;
  value.orderedDict();
  value.mark();
  value.text("weight");
  value.global("torch._utils", "_rebuild_tensor_v2");
  value.mark();
  value.mark();
  value.text("storage");
  value.global("torch", "FloatStorage");
  value.text("0");
  value.text("cpu");
  value.integer(2);
  std::string text = value.finish();
  text.pop_back();  // six parts: the last one, a view's place, is None
  text += "NtQ";
  PickleWriter rest;
  rest.integer(0);
  rest.integers({2});
  rest.integers({1});
  rest.boolean(false);
  rest.orderedDict();
  rest.tuple();
  rest.reduce();
  rest.setItems();
  text += rest.finish().substr(2);
  const std::string keys = "\x80\x02](X\x01" + std::string(3, '\0') + "0e.";
  std::string bytes = magic + "\x80\x02M\xe9\x03." + system + text + keys;
  appendLittle(bytes, std::uint64_t{2});
  appendFloat(bytes, 1);
  appendFloat(bytes, -2);
  return bytes;
}

void makeCheckpoints() {
  const float floats[6] = {1, -2, 3, 4, 5, 6};
  const std::int64_t count = 7;
  writeTorchFile(place("torch_file", "zip"), {{"a.weight", Dtype::F32, {2, 3}, floats},
                                              {"count", Dtype::I64, {}, &count},
                                              {"none", Dtype::BF16, {0, 4}, nullptr}});
  store("torch_file", "legacy", legacyCheckpoint());
}

void makeLists() {
  const auto list = [](char letter, const std::string& name, const std::string& text) {
    store("lists", name, letter + text);
  };
  list('a', "pairs", "1\t1\na\t1\t2\na\t1\tb\t2\n");
  list('b', "record_list", recordListLine(0, {1, 0.5f}, "a/1.jpg") + recordListLine(3, {2}, "b"));
  list('b', "record_list_insightface", "1\ta/1.jpg\t0\n0\tb/1.jpg\t4\t1\t2\n");
  list('c', "property", recordPropertyText({93431, 112, 112}));
  list('d', "ijb_faces", "1.jpg 12 345\n2.jpg 12 346\n");
  list('e', "ijb_detections", "7.jpg 1 2 3 4 5 6 7 8 9.5 1e1 0.75\n");
  list('f', "ijb_pairs", "1 2 0\n3 4 1\n");
  list('g', "templates", "TEMPLATE_ID,SUBJECT_ID,FILENAME\n7,45,img/1.png\n7,45,frames/2.png\n");
  list('h', "megaface_features", R"({"path": ["A/A_1.png", "B/B_2.png"], "id": ["A", 7]})");
  list('i', "facescrub_pictures", "A_1.png\n# x\n");
  list('i', "facescrub_paths", "A/A_1.png\n");
  list('j', "megaface_pictures", "x/a/b/c.jpg\n");
  list('k', "megaface_noises", "a/b/c.jpg\n12\td/e/f.jpg\n");
  list('l', "features", featureFileBytes({1.5f, -2, 0}));
  FivePoints face;
  face.file = "a/1.jpg";
  for (std::size_t k = 0; k < 10; ++k) face.points[k] = 1.5f * static_cast<float>(k);
  list('m', "points", fivePointsText({face}));
  list('n', "pictures", "path,label\na b.jpg,ann\nc.jpg,bob\n");
}

void makeExperiments() {
  store("experiment", "synthetic",
        "name: a\ndata: {source: synthetic}\npretrain: {kind: none}\nmatrix:\n  axes:\n"
        "    finetune.subset.shots: [1, 2]\n");
  store("experiment", "anchors", "name: &n a\ndata:\n  source: *n\n  root: 'x'\n");
  store("experiment", "small", "name: small\n");
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "usage: make_fuzz_seeds FOLDER\n";
    return 2;
  }
  root = words[1];
  makeRecords();
  makeVerificationBins();
  makeArrays();
  makeCheckpoints();
  makeLists();
  makeExperiments();
  return 0;
}

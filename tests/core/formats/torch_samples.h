// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/formats/pickle_writer.h"
#include "core/formats/torch_file.h"

// Files of torch.save made by hand, byte by byte, for what PyTorch itself would not write.
namespace lafs::test {

/// All bytes of a file.
inline std::string load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void store(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

/// What reading all of the file is refused with; nothing when it is not.
inline std::string problemOf(const std::string& path) {
  try {
    const TorchFile file = TorchFile::open(path);
    for (const TorchTable& table : file.tables()) {
      for (const auto& entry : table.entries) file.read(entry.tensor);
    }
  } catch (const UserError& error) {
    return error.what();
  }
  return {};
}

inline std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

inline std::uint32_t crc32(const std::string& bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

/// A zip with a pickle of one byte of a storage of `claimed` bytes, and a member data/0 that says
/// it had so many.
inline std::string claimingZip(std::uint64_t claimed) {
  PickleWriter pickle;
  pickle.orderedDict();
  pickle.mark();
  pickle.text("w");
  pickle.global("torch._utils", "_rebuild_tensor_v2");
  pickle.mark();
  pickle.mark();
  pickle.text("storage");
  pickle.global("torch", "ByteStorage");
  pickle.text("0");
  pickle.text("cpu");
  pickle.integer(static_cast<std::int64_t>(claimed));
  pickle.tuple();
  pickle.persistentId();
  pickle.integer(0);
  pickle.integers({1});
  pickle.integers({1});
  pickle.boolean(false);
  pickle.orderedDict();
  pickle.tuple();
  pickle.reduce();
  pickle.setItems();
  std::string file, directory;
  const auto add = [&](const std::string& name, const std::string& content, std::uint64_t size) {
    const std::string offset = little(file.size(), 4);
    const std::string head = little(0, 2) + little(0, 2) + little(0, 2) + little(0x21, 2) +
                             little(crc32(content), 4) + std::string(8, '\xff') +
                             little(name.size(), 2) + little(20, 2);
    const std::string extra = little(1, 2) + little(16, 2) + little(size, 8) + little(size, 8);
    file += "PK\x03\x04" + little(45, 2) + head + name + extra + content;
    directory += "PK\x01\x02" + little(45, 2) + little(45, 2) + head + std::string(10, '\0') +
                 offset + name + extra;
  };
  const std::string text = pickle.finish();
  add("archive/data.pkl", text, text.size());
  add("archive/data/0", "x", claimed);
  const std::string start = little(file.size(), 4);
  return file + directory + "PK\x05\x06" + little(0, 4) + little(2, 2) + little(2, 2) +
         little(directory.size(), 4) + start + little(0, 2);
}

/// One tensor of `elements` float32 in the legacy container, its record as given.
struct Legacy {
  std::int64_t declared = 6, stored = 6, offset = 0;
  std::vector<std::int64_t> shape{2, 3}, strides{3, 1};
  std::string storageClass = "FloatStorage";
  bool little = true;

  std::string bytes() const {
    PickleWriter version, system, object, keys;
    version.integer(1001);
    std::string sys = "\x80\x02}X\x0d";
    sys += std::string(3, '\0') + "little_endian" + (little ? "\x88" : "\x89") + "s.";
    object.orderedDict();
    object.mark();
    object.text("weight");
    object.global("torch._utils", "_rebuild_tensor_v2");
    object.mark();
    object.mark();
    object.text("storage");
    object.global("torch", storageClass);
    object.text("7");
    object.text("cpu");
    object.integer(declared);
    object.tuple();
    object.persistentId();
    object.integer(offset);
    object.integers(shape);
    object.integers(strides);
    object.boolean(false);
    object.orderedDict();
    object.tuple();
    object.reduce();
    object.setItems();
    std::string text = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
    text += version.finish() + sys + object.finish();
    text += std::string("\x80\x02]X\x01\0\0\0", 8) + "7a.";
    text.append(reinterpret_cast<const char*>(&stored), 8);
    for (int i = 0; i < 6; ++i) {
      const float value = static_cast<float>(i);
      text.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    return text;
  }
};

}  // namespace lafs::test

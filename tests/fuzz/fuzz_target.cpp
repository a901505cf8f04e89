// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_target.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "core/base/error.h"
#include "tests/fuzz/allocation_meter.h"

namespace lafs::test {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMiB = 1 << 20;

/// A folder of this process's own, removed at its end.
class FuzzFolder {
 public:
  FuzzFolder() : path_(fs::temp_directory_path() / ("lafs-fuzz-" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~FuzzFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

const std::vector<FuzzTarget>& fuzzTargets() {
  // Memory for each byte of input: an index entry of 16 bytes for 4 bytes of text ("1 0\n"), a
  // picture record's place for its 32 bytes; about 200 bytes a pickle opcode, of which a byte is
  // one; a value of YAML, 200 bytes, for 2. Vectors may hold twice that while they grow. An
  // experiment's matrix makes up to 20,000 complete specs of a few lines.
  static const std::vector<FuzzTarget> targets = {
      {"record", readRecordBytes, 32, kMiB},
      {"record_index", readRecordIndexBytes, 32, kMiB},
      {"verification_bin", readVerificationBinBytes, 1024, kMiB},
      {"torch_file", readTorchFileBytes, 1024, kMiB},
      {"safetensors", readSafetensorsBytes, 64, kMiB},
      {"npy", readNpyBytes, 16, kMiB},
      {"lists", readListBytes, 128, kMiB},
      {"experiment", readExperimentBytes, 4096, 1024 * kMiB},
  };
  return targets;
}

const FuzzTarget& fuzzTarget(const std::string& name) {
  for (const FuzzTarget& target : fuzzTargets()) {
    if (target.name == name) return target;
  }
  throw std::runtime_error("no reader is called " + name);
}

bool runFuzzTarget(const FuzzTarget& target, std::string_view bytes) {
  bool taken = true;
  const AllocationMeter meter;
  try {
    target.read(bytes);
  } catch (const UserError& error) {
    if (error.problems().empty()) throw std::runtime_error("refused without saying why");
    taken = false;
  }
  const std::int64_t bound =
      target.bytesBeside + target.bytesPerByte * static_cast<std::int64_t>(bytes.size());
  if (meter.peakBytes() > bound) {
    throw std::runtime_error(std::string(target.name) + ": " + std::to_string(meter.peakBytes()) +
                             " bytes of memory for an input of " + std::to_string(bytes.size()) +
                             ", at most " + std::to_string(bound) + " are promised");
  }
  return taken;
}

std::string fuzzFile(const std::string& name, std::string_view bytes) {
  static const FuzzFolder folder;
  const std::string path = (folder.path() / name).string();
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path);
  return path;
}

}  // namespace lafs::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lafs::test {

/// A reader of outside files, as something that takes any bytes. It must end in good order or throw
/// UserError, whatever the bytes; and may hold no more memory at one time than
/// `bytesPerByte` for every byte of input and `bytesBeside`.
struct FuzzTarget {
  const char* name;  ///< also the folder of its seeds
  void (*read)(std::string_view bytes);
  std::int64_t bytesPerByte;
  std::int64_t bytesBeside;
};

/// Every reader there is. A new one is a function in a fuzz_*.cpp and a line in fuzz_target.cpp.
const std::vector<FuzzTarget>& fuzzTargets();

/// The target of that name; throws std::runtime_error when there is none.
const FuzzTarget& fuzzTarget(const std::string& name);

/// Gives `bytes` to the target. True when it took them, false when it refused them with UserError;
/// anything else that it throws goes through, and std::runtime_error says when it took too much
/// memory.
bool runFuzzTarget(const FuzzTarget& target, std::string_view bytes);

/// A file of these bytes for readers that want a path; the same few names are used again and again,
/// in a folder that goes when the process ends.
std::string fuzzFile(const std::string& name, std::string_view bytes);

// One function for each target.
void readRecordBytes(std::string_view bytes);
void readRecordIndexBytes(std::string_view bytes);
void readVerificationBinBytes(std::string_view bytes);
void readTorchFileBytes(std::string_view bytes);
void readSafetensorsBytes(std::string_view bytes);
void readNpyBytes(std::string_view bytes);
void readListBytes(std::string_view bytes);
void readExperimentBytes(std::string_view bytes);

}  // namespace lafs::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lafs {

/// Number types that a safetensors file may hold here. BF16 and F16 are kept as their two bytes.
enum class Dtype { F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL };

std::size_t dtypeSize(Dtype dtype);  ///< bytes of one element
const char* dtypeName(Dtype dtype);  ///< as written in the header: "F32", "BF16", …

/// One tensor of an open file, row-major, little-endian. `data` points into the file's mapping: it
/// lives as long as a copy of the SafetensorsFile does, and need not be aligned for its type, so
/// copy it out (memcpy) rather than cast the pointer.
struct TensorView {
  std::string name;
  Dtype dtype = Dtype::F32;
  std::vector<std::int64_t> shape;  ///< empty for a scalar
  const std::byte* data = nullptr;
  std::size_t bytes = 0;  ///< product of the shape times the element size
};

/// An open, fully checked safetensors file: the header is well formed, every tensor lies inside the
/// file, none overlap and together they cover it without holes. Nothing is trusted, and no memory
/// is taken that the file's own size does not justify. Copies share one read-only mapping; const
/// functions may be called from several threads.
class SafetensorsFile {
 public:
  /// UserError, saying what is wrong, when the file is missing, torn or not safetensors.
  static SafetensorsFile open(const std::string& path);

  const std::string& path() const;
  const std::map<std::string, std::string>& metadata() const;  ///< `__metadata__`; may be empty
  std::vector<std::string> names() const;                      ///< in the order of the data
  bool has(const std::string& name) const;
  /// UserError when there is no tensor of that name.
  const TensorView& view(const std::string& name) const;
  const std::vector<TensorView>& views() const;  ///< in the order of the data

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

/// One tensor to write; `data` is contiguous, row-major and borrowed for the call.
struct TensorToWrite {
  std::string name;
  Dtype dtype = Dtype::F32;
  std::vector<std::int64_t> shape;
  const void* data = nullptr;
};

/// Writes the tensors in the order given, the data beginning at a multiple of 8 bytes. The file
/// appears under its name only when it is complete and on the disk. UserError when it cannot be
/// written; a repeated name or a negative size is a broken promise (logic_error).
void writeSafetensors(const std::string& path, const std::vector<TensorToWrite>& tensors,
                      const std::map<std::string, std::string>& metadata = {});

}  // namespace lafs

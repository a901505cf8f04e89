// SPDX-License-Identifier: GPL-3.0-or-later
#include <zip.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/formats/pickle_writer.h"
#include "core/formats/torch_file.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr const char* kRoot = "archive";  // what torch.save uses when it does not know the name

std::uint64_t elementsOf(const TensorToWrite& tensor) {
  std::uint64_t elements = 1;
  for (const std::int64_t size : tensor.shape) {
    require(size >= 0, "a tensor to write has a negative size");
    elements *= static_cast<std::uint64_t>(size);
  }
  require(elements == 0 || tensor.data != nullptr, "a tensor to write has no data");
  return elements;
}

std::vector<std::int64_t> rowMajorStrides(const std::vector<std::int64_t>& shape) {
  std::vector<std::int64_t> strides(shape.size(), 1);
  for (std::size_t axis = shape.size(); axis > 1; --axis) {
    strides[axis - 2] = strides[axis - 1] * std::max<std::int64_t>(shape[axis - 1], 1);
  }
  return strides;
}

/// _rebuild_tensor_v2(storage, offset 0, size, stride, requires_grad False, no hooks).
void pickleTensor(PickleWriter& pickle, const TensorToWrite& tensor, std::size_t key) {
  pickle.global("torch._utils", "_rebuild_tensor_v2");
  pickle.mark();
  pickle.mark();
  pickle.text("storage");
  pickle.global("torch", torchStorageName(tensor.dtype));
  pickle.text(std::to_string(key));
  pickle.text("cpu");
  pickle.integer(static_cast<std::int64_t>(elementsOf(tensor)));
  pickle.tuple();
  pickle.persistentId();
  pickle.integer(0);
  pickle.integers(tensor.shape);
  pickle.integers(rowMajorStrides(tensor.shape));
  pickle.boolean(false);
  pickle.orderedDict();
  pickle.tuple();
  pickle.reduce();
}

std::string pickleOf(const std::vector<TensorToWrite>& tensors) {
  PickleWriter pickle;
  std::set<std::string> names;
  pickle.orderedDict();
  pickle.mark();
  for (std::size_t key = 0; key < tensors.size(); ++key) {
    require(names.insert(tensors[key].name).second, "a tensor name is repeated");
    pickle.text(tensors[key].name);
    pickleTensor(pickle, tensors[key], key);
  }
  pickle.setItems();
  return pickle.finish();
}

/// A new zip archive of uncompressed members under a temporary name.
class Archive {
 public:
  explicit Archive(const std::string& path) : path_(path), temporary_(temporaryPathFor(path)) {
    int code = 0;
    archive_ = ::zip_open(temporary_.c_str(), ZIP_CREATE | ZIP_EXCL, &code);
    if (!archive_) {
      zip_error_t error;
      ::zip_error_init_with_code(&error, code);
      const std::string why = ::zip_error_strerror(&error);
      ::zip_error_fini(&error);
      fail(why);
    }
  }
  ~Archive() {
    if (archive_) ::zip_discard(archive_);
    std::error_code ignored;
    if (!published_) fs::remove(temporary_, ignored);
  }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  /// The bytes are borrowed until publish().
  void add(const std::string& name, const void* data, std::uint64_t bytes) {
    zip_source_t* source = ::zip_source_buffer(archive_, data, bytes, 0);
    if (!source) fail(::zip_strerror(archive_));
    const zip_int64_t index = ::zip_file_add(archive_, (std::string(kRoot) + "/" + name).c_str(),
                                             source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      ::zip_source_free(source);
      fail(::zip_strerror(archive_));
    }
    const auto member = static_cast<zip_uint64_t>(index);
    // The same tensors give the same bytes, whenever: 1980-01-01, the first day that a zip knows.
    const bool set = ::zip_set_file_compression(archive_, member, ZIP_CM_STORE, 0) == 0 &&
                     ::zip_file_set_dostime(archive_, member, 0, 0x21, 0) == 0;
    if (!set) fail(::zip_strerror(archive_));
  }

  void publish() {
    if (::zip_close(archive_) != 0) fail(::zip_strerror(archive_));
    archive_ = nullptr;
    publishFile(temporary_, path_);
    published_ = true;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw UserError(path_, "cannot be written: " + why,
                    "check that the folder exists, may be written to and has room");
  }

  std::string path_, temporary_;
  zip_t* archive_ = nullptr;
  bool published_ = false;
};

}  // namespace

void writeTorchFile(const std::string& path, const std::vector<TensorToWrite>& tensors) {
  const std::string pickle = pickleOf(tensors);
  const std::string order = "little", version = "3\n";
  Archive archive(path);
  archive.add("data.pkl", pickle.data(), pickle.size());
  archive.add("byteorder", order.data(), order.size());
  for (std::size_t key = 0; key < tensors.size(); ++key) {
    const std::uint64_t bytes = elementsOf(tensors[key]) * dtypeSize(tensors[key].dtype);
    archive.add("data/" + std::to_string(key), tensors[key].data, bytes);
  }
  archive.add("version", version.data(), version.size());
  archive.publish();
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include <zip.h>

#include <vector>

#include "core/base/error.h"
#include "core/formats/torch_container.h"

namespace lafs {

namespace {

constexpr std::uint64_t kLargestPickle = std::uint64_t{256} << 20;
constexpr std::string_view kPickleEnd = "/data.pkl";

bool endsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

class TorchZip : public TorchContainer {
 public:
  explicit TorchZip(const MappedFile& file) : path_(file.path()), fileBytes_(file.size()) {
    int code = 0;
    archive_ = ::zip_open(path_.c_str(), ZIP_RDONLY, &code);
    if (!archive_) {
      zip_error_t error;
      ::zip_error_init_with_code(&error, code);
      const std::string why = ::zip_error_strerror(&error);
      ::zip_error_fini(&error);
      refuse("its zip directory cannot be read (" + why + ")");
    }
    try {
      open();
    } catch (...) {
      ::zip_discard(archive_);
      throw;
    }
  }
  ~TorchZip() override { ::zip_discard(archive_); }

  const PickleTree& tree() const override { return tree_; }
  const TorchStorages& storages() const override { return storages_; }
  const char* kind() const override { return "zip"; }

  std::string_view storage(const std::string& key) override {
    if (key != heldKey_ || held_.empty()) {
      held_ = member(root_ + "/data/" + key, storages_.at(key).bytes());
      heldKey_ = key;
    }
    return held_;
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw UserError(path_, "is no usable PyTorch file: " + why,
                    "make or fetch the file again; it is damaged or of another kind");
  }

  void open() {
    root_ = findRoot();
    if (::zip_name_locate(archive_, (root_ + "/constants.pkl").c_str(), 0) >= 0) {
      throw UserError(path_, "is a TorchScript program, not a checkpoint",
                      "save the module's state_dict() with torch.save instead");
    }
    const std::string order = root_ + "/byteorder";
    if (::zip_name_locate(archive_, order.c_str(), 0) >= 0 &&
        member(order, size(order)).substr(0, 6) != "little") {
      refuse("it was written on a big-endian machine");
    }
    const std::string name = root_ + std::string(kPickleEnd);
    const std::uint64_t bytes = size(name);
    if (bytes > kLargestPickle) refuse("its data.pkl has " + std::to_string(bytes) + " bytes");
    pickle_ = member(name, bytes);
    tree_ = readPickle(pickle_, torchPickleRules(), path_ + " (" + name + ")");
    storages_ = torchStorages(tree_, path_);
  }

  /// The folder of the only member that ends in /data.pkl.
  std::string findRoot() const {
    std::string root;
    bool found = false;
    const zip_int64_t count = ::zip_get_num_entries(archive_, 0);
    for (zip_int64_t i = 0; i < count; ++i) {
      const char* name = ::zip_get_name(archive_, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
      if (!name || !endsWith(name, kPickleEnd)) continue;
      if (found) refuse("it holds more than one data.pkl");
      found = true;
      root = std::string(name, std::string_view(name).size() - kPickleEnd.size());
    }
    if (!found) refuse("it is a zip archive without a data.pkl");
    return root;
  }

  zip_stat_t facts(const std::string& name) const {
    zip_stat_t stat;
    ::zip_stat_init(&stat);
    if (::zip_stat(archive_, name.c_str(), ZIP_FL_ENC_RAW, &stat) != 0) {
      refuse("its member " + name + " is missing");
    }
    const zip_uint64_t wanted =
        ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_INDEX;
    if ((stat.valid & wanted) != wanted || stat.comp_method != ZIP_CM_STORE) {
      refuse("its member " + name + " is compressed, which torch.save never does");
    }
    return stat;
  }

  std::uint64_t size(const std::string& name) const { return facts(name).size; }

  /// Whole member; no memory is taken before the directory agrees with `bytes` and the file is long
  /// enough for them.
  std::string member(const std::string& name, std::uint64_t bytes) const {
    const zip_stat_t stat = facts(name);
    if (stat.size != bytes || stat.comp_size != bytes || bytes > fileBytes_) {
      refuse("its member " + name + " has " + std::to_string(stat.size) + " bytes, expected " +
             std::to_string(bytes) + " in a file of " + std::to_string(fileBytes_));
    }
    zip_file_t* file = ::zip_fopen_index(archive_, stat.index, 0);
    if (!file) refuse("its member " + name + " cannot be opened: " + ::zip_strerror(archive_));
    std::string content(static_cast<std::size_t>(bytes), '\0');
    std::size_t at = 0;
    zip_int64_t got = 1;
    while (got > 0 && at < content.size()) {
      got = ::zip_fread(file, content.data() + at, content.size() - at);
      if (got > 0) at += static_cast<std::size_t>(got);
    }
    // The checksum is compared when the end is read.
    char beyond = 0;
    if (got >= 0) got = ::zip_fread(file, &beyond, 1);
    ::zip_fclose(file);
    if (got != 0 || at != content.size()) refuse("its member " + name + " is damaged");
    return content;
  }

  std::string path_;
  std::uint64_t fileBytes_ = 0;
  zip_t* archive_ = nullptr;
  std::string root_, pickle_;
  PickleTree tree_;
  TorchStorages storages_;
  std::string heldKey_, held_;
};

}  // namespace

std::unique_ptr<TorchContainer> openTorchZip(const MappedFile& file) {
  return std::make_unique<TorchZip>(file);
}

}  // namespace lafs

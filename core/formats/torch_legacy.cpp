// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>

#include "core/base/error.h"
#include "core/formats/torch_container.h"

namespace lafs {

namespace {

// 0x1950a86a20f9469cfc6c, little-endian.
constexpr std::string_view kMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
constexpr std::int64_t kVersion = 1001;

class TorchLegacy : public TorchContainer {
 public:
  explicit TorchLegacy(const MappedFile& file) : file_(file) {
    checkMagic();
    checkSystem();
    tree_ = next(torchPickleRules());
    storages_ = torchStorages(tree_, file_.path());
    locateStorages();
  }

  const PickleTree& tree() const override { return tree_; }
  const TorchStorages& storages() const override { return storages_; }
  const char* kind() const override { return "legacy"; }

  std::string_view storage(const std::string& key) override {
    const auto found = places_.find(key);
    if (found == places_.end()) refuse("its storage '" + key + "' is missing");
    return found->second;
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw UserError(file_.path(), "is no usable PyTorch file: " + why,
                    "make or fetch the file again; it is damaged or of another kind");
  }

  PickleTree next(const PickleRules& rules) {
    PickleTree tree = readPickle(file_.text().substr(at_), rules, file_.path(), at_);
    at_ += tree.consumed();
    return tree;
  }

  void checkMagic() {
    const PickleTree magic = next({});
    if (!magic.root().is(PickleKind::BigInteger) || magic.root().bytes != kMagic) {
      refuse("it is a pickle, but not one that torch.save wrote");
    }
    const PickleTree version = next({});
    if (!version.root().is(PickleKind::Integer) || version.root().integer != kVersion) {
      refuse("its container has another version than 1001");
    }
  }

  void checkSystem() {
    const PickleTree system = next({});
    const PickleValue* little = pickleEntry(system.root(), "little_endian");
    if (!little || !little->is(PickleKind::Bool)) refuse("it does not say its byte order");
    if (little->integer == 0) refuse("it was written on a big-endian machine");
  }

  /// A list of keys, then for each an element count and the elements.
  void locateStorages() {
    const PickleTree keys = next({});
    if (!keys.root().is(PickleKind::List)) refuse("it has no list of storages");
    for (const PickleValue* key : keys.root().items) {
      const auto found =
          key->isString() ? storages_.find(std::string(key->bytes)) : storages_.end();
      if (found == storages_.end()) refuse("it holds a storage that nothing refers to");
      const std::string_view rest = file_.text().substr(at_);
      std::uint64_t count = 0;
      if (rest.size() < sizeof count) refuse("it is cut off");
      std::memcpy(&count, rest.data(), sizeof count);
      if (count != found->second.elements) {
        refuse("its storage '" + found->first + "' has " + std::to_string(count) +
               " elements, expected " + std::to_string(found->second.elements));
      }
      if (found->second.bytes() > rest.size() - sizeof count) refuse("it is cut off");
      places_[found->first] = rest.substr(sizeof count, found->second.bytes());
      at_ += sizeof count + found->second.bytes();
    }
  }

  const MappedFile& file_;
  std::size_t at_ = 0;
  PickleTree tree_;
  TorchStorages storages_;
  std::map<std::string, std::string_view> places_;
};

}  // namespace

std::unique_ptr<TorchContainer> openTorchLegacy(const MappedFile& file) {
  return std::make_unique<TorchLegacy>(file);
}

}  // namespace lafs

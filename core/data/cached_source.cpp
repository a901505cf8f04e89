// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/cached_source.h"

#include <array>
#include <atomic>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace lafs {

namespace {

constexpr std::size_t kLargestPicture = 256 * 1024;
constexpr std::size_t kShards = 16;

std::atomic<std::size_t> spentBytes{0};

class CachedSource : public FaceSource {
 public:
  explicit CachedSource(std::shared_ptr<FaceSource> inner) : inner_(std::move(inner)) {}
  ~CachedSource() override { spentBytes -= ownBytes_; }

  std::int64_t size() const override { return inner_->size(); }
  std::int64_t identities() const override { return inner_->identities(); }
  std::int64_t label(std::int64_t index) const override { return inner_->label(index); }
  std::string identityName(std::int64_t l) const override { return inner_->identityName(l); }
  std::string imageName(std::int64_t index) const override { return inner_->imageName(index); }
  std::optional<std::vector<float>> landmarks(std::int64_t index) const override {
    return inner_->landmarks(index);
  }
  Image ownImage(std::int64_t index) const override { return inner_->ownImage(index); }
  std::string encoded(std::int64_t index) const override { return inner_->encoded(index); }
  std::string fingerprint() const override { return inner_->fingerprint(); }
  std::vector<std::string> warnings() const override { return inner_->warnings(); }

  Image image(std::int64_t index) const override {
    Shard& shard = shards_[static_cast<std::size_t>(index) % kShards];
    {
      const std::lock_guard<std::mutex> lock(shard.mutex);
      const auto found = shard.pictures.find(index);
      if (found != shard.pictures.end()) return found->second;
    }
    Image picture = inner_->image(index);
    keep(shard, index, picture);
    return picture;
  }

 private:
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::int64_t, Image> pictures;
  };

  void keep(Shard& shard, std::int64_t index, const Image& picture) const {
    const std::size_t bytes = picture.pixels.size() + sizeof(Image);
    if (bytes > kLargestPicture) return;
    if (spentBytes.fetch_add(bytes) + bytes > kImageCacheBytes) {
      spentBytes -= bytes;
      return;
    }
    const std::lock_guard<std::mutex> lock(shard.mutex);
    if (shard.pictures.emplace(index, picture).second) {
      ownBytes_ += bytes;
    } else {
      spentBytes -= bytes;  // another thread was faster
    }
  }

  std::shared_ptr<FaceSource> inner_;
  mutable std::array<Shard, kShards> shards_;
  mutable std::atomic<std::size_t> ownBytes_{0};
};

}  // namespace

std::shared_ptr<FaceSource> withCache(std::shared_ptr<FaceSource> source) {
  return std::make_shared<CachedSource>(std::move(source));
}

std::size_t cachedImageBytes() {
  return spentBytes;
}

}  // namespace lafs

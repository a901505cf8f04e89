// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/feature_supply.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/formats/feature_file.h"
#include "core/formats/npy_file.h"
#include "core/formats/safetensors.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

/// A matrix on the disk, read row by row.
class FeatureMatrix {
 public:
  explicit FeatureMatrix(const std::string& path) : path_(path) {
    if (fs::path(path).extension() == ".npy") {
      npy_ = NpyFile::open(path);
      shape_ = npy_->shape();
    } else {
      openSafetensors();
    }
    if (shape_.size() != 2 || shape_[0] < 1 || shape_[1] < 1) {
      throw UserError(path_, "holds an array of " + std::to_string(shape_.size()) + " axes",
                      "features are a matrix [images, width]");
    }
  }

  std::int64_t rows() const { return shape_[0]; }
  std::int64_t width() const { return shape_[1]; }

  at::Tensor slice(std::int64_t begin, std::int64_t end) const {
    const std::int64_t count = (end - begin) * width();
    at::Tensor values = at::empty({end - begin, width()}, at::kFloat);
    if (npy_) {
      npy_->copy(begin * width(), count, values.data_ptr<float>());
      return values;
    }
    const TensorView& view = file_->view(tensor_);
    const std::byte* from = view.data + begin * width() * static_cast<std::int64_t>(element_);
    std::copy_n(from, count * static_cast<std::int64_t>(element_),
                static_cast<std::byte*>(raw(values, type_)));
    return type_ == at::kFloat ? values : wide_.to(at::kFloat);
  }

 private:
  void openSafetensors() {
    file_ = SafetensorsFile::open(path_);
    const std::vector<std::string> names = file_->names();
    tensor_ = file_->has("features") || names.size() != 1 ? "features" : names.front();
    const TensorView& view = file_->view(tensor_);
    static const std::map<Dtype, at::ScalarType> types = {{Dtype::F32, at::kFloat},
                                                          {Dtype::F64, at::kDouble},
                                                          {Dtype::F16, at::kHalf},
                                                          {Dtype::BF16, at::kBFloat16}};
    const auto type = types.find(view.dtype);
    if (type == types.end()) {
      throw UserError(path_, "tensor '" + tensor_ + "' holds " + dtypeName(view.dtype),
                      "features are floating-point numbers");
    }
    type_ = type->second;
    element_ = dtypeSize(view.dtype);
    shape_ = view.shape;
  }

  /// Where the stored bytes go: `values` itself, or a buffer of the stored type.
  void* raw(at::Tensor& values, at::ScalarType type) const {
    if (type == at::kFloat) return values.data_ptr();
    wide_ = at::empty(values.sizes(), type);
    return wide_.data_ptr();
  }

  std::string path_, tensor_;
  std::optional<NpyFile> npy_;
  std::optional<SafetensorsFile> file_;
  std::vector<std::int64_t> shape_;
  at::ScalarType type_ = at::kFloat;
  std::size_t element_ = 4;
  mutable at::Tensor wide_;
};

class MatrixSupply : public FeatureSupply {
 public:
  MatrixSupply(const std::string& path, bool bothSides)
      : path_(path), matrix_(path), bothSides_(bothSides) {
    if (bothSides && matrix_.width() % 2 != 0) {
      throw UserError(path, "rows of " + std::to_string(matrix_.width()) +
                                " numbers cannot be [image | mirror image]");
    }
  }

  std::int64_t rows(const ProtocolPart&) const override { return matrix_.rows(); }

  at::Tensor features(const ProtocolPart& part, std::int64_t begin, std::int64_t end) override {
    if (matrix_.rows() != part.size) {
      throw UserError(path_,
                      "holds " + std::to_string(matrix_.rows()) + " features, the protocol has " +
                          std::to_string(part.size) + " images",
                      "give one row for each image, in the protocol's order");
    }
    const at::Tensor rows = matrix_.slice(begin, end);
    if (!bothSides_) return rows;
    const std::int64_t half = matrix_.width() / 2;
    return rows.slice(1, 0, half) + rows.slice(1, half);
  }

  Json card() const override {
    return {{"features", path_}, {"rows", bothSides_ ? "image and mirror image" : "one feature"}};
  }

 private:
  std::string path_;
  FeatureMatrix matrix_;
  bool bothSides_;
};

/// InsightFace's files: `<root>/<facescrub|megaface>/<image>_<algorithm>.bin`.
class FolderSupply : public FeatureSupply {
 public:
  explicit FolderSupply(std::string root) : root_(std::move(root)) {}

  at::Tensor features(const ProtocolPart& part, std::int64_t begin, std::int64_t end) override {
    at::Tensor rows;
    for (std::int64_t k = begin; k < end; ++k) {
      const std::string file = fileOf(part, part.nameOf(k));
      const std::vector<float> feature = readFeatureFile(file);
      const auto width = static_cast<std::int64_t>(feature.size());
      if (!rows.defined()) rows = at::empty({end - begin, width}, at::kFloat);
      if (width != rows.size(1)) {
        throw UserError(file, "holds " + std::to_string(width) + " numbers, the others hold " +
                                  std::to_string(rows.size(1)));
      }
      std::copy(feature.begin(), feature.end(), rows.data_ptr<float>() + (k - begin) * width);
    }
    return rows;
  }

  Json card() const override { return {{"features", root_}, {"rows", "InsightFace's files"}}; }

 private:
  /// The one file whose name is the image's and a suffix; the suffix is learnt from the first
  /// image.
  std::string fileOf(const ProtocolPart& part, const std::string& image) {
    const fs::path base = fs::path(root_) / (part.name == "probes" ? "facescrub" : "megaface");
    if (suffix_.empty()) suffix_ = findSuffix(base / image);
    const std::string file = (base / image).string() + suffix_;
    if (!fs::is_regular_file(file)) {
      throw UserError(file, "there is no feature of this image",
                      "a protocol is measured with all of its images or not at all");
    }
    return file;
  }

  static std::string findSuffix(const fs::path& image) {
    const std::string stem = image.filename().string() + '_';
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(image.parent_path(), failed)) {
      const std::string name = entry.path().filename().string();
      if (name.rfind(stem, 0) == 0 && entry.path().extension() == ".bin") {
        return name.substr(stem.size() - 1);
      }
    }
    throw UserError(image.string(), "there is no feature file of this image (<image>_*.bin)",
                    "name the folder that holds facescrub and megaface");
  }

  std::string root_, suffix_;
};

}  // namespace

std::unique_ptr<FeatureSupply> featureFileSupply(const std::string& path, bool bothSides) {
  if (fs::is_directory(path)) return std::make_unique<FolderSupply>(path);
  return std::make_unique<MatrixSupply>(path, bothSides);
}

FeatureFileWriter::FeatureFileWriter(FeatureSupply& from, std::string folder)
    : from_(from), folder_(std::move(folder)) {}

at::Tensor FeatureFileWriter::features(const ProtocolPart& part, std::int64_t begin,
                                       std::int64_t end) {
  const at::Tensor rows = from_.features(part, begin, end);
  // The files hold unit vectors, as InsightFace writes them.
  const at::Tensor unit = (rows / rows.norm(2, 1, true).clamp_min(1e-30)).contiguous();
  const fs::path base = fs::path(folder_) / (part.name == "probes" ? "facescrub" : "megaface");
  const float* data = unit.data_ptr<float>();
  const std::int64_t width = unit.size(1);
  for (std::int64_t k = begin; k < end; ++k) {
    const fs::path file = base / (part.nameOf(k) + "_lafs.bin");
    fs::create_directories(file.parent_path());
    const float* row = data + (k - begin) * width;
    writeFeatureFile(file.string(), {row, row + width});
  }
  return rows;
}

std::vector<double> readScores(const std::string& path, std::int64_t pairs) {
  std::vector<double> scores;
  if (fs::path(path).extension() == ".npy") {
    scores = NpyFile::open(path).doubles();
  } else {
    const SafetensorsFile file = SafetensorsFile::open(path);
    const std::vector<std::string> names = file.names();
    const TensorView& view =
        file.view(file.has("score") || names.size() != 1 ? "score" : names.front());
    const auto count = static_cast<std::size_t>(view.bytes / dtypeSize(view.dtype));
    if (view.dtype == Dtype::F64) {
      scores.resize(count);
      std::memcpy(scores.data(), view.data, view.bytes);
    } else if (view.dtype == Dtype::F32) {
      std::vector<float> narrow(count);
      std::memcpy(narrow.data(), view.data, view.bytes);
      scores.assign(narrow.begin(), narrow.end());
    } else {
      throw UserError(path, std::string("scores are ") + dtypeName(view.dtype),
                      "give float32 or float64");
    }
  }
  if (static_cast<std::int64_t>(scores.size()) == pairs) return scores;
  throw UserError(path,
                  "holds " + std::to_string(scores.size()) + " scores, the protocol has " +
                      std::to_string(pairs) + " pairs",
                  "give one score for each pair, in the protocol's order");
}

}  // namespace lafs

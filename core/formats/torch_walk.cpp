// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/torch_walk.h"

#include <cmath>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/pickle_numpy.h"

namespace lafs {

namespace {

constexpr std::int64_t kMostSteps = 1'000'000;
constexpr std::uint64_t kShare = 4;          // tensors that share storages may outgrow the file
constexpr std::uint64_t kSlack = 64 * 1024;  // in a file of a few numbers, by any factor
constexpr std::size_t kLongestText = 4096;

/// Valid UTF-8 of a text of the file, at most 4 KiB of it.
std::string cleanText(std::string_view bytes) {
  const Json text(std::string(bytes.substr(0, kLongestText)));
  const std::string quoted = text.dump(-1, ' ', false, Json::error_handler_t::replace);
  return Json::parse(quoted).get<std::string>();
}

class Walk {
 public:
  Walk(const TorchStorages& storages, const std::string& file, std::uint64_t fileBytes)
      : storages_(storages), file_(file), most_(fileBytes * kShare + kSlack) {}

  TorchContent take(const PickleValue& root) {
    Json facts;
    if (isTorchTensor(withoutTypeTag(root))) {
      content_.tables.push_back({"", {}});
      addTensor(0, "", withoutTypeTag(root));
    } else {
      facts = value(root, "");
    }
    if (!facts.is_null()) content_.facts = std::move(facts);
    std::vector<TorchTable> filled;
    for (TorchTable& table : content_.tables) {
      if (!table.entries.empty()) filled.push_back(std::move(table));
    }
    content_.tables = std::move(filled);
    return std::move(content_);
  }

 private:
  void step() {
    if (++steps_ > kMostSteps) {
      throw UserError(file_, "holds more than a million values", "save the state dict alone");
    }
  }

  void addTensor(std::size_t table, const std::string& name, const PickleValue& record) {
    TorchTensor tensor = torchTensor(record, storages_, file_);
    total_ += tensor.bytes();
    if (total_ > most_) {
      throw UserError(file_, "its tensors claim more than four times the size of the file",
                      "make or fetch the file again; it is damaged or of another kind");
    }
    content_.tables[table].entries.push_back({name, std::move(tensor)});
  }

  static std::string below(const std::string& path, const std::string& key) {
    return path.empty() ? key : path + "/" + key;
  }

  std::string keyText(const PickleValue& key) {
    if (key.isString()) return cleanText(key.bytes);
    const auto number = pickleNumber(key, file_);
    return number ? formatNumber(*number) : pickleKindName(key.kind);
  }

  Json dict(const PickleValue& pairs, const std::string& path) {
    // Of equal keys the last one counts, at the place of the first.
    std::vector<std::pair<std::string, const PickleValue*>> entries;
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i + 1 < pairs.items.size(); i += 2) {
      const auto [place, fresh] = places.emplace(keyText(*pairs.items[i]), entries.size());
      if (fresh) entries.emplace_back(place->first, nullptr);
      entries[place->second].second = pairs.items[i + 1];
    }
    return members(entries, path, /*named=*/true);
  }

  Json list(const PickleValue& sequence, const std::string& path) {
    std::vector<std::pair<std::string, const PickleValue*>> entries;
    for (std::size_t i = 0; i < sequence.items.size(); ++i) {
      entries.emplace_back(std::to_string(i), sequence.items[i]);
    }
    return members(entries, path, /*named=*/false);
  }

  Json members(const std::vector<std::pair<std::string, const PickleValue*>>& entries,
               const std::string& path, bool named) {
    const std::size_t table = content_.tables.size();
    content_.tables.push_back({path, {}});
    Json::object_t object;
    Json::array_t array;
    for (const auto& [name, held] : entries) {
      step();
      const PickleValue& inner = withoutTypeTag(*held);
      if (isTorchTensor(inner)) {
        addTensor(table, name, inner);
      } else if (named) {
        object.emplace_back(name, value(inner, below(path, name)));
      } else {
        array.push_back(value(inner, below(path, name)));
      }
    }
    return named ? Json(std::move(object)) : Json(std::move(array));
  }

  /// The value as JSON, its tensors taken out. Nesting is bounded by the pickle's own limit.
  Json value(const PickleValue& tagged, const std::string& path) {
    const PickleValue& inner = withoutTypeTag(tagged);
    switch (inner.kind) {
      case PickleKind::None:
        return nullptr;
      case PickleKind::Bool:
        return inner.integer != 0;
      case PickleKind::Integer:
        return inner.integer;
      case PickleKind::Real:
        return number(inner.real);
      case PickleKind::Text:
        return cleanText(inner.bytes);
      case PickleKind::Dict:
        return dict(inner, path);
      case PickleKind::List:
      case PickleKind::Tuple:
      case PickleKind::Set:
        return list(inner, path);
      case PickleKind::Global:
        return cleanText(inner.bytes);
      case PickleKind::Object:
        return object(inner, path);
      case PickleKind::Bytes:
        return std::to_string(inner.bytes.size()) + " bytes";
      case PickleKind::BigInteger:
      case PickleKind::Persistent:
        break;
    }
    return pickleKindName(inner.kind);
  }

  static Json number(double real) { return std::isfinite(real) ? Json(real) : Json(nullptr); }

  Json object(const PickleValue& record, const std::string& path) {
    if (isNumpyScalar(record)) return number(*pickleNumber(record, file_));
    const bool space =
        record.isObjectOf("argparse Namespace") || record.isObjectOf("types SimpleNamespace");
    if (space && record.state && record.state->is(PickleKind::Dict)) {
      return dict(*record.state, path);
    }
    if (record.isObjectOf("torch Size")) return list(*record.arguments, path);
    return cleanText(record.callable->bytes);
  }

  const TorchStorages& storages_;
  const std::string& file_;
  std::uint64_t most_, total_ = 0;
  std::int64_t steps_ = 0;
  TorchContent content_;
};

}  // namespace

TorchContent walkTorchTree(const PickleValue& root, const TorchStorages& storages,
                           const std::string& file, std::uint64_t fileBytes) {
  return Walk(storages, file, fileBytes).take(root);
}

}  // namespace lafs

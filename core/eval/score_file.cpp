// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/score_file.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/safetensors.h"

namespace lafs {

namespace {

constexpr const char* kFormat = "lafs-scores";
constexpr const char* kVersion = "1";

/// Item names and pictures as one text: a line each, "name<TAB>picture".
std::string itemText(const std::vector<ScoredItem>& items) {
  std::string text;
  for (const ScoredItem& item : items) {
    require((item.name + item.picture).find_first_of("\t\n") == std::string::npos,
            "an item's name and picture hold no tab and no line end");
    text += item.name + '\t' + item.picture + '\n';
  }
  return text;
}

std::vector<std::int64_t> lengths(std::size_t count) {
  return {static_cast<std::int64_t>(count)};
}

/// Reads the tensors of a score file and says which is wrong.
class Reader {
 public:
  explicit Reader(const std::string& path) : file_(SafetensorsFile::open(path)) {
    if (meta("format") != kFormat || meta("version") != kVersion) {
      refuse("is no score file of this program (format '" + meta("format") + "')");
    }
  }

  std::string meta(const std::string& key) const {
    const auto found = file_.metadata().find(key);
    return found == file_.metadata().end() ? std::string() : found->second;
  }

  bool has(const std::string& name) const { return file_.has(name); }

  /// A tensor with one axis; of `count` elements unless that is negative.
  template <typename T>
  std::vector<T> numbers(const std::string& name, Dtype dtype, std::int64_t count) const {
    const TensorView& view = file_.view(name);
    if (view.dtype != dtype || view.shape.size() != 1 || (count >= 0 && view.shape[0] != count)) {
      refuse("tensor '" + name + "' has another type or length than the others ask for");
    }
    std::vector<T> values(static_cast<std::size_t>(view.shape[0]));
    if (!values.empty()) std::memcpy(values.data(), view.data, view.bytes);
    return values;
  }

  std::vector<double> scores() const {
    if (file_.view("score").dtype == Dtype::F64) return numbers<double>("score", Dtype::F64, -1);
    const auto narrow = numbers<float>("score", Dtype::F32, -1);
    return {narrow.begin(), narrow.end()};
  }

  /// Item or unit numbers below `end`.
  std::vector<std::uint32_t> places(const std::string& name, std::int64_t count,
                                    std::int64_t end) const {
    const auto values = numbers<std::int32_t>(name, Dtype::I32, count);
    for (const std::int32_t value : values) {
      if (value < 0 || value >= end) {
        refuse("tensor '" + name + "' holds " + std::to_string(value) + ", expected 0 … " +
               std::to_string(end - 1));
      }
    }
    return {values.begin(), values.end()};
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw UserError(file_.path(), why, "evaluate again");
  }

 private:
  SafetensorsFile file_;
};

std::vector<ScoredItem> itemsOf(const Reader& reader, std::int64_t units) {
  const auto bytes = reader.numbers<char>("items", Dtype::U8, -1);
  std::string_view text(bytes.data(), bytes.size());
  const auto lines = std::count(text.begin(), text.end(), '\n');
  const std::vector<std::uint32_t> unit = reader.places("unit", lines, units + 1);
  std::vector<ScoredItem> items;
  items.reserve(unit.size());
  for (const std::uint32_t one : unit) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) reader.refuse("a line of 'items' has no tab");
    items.push_back({std::string(line.substr(0, tab)), std::string(line.substr(tab + 1)), one});
    text.remove_prefix(line.size() + 1);
  }
  return items;
}

}  // namespace

PairScores ScoreFile::pairScores() const {
  PairScores pairs;
  pairs.score = score;
  pairs.same = same;
  pairs.units = units;
  pairs.unlistedImpostors = unlistedImpostors;
  pairs.first.reserve(first.size());
  pairs.second.reserve(second.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    pairs.first.push_back(items[first[i]].unit);
    pairs.second.push_back(items[second[i]].unit);
  }
  return pairs;
}

void writeScoreFile(const std::string& path, const ScoreFile& scores) {
  const std::size_t count = scores.score.size();
  require(
      scores.same.size() == count && scores.first.size() == count && scores.second.size() == count,
      "one label and two items for each score");
  const std::vector<std::uint8_t> same(scores.same.begin(), scores.same.end());
  const std::string names = itemText(scores.items);
  std::vector<std::int32_t> units;
  for (const ScoredItem& item : scores.items) units.push_back(static_cast<std::int32_t>(item.unit));
  const bool narrow = std::all_of(scores.score.begin(), scores.score.end(), [](double score) {
    return static_cast<double>(static_cast<float>(score)) == score;
  });
  std::vector<float> floats;
  if (narrow) floats.assign(scores.score.begin(), scores.score.end());
  const void* score = narrow ? static_cast<const void*>(floats.data()) : scores.score.data();

  std::vector<TensorToWrite> tensors = {
      {"score", narrow ? Dtype::F32 : Dtype::F64, lengths(count), score},
      {"first", Dtype::I32, lengths(count), scores.first.data()},
      {"second", Dtype::I32, lengths(count), scores.second.data()},
      {"unit", Dtype::I32, lengths(units.size()), units.data()},
      {"same", Dtype::U8, lengths(count), same.data()},
      {"items", Dtype::U8, lengths(names.size()), names.data()}};
  if (!scores.unlistedImpostors.empty()) {
    tensors.insert(tensors.begin(),
                   {"unlisted_impostors", Dtype::I64, lengths(scores.unlistedImpostors.size()),
                    scores.unlistedImpostors.data()});
  }
  writeSafetensors(path, tensors,
                   {{"format", kFormat},
                    {"version", kVersion},
                    {"protocol", scores.protocol},
                    {"unit_kind", scores.unitKind},
                    {"units", std::to_string(scores.units)}});
}

ScoreFile readScoreFile(const std::string& path) {
  const Reader reader(path);
  ScoreFile scores;
  scores.protocol = reader.meta("protocol");
  scores.unitKind = reader.meta("unit_kind");
  const auto units = parseInteger(reader.meta("units"));
  if (!units || *units < 0) reader.refuse("'units' is no count");
  scores.units = *units;
  scores.items = itemsOf(reader, scores.units);
  scores.score = reader.scores();
  const auto count = static_cast<std::int64_t>(scores.score.size());
  const auto items = static_cast<std::int64_t>(scores.items.size());
  const auto same = reader.numbers<std::uint8_t>("same", Dtype::U8, count);
  scores.same.assign(same.begin(), same.end());
  scores.first = reader.places("first", count, items);
  scores.second = reader.places("second", count, items);
  if (reader.has("unlisted_impostors")) {
    scores.unlistedImpostors =
        reader.numbers<std::int64_t>("unlisted_impostors", Dtype::I64, scores.units);
  }
  return scores;
}

}  // namespace lafs

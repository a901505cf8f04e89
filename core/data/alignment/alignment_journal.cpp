// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/alignment/alignment_journal.h"

#include <cstdio>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/json.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr const char* kName = ".alignment-journal.jsonl";

Json jsonOf(const AlignedPicture& picture) {
  Json json = {{"file", picture.file}, {"bytes", picture.bytes}};
  if (!picture.reason.empty()) {
    json["reason"] = picture.reason;
    return json;
  }
  json["output"] = picture.output;
  if (!picture.hasPoints) return json;
  for (const ImagePoint& p : picture.points) json["points"].push_back({p.x, p.y});
  json["score"] = picture.score;
  json["faces"] = picture.faces;
  return json;
}

AlignedPicture pictureOf(const Json& json) {
  AlignedPicture picture;
  picture.file = json.at("file").get<std::string>();
  picture.bytes = json.at("bytes").get<std::int64_t>();
  picture.reason = json.value("reason", "");
  picture.output = json.value("output", "");
  picture.hasPoints = json.contains("points");
  if (!picture.hasPoints) return picture;
  for (std::size_t k = 0; k < picture.points.size(); ++k) {
    picture.points[k] = {json.at("points").at(k).at(0).get<double>(),
                         json.at("points").at(k).at(1).get<double>()};
  }
  picture.score = json.at("score").get<double>();
  picture.faces = json.at("faces").get<std::int64_t>();
  return picture;
}

/// A field of a CSV line, in quotes where it needs them.
std::string csvField(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c;
    if (c == '"') quoted += c;
  }
  return quoted + '"';
}

std::string decimals(double value) {
  char text[48];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

}  // namespace

AlignmentJournal::AlignmentJournal(const std::string& output, const std::string& options)
    : path_((fs::path(output) / kName).string()) {
  std::ifstream before(path_);
  bool first = true, torn = false;
  for (std::string line; std::getline(before, line); first = false) {
    if (first && line != options) {
      throw UserError(output, "holds faces that were aligned with other options",
                      "choose another output folder, or the options of before: " + line);
    }
    if (first) continue;
    torn = before.eof();  // the last line has no end: it was being written
    const Json json = Json::parse(line, nullptr, /*throw=*/false);
    try {
      const AlignedPicture picture = pictureOf(json);
      known_[picture.file] = picture;
    } catch (const Json::exception&) {
      // A line that a crash cut off: its picture is looked at again.
    }
  }
  file_.open(path_, std::ios::app);
  if (first) file_ << options << '\n';
  if (torn) file_ << '\n';
  if (!file_.flush()) throw UserError(path_, "cannot be written", "check permissions and space");
}

const AlignedPicture* AlignmentJournal::find(const std::string& file) const {
  const auto found = known_.find(file);
  return found == known_.end() ? nullptr : &found->second;
}

void AlignmentJournal::add(const AlignedPicture& picture) {
  const std::string line = jsonOf(picture).dump(-1, ' ', false, Json::error_handler_t::replace);
  const std::lock_guard<std::mutex> lock(mutex_);
  file_ << line << '\n';
  if (!file_.flush()) throw UserError(path_, "cannot be written", "check the disk's space");
}

std::string alignmentCsv(const std::map<std::string, AlignedPicture>& pictures) {
  std::string text =
      "file,left_eye_x,left_eye_y,right_eye_x,right_eye_y,nose_x,nose_y,left_mouth_x,left_mouth_y,"
      "right_mouth_x,right_mouth_y,score,faces,output\n";
  for (const auto& [file, picture] : pictures) {
    if (!picture.reason.empty()) continue;
    text += csvField(file);
    for (const ImagePoint& p : picture.points) {
      text += picture.hasPoints ? ',' + decimals(p.x) + ',' + decimals(p.y) : ",,";
    }
    text += picture.hasPoints ? ',' + decimals(picture.score) + ',' + std::to_string(picture.faces)
                              : ",,";
    text += ',' + csvField(picture.output) + '\n';
  }
  return text;
}

std::string notFoundCsv(const std::map<std::string, AlignedPicture>& pictures) {
  std::string text = "file,reason\n";
  for (const auto& [file, picture] : pictures) {
    if (!picture.reason.empty()) text += csvField(file) + ',' + csvField(picture.reason) + '\n';
  }
  return text;
}

}  // namespace lafs

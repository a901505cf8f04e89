// SPDX-License-Identifier: GPL-3.0-or-later
#include <optional>
#include <sstream>

#include "app/workbench/data_verb.h"
#include "app/workbench/text_table.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/config/source_text.h"

namespace lafs {

namespace {

/// "1,2,all" as numbers; "none" is an empty list. `words` maps to 0.
template <class Number, class Parse>
Json listOf(const Arguments& arguments, const std::string& name, Parse parse) {
  Json list = Json::array();
  if (arguments.value(name) == "none") return list;
  std::istringstream stream(arguments.value(name));
  for (std::string word; std::getline(stream, word, ',');) {
    const auto value = word == "all" ? std::optional<Number>(0) : parse(word);
    if (!value || *value < 0) {
      throw UserError("--" + name, "found '" + word + "', expected numbers with commas between");
    }
    list.push_back(*value);
  }
  return list;
}

void printManifest(const Json& manifest, std::ostream& out) {
  using Align = TextTable::Align;
  TextTable table({"file", "images", "identities", "sha256"},
                  {Align::Left, Align::Right, Align::Right, Align::Left});
  for (const Json& subset : manifest.at("subsets")) {
    table.row({subset.at("file").get<std::string>(),
               withThousands(subset.at("images").get<std::int64_t>()),
               withThousands(subset.at("identities").get<std::int64_t>()),
               subset.at("sha256").get<std::string>().substr(0, 16)});
  }
  out << table.text();
  for (const Json& sentence : manifest.at("left_out")) {
    out << "left out " << sentence.get<std::string>() << '\n';
  }
  out << "manifest.json " << manifest.at("manifest_sha256").get<std::string>() << '\n';
}

}  // namespace

int dataSubset(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  Json job = {{"job", "data-subset"},
              {"source", withAbsolutePath(dataWord(context, 0, "a source"))}};
  if (!arguments.has("o")) throw UserError("-o", "is missing", "-o FOLDER for the index files");
  job["folder"] = absolutePath(arguments.value("o"));
  const auto number = [](const std::string& word) { return parseNumber(word); };
  const auto whole = [](const std::string& word) { return parseInteger(word); };
  if (arguments.has("fractions")) {
    job["fractions"] = listOf<double>(arguments, "fractions", number);
    for (const Json& fraction : job["fractions"]) {
      if (!(fraction.get<double>() > 0 && fraction.get<double>() <= 1)) {
        throw UserError("--fractions",
                        "found " + fraction.dump() + ", expected above 0, at most 1");
      }
    }
  }
  if (arguments.has("shots")) job["shots"] = listOf<std::int64_t>(arguments, "shots", whole);
  if (arguments.has("pretrain-shots")) {
    job["pretrain_shots"] = listOf<std::int64_t>(arguments, "pretrain-shots", whole);
    for (const Json& shots : job["pretrain_shots"]) {
      if (shots == 0) throw UserError("--pretrain-shots", "all is no number of shots here");
    }
  }
  if (arguments.has("pretrain-from")) {
    const auto share = parseNumber(arguments.value("pretrain-from"));
    if (!share || !(*share > 0 && *share <= 1)) {
      throw UserError("--pretrain-from", "found '" + arguments.value("pretrain-from") +
                                             "', expected above 0, at most 1");
    }
    job["pretrain_fraction"] = *share;
  } else if (arguments.value("rule") == "prefix") {
    job["pretrain_fraction"] = 0.75;  // the released loader's share
  }
  job["pretrain_images"] = arguments.number("pretrain-images", 1'000'000, 1);
  job["random_images"] = arguments.number("random", 1'000'000, 0);
  job["selection"] = arguments.value("rule", "random");
  job["seed"] = arguments.number("seed", 0, 0);
  return runDataJob(context, job, printManifest);
}

}  // namespace lafs

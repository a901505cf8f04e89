// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include "app/workbench/data_verb.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/config/source_text.h"

namespace lafs {

namespace {

bool isRecord(const std::string& path) {
  return std::filesystem::path(path).extension() == ".rec";
}

void printPacked(const Json& packed, std::ostream& out) {
  out << withThousands(packed.at("images").get<std::int64_t>()) << " pictures of "
      << withThousands(packed.at("identities").get<std::int64_t>()) << " identities in "
      << packed.at("file").get<std::string>() << " (" << packed.at("layout").get<std::string>()
      << "): " << packed.at("copied").dump() << " as they are, " << packed.at("encoded").dump()
      << " encoded\n";
  for (const Json& damaged : packed.at("damaged")) {
    out << "left out: " << damaged.at("reason").get<std::string>() << '\n';
  }
}

void printUnpacked(const Json& unpacked, std::ostream& out) {
  out << withThousands(unpacked.at("images").get<std::int64_t>()) << " pictures of "
      << withThousands(unpacked.at("identities").get<std::int64_t>()) << " identities in "
      << unpacked.at("folder").get<std::string>()
      << (unpacked.at("names") == "list" ? ", named by the .lst\n" : ", named by class and key\n");
}

}  // namespace

int dataPack(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  const std::string source = dataWord(context, 0, "a source");
  const std::string target = arguments.value("o");
  if (target.empty()) throw UserError("-o", "is missing", "-o FILE.rec, or -o FOLDER for a .rec");
  Json job = {{"job", "data-pack"}, {"threads", arguments.number("threads", 0, 0)}};
  if (isRecord(source) && !isRecord(target)) {
    job["record"] = absolutePath(source);
    job["folder"] = absolutePath(target);
    return runDataJob(context, job, printUnpacked);
  }
  if (!isRecord(target)) {
    throw UserError("-o", "found '" + target + "', expected a name that ends in .rec",
                    "or name a .rec file to unpack it into a folder");
  }
  job["source"] = withAbsolutePath(source);
  job["record"] = absolutePath(target);
  job["layout"] = arguments.value("layout", "insightface");
  job["size"] = arguments.number("size", 0, 0);
  job["quality"] = arguments.number("quality", 95, 1);
  job["lossless"] = arguments.has("lossless");
  return runDataJob(context, job, printPacked);
}

}  // namespace lafs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/protocol_name.h"

#include <filesystem>

#include "core/base/text.h"

namespace lafs {

namespace {

bool takesPath(const ProtocolKind& kind) {
  return kind.needs == ProtocolNeeds::File || kind.needs == ProtocolNeeds::Folder;
}

bool endsWith(const std::string& text, const std::string& ending) {
  return text.size() >= ending.size() &&
         text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

}  // namespace

const std::vector<ProtocolKind>& protocolKinds() {
  static const std::vector<ProtocolKind> kinds = {
      {"frontal", ProtocolNeeds::SyntheticFaces, "synthetic faces seen from the front"},
      {"profile", ProtocolNeeds::SyntheticFaces, "synthetic faces, one of a pair turned far"},
      {"ageing", ProtocolNeeds::SyntheticFaces, "synthetic faces, 25 years and more apart"},
      {"all-pairs", ProtocolNeeds::Data, "every pair of held-out images"},
      {"pairs", ProtocolNeeds::File, "a list in the format of LFW's pairs.txt"},
      {"bin", ProtocolNeeds::File, "a verification bin (lfw.bin, cfp_fp.bin, agedb_30.bin, …)"},
      {"ijbb", ProtocolNeeds::Folder, "IJB-B: templates 1:1, and 1:N where its CSVs are there"},
      {"ijbc", ProtocolNeeds::Folder, "IJB-C, likewise"},
      {"ijb", ProtocolNeeds::Folder, "another set in the layout of IJB-B and IJB-C"},
      {"megaface", ProtocolNeeds::Folder, "MegaFace with FaceScrub probes: rank-1 and TAR@FAR"},
  };
  return kinds;
}

const ProtocolKind* findProtocolKind(const std::string& name) {
  for (const ProtocolKind& kind : protocolKinds()) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

ProtocolName parseProtocolName(const std::string& name) {
  const std::size_t colon = name.find(':');
  if (colon != std::string::npos) {
    const ProtocolKind* kind = findProtocolKind(name.substr(0, colon));
    if (kind && takesPath(*kind)) return {kind->name, name.substr(colon + 1)};
  }
  const ProtocolKind* kind = findProtocolKind(name);
  if (kind && !takesPath(*kind)) return {name, {}};
  if (endsWith(name, ".bin")) return {"bin", name};
  if (name.find_first_of("/.") != std::string::npos) return {"pairs", name};
  return {name, {}};
}

std::string protocolNamesText() {
  std::vector<std::string> names;
  for (const ProtocolKind& kind : protocolKinds()) {
    const char* path = kind.needs == ProtocolNeeds::File     ? ":FILE"
                       : kind.needs == ProtocolNeeds::Folder ? ":FOLDER"
                                                             : "";
    names.push_back(kind.name + path);
  }
  return join(names, ", ");
}

std::string absoluteProtocol(const std::string& name) {
  const ProtocolName parsed = parseProtocolName(name);
  if (parsed.path.empty()) return name;
  return parsed.kind + ':' + std::filesystem::absolute(parsed.path).lexically_normal().string();
}

}  // namespace lafs

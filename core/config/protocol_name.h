// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace lafs {

/// What stands behind a protocol's name.
enum class ProtocolNeeds {
  SyntheticFaces,  ///< made of the evaluation's own synthetic data
  Data,            ///< any data of the evaluation
  File,            ///< "kind:FILE"
  Folder           ///< "kind:FOLDER"
};

/// One kind of protocol, as the spec may name it. The code behind it is in the registry of
/// core/embed; here is what can be said without it.
struct ProtocolKind {
  std::string name;
  ProtocolNeeds needs = ProtocolNeeds::Data;
  std::string meaning;  ///< one line, for help and messages
};
const std::vector<ProtocolKind>& protocolKinds();

/// An entry of evaluate.protocols taken apart.
struct ProtocolName {
  std::string kind;  ///< one of protocolKinds(), or what was written when it is none
  std::string path;  ///< empty for kinds that need none
};

/// "pairs:FILE", "ijbc:FOLDER", "frontal"; a bare path is a pairs file, or a verification bin when
/// it ends in ".bin".
ProtocolName parseProtocolName(const std::string& name);

/// Null when the kind is unknown.
const ProtocolKind* findProtocolKind(const std::string& name);

/// "frontal, profile, …, pairs:FILE, …" for messages.
std::string protocolNamesText();

/// The entry with its path made absolute and free of dots, for a process in another folder.
std::string absoluteProtocol(const std::string& name);

}  // namespace lafs

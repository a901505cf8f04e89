// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/run_selection.h"
#include "app/workbench/verb.h"
#include "core/base/error.h"
#include "core/run/clock.h"
#include "core/run/trash.h"

namespace lafs {

namespace {

Json toJson(const TrashEntry& entry) {
  return {{"run", entry.name},
          {"path", entry.path},
          {"archived", utcText(entry.archived)},
          {"bytes", entry.bytes}};
}

int list(VerbContext& context, const std::string& runsFolder) {
  std::int64_t bytes = 0;
  Json entries = Json::array();
  for (const TrashEntry& entry : listTrash(runsFolder)) {
    bytes += entry.bytes;
    entries.push_back(toJson(entry));
    if (!context.arguments.has("json")) {
      context.out << entry.name << "  " << bytesText(entry.bytes) << "  " << utcText(entry.archived)
                  << '\n';
    }
  }
  if (context.arguments.has("json")) {
    context.out << Json{{"trash", entries}, {"bytes", bytes}}.dump(2) << '\n';
  } else {
    context.out << "the trash holds " << bytesText(bytes) << '\n';
  }
  return kExitDone;
}

int empty(VerbContext& context, const std::string& runsFolder) {
  const std::int64_t freed = emptyTrash(runsFolder);
  if (context.arguments.has("json")) {
    context.out << Json{{"freed", freed}}.dump(2) << '\n';
  } else {
    context.out << "emptied the trash: " << bytesText(freed) << " freed\n";
  }
  return kExitDone;
}

int restore(VerbContext& context, const std::string& runsFolder) {
  const std::vector<std::string>& names = context.arguments.positional();
  if (names.empty()) {
    throw UserError("archive --restore", "needs at least one RUN",
                    "`archive --list` says what is there");
  }
  for (const std::string& name : names) restoreFromTrash(runsFolder, name);
  if (context.arguments.has("json")) {
    context.out << Json{{"restored", names}}.dump(2) << '\n';
  } else {
    for (const std::string& name : names) context.out << name << " is back\n";
  }
  return kExitDone;
}

int put(VerbContext& context, const std::string& runsFolder) {
  const std::vector<std::string>& words = context.arguments.positional();
  if (words.empty()) {
    throw UserError("archive", "needs at least one RUN", "or --list, --restore, --empty");
  }
  const bool dry = context.arguments.has("dry-run");
  Json entries = Json::array();
  std::int64_t bytes = 0;
  for (const std::string& directory : selectRuns(runsFolder, words)) {
    TrashEntry entry;
    if (dry) {
      entry.name = RunReader(directory).snapshot().name;
      entry.path = directory;
      entry.bytes = sizeOfFolder(directory);
    } else {
      entry = moveToTrash(runsFolder, directory);
    }
    bytes += entry.bytes;
    entries.push_back(toJson(entry));
    if (!context.arguments.has("json")) {
      context.out << (dry ? "would archive " : "archived ") << entry.name << ", "
                  << bytesText(entry.bytes) << '\n';
    }
  }
  if (context.arguments.has("json")) {
    context.out << Json{{"archived", entries}, {"bytes", bytes}, {"dry_run", dry}}.dump(2) << '\n';
  } else if (!dry) {
    context.out << "the disk is free again after `archive --empty`\n";
  }
  return kExitDone;
}

int archive(VerbContext& context) {
  const std::string runsFolder = context.arguments.value("runs", "runs");
  if (context.arguments.has("list")) return list(context, runsFolder);
  if (context.arguments.has("empty")) return empty(context, runsFolder);
  if (context.arguments.has("restore")) return restore(context, runsFolder);
  return put(context, runsFolder);
}

}  // namespace

Verb archiveVerb() {
  return {"archive",
          "RUN... [--restore] | --list | --empty  [--runs DIR] [--dry-run] [--json]",
          "put runs into the trash of their folder, say its size, take them back, or empty it",
          {{"runs", "DIR", "folder of the run directories (default: runs)"},
           {"list", "", "say what the trash holds"},
           {"restore", "", "put archived runs back"},
           {"empty", "", "remove what is in the trash for good"},
           {"dry-run", "", "say what would be archived, and its size"},
           {"json", "", "print one JSON document"}},
          archive};
}

}  // namespace lafs

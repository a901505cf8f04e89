// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/slurm/slurm_script.h"

#include "core/base/error.h"
#include "core/run/run_format.h"

namespace lafs {

namespace {

/// One word of a shell, whatever is in it.
std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

/// A file name as sbatch reads it: in double quotes, '%' doubled.
std::string pattern(const std::string& path) {
  std::string text;
  for (const char c : path) text += c == '%' ? std::string("%%") : std::string(1, c);
  return text;
}

std::string directives(const SlurmArray& array, const SlurmSettings& settings,
                       const SlurmPlaces& places) {
  std::string tasks = "0-" + std::to_string(array.nodes.size() - 1);
  if (settings.atOnce > 0) tasks += '%' + std::to_string(settings.atOnce);
  const std::string log = pattern(places.runsFolder + '/' + format::kSlurmFolder) + "/%A.out";
  std::vector<std::string> lines = {"--job-name=lafs-" + std::string(stageName(array.stage)),
                                    "--array=" + tasks,
                                    "--requeue",
                                    "--signal=B:USR1@120",
                                    "--open-mode=append",
                                    "--output=\"" + log + '"'};
  if (array.threads > 0) lines.push_back("--cpus-per-task=" + std::to_string(array.threads));
  if (!settings.partition.empty()) lines.push_back("--partition=" + settings.partition);
  // The user's come last: of two, sbatch takes the later one.
  lines.insert(lines.end(), settings.sbatchArguments.begin(), settings.sbatchArguments.end());
  std::string text;
  for (const std::string& line : lines) text += "#SBATCH " + line + '\n';
  return text;
}

std::string tables(const StageGraph& graph, const SlurmArray& array) {
  std::string runs = "runs=(\n";
  std::string inputs = "inputs=(\n";
  for (const std::size_t node : array.nodes) {
    runs += "  " + graph.nodes[node].name + '\n';
    std::string words;
    for (const auto& [stage, name] : graph.nodes[node].inputs) {
      words += (words.empty() ? "" : " ") + name;
    }
    inputs += "  '" + words + "'\n";
  }
  return runs + ")\n" + inputs + ")\n";
}

/// What every task does; @words@ stand for the codes of run_format.h and slurm_script.h.
constexpr const char* kBody = R"sh(
run=${runs[SLURM_ARRAY_TASK_ID]}
task=${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}
note=$folder/.slurm/$task.exit
cd "$folder/$run" || exit 1
rm -f "$note"
exec >>worker.log 2>&1

# is RUN FIELD VALUE: whether the run's status.json says so.
is() { grep -qs "^  \"$2\": $3" "$folder/$1/status.json"; }

# finish CODE: leaves code and process for whoever follows, whole or not at all.
finish() {
  echo "$1 ${pid:-0}" >"$note.tmp" && mv "$note.tmp" "$note"
  exit "$1"
}

is "$run" state '"done"' && finish 0
for input in ${inputs[SLURM_ARRAY_TASK_ID]}; do
  is "$input" state '"done"' && continue
  echo "lafs: $input is not done, so $run was not started"
  finish @not_ready@
done

# Slurm's SIGTERM reaches the worker by itself, and a second one would end it at once. USR1, sent
# to this shell alone, says that the time is nearly up.
trap : TERM
trap 'kill -TERM "$pid" 2>/dev/null' USR1
"$worker" "$folder/$run/job.json" &
pid=$!
while kill -0 "$pid" 2>/dev/null; do wait "$pid"; done
wait "$pid"
code=$?

# Stopped with its checkpoint, and nobody asked in the run's control folder: preempted, or out of
# time. The job goes back into the queue, unless Slurm is ending it by itself already (scancel, or
# a preemption that queues it again).
if [ "$code" = @stopped@ ] && ! is "$run" stop_requested true; then
  state=$(squeue --noheader --array --jobs="$task" --format=%T 2>/dev/null)
  if [ -z "$state" ] || [ "$state" = RUNNING ]; then
    trap - TERM
    scontrol requeue "$task" && sleep 60
    finish @preempted@
  fi
fi
finish "$code"
)sh";

std::string replaced(std::string text, const std::string& word, const std::string& by) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
    text.replace(at, word.size(), by);
    at += by.size();
  }
  return text;
}

std::string body() {
  std::string text = kBody;
  text = replaced(text, "@not_ready@", std::to_string(kExitNotReady));
  text = replaced(text, "@preempted@", std::to_string(kExitPreempted));
  return replaced(text, "@stopped@", std::to_string(format::kExitStopped));
}

constexpr const char* kSubmit = R"sh(set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# submit NAME [DEPENDENCY]: prints the job's number.
submit() {
  local job
  job=$(sbatch --parsable ${2:+--dependency="$2"} "$1.sh")
  job=${job%%;*}
  cp "$1.tasks" "$queue/$job.tasks.tmp"
  mv "$queue/$job.tasks.tmp" "$queue/$job.tasks"
  echo "$1: job $job" >&2
  echo "$job"
}

)sh";

}  // namespace

void checkSlurmSettings(const SlurmSettings& settings) {
  if (settings.partition.find_first_of(" \t\n#\"'") != std::string::npos) {
    throw UserError("--partition " + settings.partition, "is no name of a partition",
                    "`sinfo` lists them");
  }
  for (const std::string& argument : settings.sbatchArguments) {
    if (!argument.empty() && argument[0] == '-' && argument.find('\n') == std::string::npos) {
      continue;
    }
    throw UserError("--sbatch-arg " + argument, "is no option of sbatch",
                    "e.g. --sbatch-arg=--gres=gpu:1, one option each");
  }
}

std::string slurmScript(const StageGraph& graph, const SlurmArray& array,
                        const SlurmSettings& settings, const SlurmPlaces& places) {
  const std::size_t count = array.nodes.size();
  return "#!/bin/bash\n# " + std::to_string(count) + ' ' + stageName(array.stage) +
         (count == 1 ? " stage" : " stages") + " of LAFS Workbench, one a task.\n" +
         directives(array, settings, places) + "\nfolder=" + quoted(places.runsFolder) +
         "\nworker=" + quoted(places.worker) + '\n' + tables(graph, array) + body();
}

std::string slurmTasksText(const StageGraph& graph, const SlurmArray& array) {
  std::string text;
  for (std::size_t task = 0; task < array.nodes.size(); ++task) {
    text += std::to_string(task) + ' ' + graph.nodes[array.nodes[task]].name + '\n';
  }
  return text;
}

std::string slurmSubmitScript(const std::vector<SlurmArray>& arrays,
                              const std::vector<std::string>& names, const SlurmPlaces& places) {
  std::string text =
      "#!/bin/bash\n# Submits the arrays beside this file, each after those that it "
      "waits for.\nqueue=" +
      quoted(places.runsFolder + '/' + format::kSlurmFolder) + '\n' + kSubmit;
  std::vector<std::string> jobs;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const std::string dependency = dependencyOf(arrays[i], jobs);
    text += "job" + std::to_string(i + 1) + "=$(submit " + names[i];
    if (!dependency.empty()) text += " \"" + dependency + '"';
    text += ")\n";
    jobs.push_back("$job" + std::to_string(i + 1));
  }
  return text;
}

}  // namespace lafs

#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# PART: kill-campaign  pretraining and fine-tuning killed at ten random instants, stopped, on 4 loader threads: same bits
#
# Environment: LAFS_BIN (folder of the programs), KILL_SEED (instants; default the clock), KILLS (10).
set -euo pipefail
# shellcheck source=packaging/acceptance/workplace.sh
. "$(dirname "${BASH_SOURCE[0]}")/workplace.sh"

cat >"$work/campaign.yaml" <<YAML
extends: "$root/packaging/acceptance/small_experiment.yaml"
name: kill-campaign
pretrain: {epochs: 6}
finetune: {train: {epochs: 12, accumulation: 2}}
evaluate: {stages: [landmark]}
runtime: {keep_checkpoints: 2}
YAML

python3 - "$bin/lafs-workbench" "$work" "${KILL_SEED:-$(date +%s)}" "${KILLS:-10}" <<'PYTHON'
import glob, json, os, random, shutil, signal, subprocess, sys, time

workbench, work, seed, kills = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
random.seed(seed)
reference = os.path.join(work, "reference")
rows, failed = [], False


def command(runs, *more):
    return [workbench, "--batch", "run", os.path.join(work, "campaign.yaml"), "--runs", runs, *more]


def run(runs, *more):
    done = subprocess.run(command(runs, *more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"'{' '.join(done.args)}' ended with {done.returncode}:\n{done.stdout}")


def directory(runs, stage):
    found = glob.glob(os.path.join(runs, stage + "-*"))
    return found[0] if found else None


def steps_done(run_directory):
    """Last step in metrics.jsonl of the segment that is being written; -1 when there is none."""
    try:
        lines = open(os.path.join(run_directory, "metrics.jsonl"), errors="replace").read().split("\n")
    except OSError:
        return -1
    for line in reversed(lines[:-1]):
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if "restored_step" in record:
            return record["restored_step"] - 1
        return record["step"]
    return -1


def status(run_directory):
    try:
        return json.load(open(os.path.join(run_directory, "status.json")))
    except (OSError, ValueError):
        return {}


def worker_pid(run_directory):
    """The live worker of the stage: the process that was given the directory's job file."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            words = open(f"/proc/{name}/cmdline").read().split("\0")
        except OSError:
            continue
        if any(word.startswith(run_directory + "/") for word in words[1:]):
            return int(name)
    return None


def fresh(name, stage):
    """A runs folder in which everything before `stage` is done already."""
    runs = os.path.join(work, name)
    shutil.copytree(reference, runs)
    for later in ("pretrain", "finetune")[("pretrain", "finetune").index(stage):]:
        shutil.rmtree(directory(runs, later))
    return runs


def final(run_directory):
    names = sorted(os.listdir(os.path.join(run_directory, "checkpoints")))
    return os.path.join(run_directory, "checkpoints", names[-1])


def same(a, b):
    return open(a, "rb").read() == open(b, "rb").read()


def compare(what, stage, runs, note):
    global failed
    ours, theirs = directory(runs, stage), directory(reference, stage)
    pairs = [(os.path.join(final(ours), f), os.path.join(final(theirs), f)) for f in ("state.safetensors", "state.json")]
    for result in glob.glob(os.path.join(theirs, "results", "*.safetensors")):
        pairs.append((os.path.join(ours, "results", os.path.basename(result)), result))
    equal = os.path.basename(final(ours)) == os.path.basename(final(theirs)) and all(same(a, b) for a, b in pairs)
    rows.append((stage, what, note, os.path.basename(final(ours)), "equal" if equal else "DIFFERENT"))
    failed = failed or not equal
    shutil.rmtree(runs)


def interrupt(stage, runs, action, target, jitter):
    """Starts the run and calls `action` on its worker once `target` steps are done; says whether it was in time."""
    ours = None
    executor = subprocess.Popen(command(runs), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    acted = False
    while executor.poll() is None:
        ours = ours or directory(runs, stage)
        pid = worker_pid(ours) if ours else None
        if pid and not acted and steps_done(ours) >= target and status(ours).get("process", {}).get("pid") == pid:
            time.sleep(jitter)
            acted = action(pid)
        time.sleep(0.005)
    return acted


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
        return True
    except ProcessLookupError:
        return False


def ask_to_stop(pid):
    try:
        os.kill(pid, signal.SIGTERM)
        return True
    except ProcessLookupError:
        return False


run(reference)
for stage in ("pretrain", "finetune"):
    home = directory(reference, stage)
    steps = json.load(open(os.path.join(final(home), "state.json")))["steps"]
    seconds = max(0.01, status(home).get("seconds", 1) / max(1, steps))
    # One before the first step, the others anywhere; each then loses what the last checkpoint lacks.
    instants = sorted([-1] + [random.randrange(0, steps) for _ in range(kills - 1)])
    runs, hits = fresh(stage + "-killed", stage), []
    for target in instants:
        if interrupt(stage, runs, kill, target, random.uniform(0, 2 * seconds)):
            hits.append(steps_done(directory(runs, stage)) + 1)
    run(runs)
    if len(hits) < kills - 2:  # a kill may come after the last step, when nothing is left to kill
        sys.exit(f"only {len(hits)} of {kills} kills hit a running worker")
    compare("kill -9", stage, runs, "after steps " + " ".join(map(str, hits)) + f" of {steps}")

    runs, hits = fresh(stage + "-stopped", stage), []
    for target in sorted(random.sample(range(0, steps - 2), 3)):
        if interrupt(stage, runs, ask_to_stop, target, 0):
            hits.append(steps_done(directory(runs, stage)) + 1)
    run(runs)
    compare("stop, resume", stage, runs, "after steps " + " ".join(map(str, hits)) + f" of {steps}")

    runs = fresh(stage + "-threads", stage)
    run(runs, "--set", "runtime.loader_threads=4")
    compare("loader threads", stage, runs, "4 against 1")

print(f"seed {seed}")
for row in rows:
    print("{:<9} {:<15} {:<64} {:<14} {}".format(*row))
sys.exit(1 if failed else 0)
PYTHON

#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# PART: slurm  an experiment on a Slurm cluster on loopback: left, preempted, followed again; same numbers as without
set -euo pipefail
# shellcheck source=packaging/acceptance/workplace.sh
. "$(dirname "${BASH_SOURCE[0]}")/workplace.sh"
mkdir "$work/cluster"

cat >"$work/tiny.yaml" <<YAML
extends: "$root/packaging/acceptance/small_experiment.yaml"
name: tiny
runtime: {threads: 1}
matrix: {axes: {shots: [2, 4]}}
YAML

cat >"$work/story.sh" <<'STORY'
set -euo pipefail
# No functions: the process in the background has to be the program itself, which is sent a signal.
run=("$bin/lafs-workbench" --batch run "$work/tiny.yaml")
on_cluster=("${run[@]}" --runs "$work/runs" --executor slurm --partition lafs)

echo "== without a cluster"
"${run[@]}" --runs "$work/reference" >"$work/reference.txt"

echo "== on the cluster; interrupted as soon as pretraining runs"
"${on_cluster[@]}" >"$work/first.txt" 2>&1 &
follower=$!
pretrain=
for _ in $(seq 1200); do
  pretrain=$(ls -d "$work"/runs/pretrain-* 2>/dev/null || true)
  [ -n "$pretrain" ] && ls "$pretrain"/checkpoints/step-*/complete.json >/dev/null 2>&1 && break
  kill -0 $follower 2>/dev/null || { cat "$work/first.txt"; exit 1; }
  sleep 0.1
done
kill -INT $follower
code=0
wait $follower || code=$?
cat "$work/first.txt"
[ $code = 75 ] || { echo "FAILED: the interrupted follower ended with $code, not 75"; exit 1; }
[ -n "$(squeue --noheader)" ] || { echo "FAILED: no job stayed in the queue"; exit 1; }

echo "== the pretraining is preempted"
kill -TERM "$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["process"]["pid"])' "$pretrain/status.json")"

echo "== the same command again"
"${on_cluster[@]}" --json >"$work/run.json"
"${on_cluster[@]}" | tail -1
STORY
export bin work
packaging/cluster/slurm_on_loopback.sh "$work/cluster" bash "$work/story.sh"

python3 - "$work" <<'PYTHON'
import glob, json, os, sys

work = sys.argv[1]
failed = []
stages = json.load(open(os.path.join(work, "run.json")))["stages"]
if any(stage["state"] != "done" for stage in stages):
    failed.append("a stage is not done")
starts = {}
for stage in stages:
    provenance = json.load(open(os.path.join(work, "runs", stage["run"], "provenance.json")))
    starts[stage["run"]] = len(provenance["starts"])
    print(f"{stage['run']}: {stage['state']}, started {starts[stage['run']]} x")
if [count for run, count in starts.items() if run.startswith("pretrain")] != [2]:
    failed.append("the preempted pretraining was not started twice")
if any(count != 1 for run, count in starts.items() if not run.startswith("pretrain")):
    failed.append("a stage was started more than once")
for ours in glob.glob(os.path.join(work, "runs", "evaluate-*", "results", "metrics.json")):
    theirs = ours.replace(os.path.join(work, "runs"), os.path.join(work, "reference"))
    for ours_entry, theirs_entry in zip(*(json.load(open(f))["protocols"] for f in (ours, theirs))):
        same = all(ours_entry[field] == theirs_entry[field] for field in ("accuracy", "tar_at_far"))
        print(f"{ours_entry['name']}: accuracy {ours_entry['accuracy']:.4f}, {'equal' if same else 'DIFFERENT'}")
        if not same:
            failed.append("the numbers differ from those of a local run")
for reason in failed:
    print("FAILED:", reason)
sys.exit(1 if failed else 0)
PYTHON

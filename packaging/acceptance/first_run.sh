#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# PART: first-run   a fresh clone, built without a compiler cache, to the quickstart's table (20 min, quickstart 5)
set -euo pipefail
# shellcheck source=packaging/acceptance/workplace.sh
. "$(dirname "${BASH_SOURCE[0]}")/workplace.sh"
git clone -q "$root" "$work/clone"
cd "$work/clone"

started=$(date +%s)
# The two programs that `run` builds by itself; the tests are no part of the promise.
CCACHE_DISABLE=1 packaging/bootstrap.sh build lafs-workbench lafs-worker
built=$(date +%s)
packaging/bootstrap.sh run --json >"$work/run.json"
ended=$(date +%s)

python3 - "$work/run.json" $((built - started)) $((ended - built)) <<'PYTHON'
import json, sys
run = json.load(open(sys.argv[1]))
build, quickstart = int(sys.argv[2]), int(sys.argv[3])
accuracy = {}
for row in run["results"]:
    accuracy[row["cell"]] = row["metrics"]
    print(row["cell"], json.dumps(row["metrics"])[:160])
print(f"install and build {build} s, quickstart {quickstart} s")
failed = []
if build + quickstart > 20 * 60: failed.append("took more than 20 minutes")
if quickstart > 5 * 60: failed.append("quickstart took more than 5 minutes")
if any(stage["state"] != "done" for stage in run["stages"]): failed.append("a stage is not done")

def accuracies(needle):
    found = [row for row in run["results"] if needle in row["cell"].lower() and row.get("stage", "finetune") == "finetune"]
    return [p["accuracy"] for row in found for p in row["metrics"]["protocols"]]

lafs, scratch = accuracies("lafs"), accuracies("scratch")
if not lafs or not scratch: failed.append("no LAFS or no scratch row")
elif sum(lafs) / len(lafs) <= sum(scratch) / len(scratch):
    failed.append(f"LAFS {lafs} is not above scratch {scratch}")
for reason in failed: print("FAILED:", reason)
sys.exit(1 if failed else 0)
PYTHON

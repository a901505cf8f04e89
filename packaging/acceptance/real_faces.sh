#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# PART: real-faces  experiments/mini/orl.yaml on the ORL faces in at most 15 min; asked again, under 2 s
set -euo pipefail
# shellcheck source=packaging/acceptance/workplace.sh
. "$(dirname "${BASH_SOURCE[0]}")/workplace.sh"
run() { "$bin/lafs-workbench" --batch run experiments/mini/orl.yaml --set "data.root=$LAFS_TEST_DATA/orl" --runs "$work/runs" "$@"; }

started=$(date +%s.%N)
run
first=$(date +%s.%N)
run --json >"$work/again.json"
second=$(date +%s.%N)
python3 - "$work/again.json" "$started" "$first" "$second" <<'PYTHON'
import json, sys
run = json.load(open(sys.argv[1]))
started, first, second = map(float, sys.argv[2:5])
print(f"first {first - started:.0f} s, again {second - first:.2f} s")
failed = []
if first - started > 15 * 60: failed.append("took more than 15 minutes")
if second - first >= 2: failed.append("asking again took 2 s or more")
if not all(stage["reused"] for stage in run["stages"]): failed.append("a stage was not reused")
for reason in failed: print("FAILED:", reason)
sys.exit(1 if failed else 0)
PYTHON

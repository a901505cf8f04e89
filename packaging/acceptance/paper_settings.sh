#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# PART: paper       the paper's settings: described, and one step of each at full size (batch 2)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
workbench="${LAFS_BIN:-build/release/bin}/lafs-workbench"
runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT

for name in pretrain_lafs pretrain_dino finetune; do
  file=experiments/paper/$name.yaml
  # Synthetic faces stand in for the sets that only their owners have; every size stays the paper's.
  faces=(--set data.source=synthetic --set data.identities=16 --set data.images_per_identity=2)
  for stage in landmark pretrain finetune evaluate; do faces+=(--set "$stage.data.source=inherit"); done
  one=(--set landmark.train.max_steps=1 --set landmark.train.batch_size=2
    --set pretrain.max_steps=1 --set pretrain.batch_size=2
    --set finetune.train.max_steps=1 --set finetune.train.batch_size=2 --set finetune.train.accumulation=1
    --set finetune.subset.identity_fraction=1 --set 'evaluate.stages=[]')
  "$workbench" --batch describe experiment "$file"
  "$workbench" --batch run "$file" "${faces[@]}" "${one[@]}" --runs "$runs"
done

#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# PART: paper       the paper's settings: described, and one step of each at full size (batch 2)
set -euo pipefail
# shellcheck source=packaging/acceptance/workplace.sh
. "$(dirname "${BASH_SOURCE[0]}")/workplace.sh"

for name in pretrain_lafs pretrain_dino finetune; do
  file=experiments/paper/$name.yaml
  # A small folder of real faces stands in for sets that only their owners have; every size of the
  # model, the views and the head stays the paper's.
  faces=(--set "data.root=$LAFS_TEST_DATA/orl" --set data.test_fraction=0.25)
  faces+=(--set "pretrain.data.root=$LAFS_TEST_DATA/orl")
  one=(--set landmark.train.max_steps=1 --set landmark.train.batch_size=2 --set landmark.train.accumulation=1
    --set pretrain.max_steps=1 --set pretrain.batch_size=2 --set pretrain.accumulation=1
    --set finetune.train.max_steps=1 --set finetune.train.batch_size=2 --set finetune.train.accumulation=1
    --set finetune.subset.identity_fraction=1)
  "$bin/lafs-workbench" --batch describe experiment "$file"
  "$bin/lafs-workbench" --batch run "$file" "${faces[@]}" "${one[@]}" --runs "$work"
done

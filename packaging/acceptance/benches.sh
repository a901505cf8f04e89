#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# PART: benches     the pretraining step, views, record files and large protocols, measured here
set -euo pipefail
bin="${LAFS_BIN:-build/release/bin}"
"$bin/bench_views"
"$bin/bench_records"
"$bin/bench_pretrain"
"$bin/bench_pretrain" --precision bfloat16
"$bin/bench_protocols" --only ijb
"$bin/bench_protocols" --only megaface

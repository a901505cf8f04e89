#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# PART: benches     the pretraining step and the view pipeline, measured here
set -euo pipefail
bin="${LAFS_BIN:-build/release/bin}"
"$bin/bench_views"
"$bin/bench_pretrain"

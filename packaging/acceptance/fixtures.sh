#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# PART: fixtures    every reference fixture under LAFS_FIXTURES at its tolerance
set -euo pipefail
exec "${LAFS_BUILD:-build/release}/tests/test_fixtures" "$LAFS_FIXTURES"

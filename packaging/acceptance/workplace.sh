# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034,SC2164 # sourced: a part uses what it needs, under set -e
# Where an acceptance part works, sourced by it: in the project's root ($root), with the programs' folder as $bin
# (LAFS_BIN, else the release build) and an empty folder $work that goes when the part ends.
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
bin=$(realpath -m "${LAFS_BIN:-build/release/bin}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

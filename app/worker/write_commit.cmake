# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DSOURCE=… -DOUTPUT=… -DVERSION=… -P write_commit.cmake
# Writes a header with the commit that is being built; touches it only when it changes.
execute_process(
  COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12 --exclude=*
  OUTPUT_VARIABLE commit
  OUTPUT_STRIP_TRAILING_WHITESPACE
  ERROR_QUIET)
if(NOT commit)
  set(commit unknown)
endif()
file(
  WRITE ${OUTPUT}.new
  "// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
namespace lafs {
constexpr const char* kCommit = \"${commit}\";
constexpr const char* kVersion = \"${VERSION}\";
}  // namespace lafs
")
execute_process(COMMAND ${CMAKE_COMMAND} -E copy_if_different ${OUTPUT}.new ${OUTPUT})
file(REMOVE ${OUTPUT}.new)

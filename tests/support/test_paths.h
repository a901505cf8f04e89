// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace lafs::test {

/// Folder of the reference fixtures (LAFS_FIXTURES, default beside the project); empty when it is
/// not there. With LAFS_REQUIRE_DATA=1 (CI) a missing folder throws instead.
std::string fixtures();

/// Folder of the real faces (LAFS_TEST_DATA, default beside the project); same rules.
std::string testData();

/// Root of the source tree.
std::string sourceDir();

}  // namespace lafs::test

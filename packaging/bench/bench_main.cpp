// SPDX-License-Identifier: GPL-3.0-or-later
#include "packaging/bench/bench_main.h"

#include <cstdio>
#include <cstring>
#include <exception>

#include "core/base/error.h"

namespace lafs::bench {

int benchMain(int count, char** arguments, void (*help)(), int (*run)(int, char**)) {
  for (int i = 1; i < count; ++i) {
    if (std::strcmp(arguments[i], "--help") == 0) {
      help();
      return 0;
    }
  }
  try {
    return run(count, arguments);
  } catch (const UserError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "internal error: %s\n", error.what());
    return 1;
  }
}

}  // namespace lafs::bench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/mutation.h"

#include <algorithm>

namespace lafs::test {

namespace {

std::size_t below(RandomStream& random, std::size_t count) {
  return static_cast<std::size_t>(random.below(static_cast<std::int64_t>(count)));
}

/// A number that readers stumble over, as 1, 2, 4 or 8 bytes of either order.
std::string breakingNumber(RandomStream& random, std::size_t size) {
  const std::uint64_t values[] = {0,
                                  1,
                                  0x7f,
                                  0x80,
                                  0x7fffffff,
                                  0x80000000,
                                  0x1fffffff,
                                  0x3fffffff,
                                  std::uint64_t{1} << 60,
                                  ~std::uint64_t{0},
                                  ~std::uint64_t{0} >> 1,
                                  size,
                                  size + 1,
                                  size - 1};
  const std::uint64_t value = values[below(random, sizeof values / sizeof values[0])];
  const std::size_t width = std::size_t{1} << below(random, 4);
  std::string bytes;
  for (std::size_t i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i));
  if (random.chance(0.2)) std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

const char* breakingText(RandomStream& random) {
  static constexpr const char* kTexts[] = {"../", "/",   "\n",  "\t",  " ",    ",",   "-1",
                                           "0",   "1e9", "nan", "\"",  "[[[[", "{{{", "99999999999",
                                           "\r",  ": ",  "&a ", "*a ", "]",    "}",   "\\"};
  return kTexts[below(random, sizeof kTexts / sizeof kTexts[0])];
}

void mutateOnce(std::string& bytes, const std::vector<std::string>& seeds, RandomStream& random) {
  const std::size_t at = below(random, bytes.size() + 1);
  const std::size_t length = below(random, std::min<std::size_t>(64, bytes.size() - at) + 1);
  switch (below(random, 8)) {
    case 0:
      if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ 1 << below(random, 8));
      break;
    case 1:
      if (at < bytes.size()) bytes[at] = static_cast<char>(random.bits());
      break;
    case 2: {
      const std::string number = breakingNumber(random, bytes.size());
      bytes.replace(at, number.size(), number);
      break;
    }
    case 3:
      bytes.erase(at, length);
      break;
    case 4:
      bytes.insert(at, bytes.substr(at, length));
      break;
    case 5:
      bytes.insert(at, breakingText(random));
      break;
    case 6:
      bytes.resize(at);
      break;
    default: {
      const std::string& other = seeds[below(random, seeds.size())];
      bytes.insert(at, other.substr(below(random, other.size() + 1), 64));
    }
  }
}

}  // namespace

std::string mutated(const std::vector<std::string>& seeds, RandomStream& random) {
  std::string bytes = seeds[below(random, seeds.size())];
  for (std::size_t left = 1 + below(random, 6); left > 0; --left) {
    mutateOnce(bytes, seeds, random);
  }
  return bytes;
}

}  // namespace lafs::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lafs {

/// A TCP port of the loopback device that the system gives to nobody else while the object lives,
/// but at which a process told its number can listen: the socket that holds it is bound and does
/// not listen, and a second one may bind there when both set SO_REUSEADDR (socket(7)), as
/// LibTorch's store does. A port that was only found free could be taken before rank 0 listens.
class HeldPort {
 public:
  /// UserError when there is none.
  HeldPort();
  ~HeldPort();
  HeldPort(const HeldPort&) = delete;
  HeldPort& operator=(const HeldPort&) = delete;

  std::uint16_t number() const { return number_; }

 private:
  int socket_ = -1;
  std::uint16_t number_ = 0;
};

}  // namespace lafs

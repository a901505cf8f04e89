// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/held_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "core/base/error.h"

namespace lafs {

HeldPort::HeldPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  const int shared = 1;
  const bool held = socket_ >= 0 &&
                    ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &shared, sizeof shared) == 0 &&
                    ::bind(socket_, raw, size) == 0 && ::getsockname(socket_, raw, &size) == 0;
  if (!held) {
    const int error = errno;
    if (socket_ >= 0) ::close(socket_);
    throw UserError("127.0.0.1", std::string("has no free port: ") + std::strerror(error),
                    "run with --ranks 1");
  }
  number_ = ::ntohs(address.sin_port);
}

HeldPort::~HeldPort() {
  ::close(socket_);
}

}  // namespace lafs

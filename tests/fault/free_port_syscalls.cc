#include "tests/fault/free_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <fstream>

#include "common/unique_fd.h"

namespace assay::fault {

Result<int> FreePort() {
  int low = 32768;
  int high = 60999;
  std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> low >> high;
  constexpr int kTries = 200;
  for (int i = 0; i < kTries; ++i) {
    static std::atomic<int> next = 0;  // several in one process differ
    const int port = high + 1 + (::getpid() * 7 + next++) % (65535 - high);
    const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
      return port;
    }
  }
  return ErrnoStatus("no free port on 127.0.0.1", EADDRINUSE);
}

}  // namespace assay::fault

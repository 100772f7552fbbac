#pragma once

#include <cstdint>
#include <string>

#include "common/status.h"

namespace assay::supervisor {

// A TCP port of the loopback that nobody has just now.
Result<uint16_t> PickPort();

// kUnavailable: somebody listens on it. kPermissionDenied: a port below 1024, and we are not root.
// kInvalidArgument: not an address of this machine.
Status CheckPortIsFree(const std::string& address, uint16_t port);

// PING over a unix socket of Redis: true once it answers that it serves.
bool RedisAnswers(const std::string& socket_path);

}  // namespace assay::supervisor

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace assay::redis {

struct Endpoint {
  std::string host;       // empty for a unix socket
  uint16_t port = 6379;   // of the host
  std::string unix_path;  // empty for TCP
  bool tls = false;
  std::string Name() const;  // for messages: "127.0.0.1:6379", "unix:/run/redis.sock"
  auto operator<=>(const Endpoint&) const = default;
};

struct Url {
  std::vector<Endpoint> endpoints;  // one; several only of a cluster
  bool cluster = false;
  int database = 0;
};

// redis://HOST[:PORT][/DATABASE], rediss://… (TLS), unix:PATH, and for Redis Cluster
// redis+cluster://HOST:PORT,HOST:PORT… or rediss+cluster://…: any of its nodes. An IPv6 address
// stands in brackets. A password in the URL is refused: it comes from a file. kInvalidArgument.
Result<Url> ParseUrl(std::string_view text);

}  // namespace assay::redis

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "common/redis/client.h"
#include "common/redis/endpoint.h"

// Redis Cluster: https://redis.io/docs/reference/cluster-spec/.
namespace assay::redis {

// 0 to 16,383: CRC-16 (XMODEM) of the key, or of what stands in its first "{…}" that is not empty.
uint16_t KeySlot(std::string_view key);

// Of the key that decides where a command runs; none: any node can run it.
std::optional<uint16_t> CommandSlot(const Command& command);

// "MOVED 3999 127.0.0.1:6381", "ASK 3999 127.0.0.1:6381".
struct Redirect {
  bool ask = false;
  uint16_t slot = 0;
  std::string host;  // empty: as of the node that said it
  uint16_t port = 0;
};
std::optional<Redirect> ParseRedirect(std::string_view error);

// Asks the nodes of the URL, then those that they name, who has which slots: at first use, and when
// one of them says that a slot moved or cannot be reached.
Result<std::unique_ptr<Client>> MakeClusterClient(const Url& url, const Options& options);

}  // namespace assay::redis

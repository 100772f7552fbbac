#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "common/http/client.h"
#include "common/jwt/keys.h"
#include "common/limits/time_source.h"
#include "common/status.h"

namespace assay::jwt {

struct RemoteKeysOptions {
  std::chrono::seconds keep{3600};  // then they are asked for again: keys may be withdrawn
  // The least time between two requests to one address, whatever tokens say and however it
  // answered: who sends tokens with invented key ids makes us send nothing.
  std::chrono::seconds pause{30};
  bool plain_http = false;  // also http://; otherwise https:// only
  size_t max_addresses = 1024;
};

// The key sets that issuers publish, fetched when they are needed and kept for a while. Whom we may
// connect to is the client's policy. Thread-safe; who waits for one address holds up nobody else's.
class RemoteKeys {
 public:
  // Both outlive it.
  RemoteKeys(http::Client& client, const limits::TimeSource& time, RemoteKeysOptions options = {});

  // Verify (token.h) with the keys at `url`; for a key that is not among them they are fetched
  // again. Errors: kUnauthenticated (the token), kInvalidArgument (the address is none), and the
  // client's, or kFailedPrecondition where what the address answers is no key set.
  Result<nlohmann::json> Verify(std::string_view token, const std::string& url);

 private:
  struct Entry {
    std::mutex mutex;
    bool asked = false;
    limits::TimeSource::Point asked_at;
    Status failure;  // of the newest request
    KeySet keys;
    limits::TimeSource::Point used_at;  // of this and no other member: under RemoteKeys' mutex
  };
  std::shared_ptr<Entry> EntryOf(const std::string& url);
  void Fetch(Entry& entry, const std::string& url);

  http::Client& client_;
  const limits::TimeSource& time_;
  const RemoteKeysOptions options_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Entry>, std::less<>> entries_;
};

}  // namespace assay::jwt

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "common/database/pool.h"
#include "lms/identity/tokens.h"

namespace assay::identity {

inline constexpr std::chrono::seconds kDeviceLifetime{600};
inline constexpr std::chrono::seconds kDeviceInterval{5};
inline constexpr std::chrono::seconds kDeviceToken{90 * 86'400};
inline constexpr int kMostWrongCodes = 10;   // of a person in kDeviceLifetime
inline constexpr int kMostDevices = 10'000;  // that wait at once

// The device authorisation grant, RFC 8628. Thread-safe; the pool outlives it. Codes are kept as
// digests. What a client or a person at the browser says is not trusted.
class Devices {
 public:
  explicit Devices(database::Pool& pool) : pool_(pool) {}

  struct Started {
    std::string device_code;
    std::string user_code;  // "XXXX-XXXX"
  };
  // `scopes` empty: submit and read. kResourceExhausted: too many wait already.
  Result<Started> Start(const std::string& client, const std::vector<std::string>& scopes);

  struct Asked {
    std::string client;
    std::vector<std::string> scopes;  // that the person would give: without what they have not
  };
  // For both: kNotFound for a code that is unknown, expired or decided, in the same words. After
  // kMostWrongCodes of them kResourceExhausted for a while, also for right ones; then `retry_after`
  // says how long.
  Result<Asked> Describe(const std::string& typed, const std::string& person,
                         std::chrono::seconds& retry_after);
  // The first decision counts; for another the code is gone.
  Status Decide(const std::string& typed, const std::string& person, bool allow,
                std::chrono::seconds& retry_after);

  // The token, once. Else the message is RFC 8628's error: kFailedPrecondition
  // "authorization_pending" or "slow_down" (the interval is then five seconds longer),
  // kPermissionDenied "access_denied", kNotFound "expired_token".
  Result<CreatedToken> Poll(const std::string& device_code);

 private:
  struct Waiting;
  Result<Waiting> FindWaiting(database::Connection& connection, const std::string& typed,
                              const std::string& person, std::chrono::seconds& retry_after);

  database::Pool& pool_;
};

}  // namespace assay::identity

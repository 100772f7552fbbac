#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/database/pool.h"
#include "lms/identity/journal.h"
#include "lms/identity/person.h"

namespace assay::identity {

inline constexpr std::chrono::seconds kShortestToken{60};
inline constexpr std::chrono::seconds kLongestToken{31'536'000};
inline constexpr int kMostTokens = 100;  // that a person may hold at once

// Without its secret, which nobody can read again. Times are microseconds since 1970.
struct Token {
  std::string id;
  std::string person;
  std::string name;
  std::vector<std::string> scopes;
  int64_t created_at_us = 0;
  int64_t expires_at_us = 0;
  std::optional<int64_t> last_used_at_us;  // to the minute
};
struct CreatedToken {
  std::string secret;
  Token token;
};
struct TokenRequest {
  std::string person;
  std::string name;                 // 1 to 100 bytes
  std::vector<std::string> scopes;  // empty: submit and read
  std::chrono::seconds lifetime{};
};
// Who came with a token, as the person is now.
struct Principal {
  Person person;
  std::vector<std::string> scopes;  // "admin" only while the person is an administrator
  std::string token_id;             // or the session's id
  int64_t expires_at_us = 0;
  std::string csrf_token;  // of a session
};

// Personal access tokens. Thread-safe; the pool outlives it.
class Tokens {
 public:
  explicit Tokens(database::Pool& pool, Trail trail = {}) : pool_(pool), trail_(std::move(trail)) {}

  // kNotFound: no such person. kPermissionDenied: "admin" for somebody who is no administrator.
  // kResourceExhausted: the person holds kMostTokens.
  Result<CreatedToken> Create(const TokenRequest& request);

  // A token, or the secret of a session. kUnauthenticated, with the same words, whether it was
  // never made, expired or was revoked.
  Result<Principal> Authenticate(const std::string& secret);

  // Those that are good now, newest first.
  Result<std::vector<Token>> List(const std::string& person);

  // Works from the next Authenticate on, and may be said twice. kNotFound: the person has none with
  // this id, whoever else may.
  Status Revoke(const std::string& person, const std::string& id);

 private:
  database::Pool& pool_;
  const Trail trail_;
};

// Within a transaction of the caller.
Result<CreatedToken> CreateToken(database::Connection& connection, const TokenRequest& request);
Result<Principal> Authenticate(database::Connection& connection, const std::string& secret);

}  // namespace assay::identity

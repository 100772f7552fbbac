#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "common/database/pool.h"
#include "lms/identity/journal.h"
#include "lms/identity/tokens.h"

namespace assay::identity {

// Unused for so long, or older than so much: over. Administrators have shorter ones.
inline constexpr std::chrono::hours kSessionIdle{24}, kSessionAge{14 * 24};
inline constexpr std::chrono::hours kAdminSessionIdle{2}, kAdminSessionAge{12};
// The secret is replaced when it is older than this; the one before is good for a moment more.
inline constexpr std::chrono::minutes kSessionRotation{60};
inline constexpr std::chrono::seconds kSessionGrace{60};
inline constexpr int kMostSessions = 50;  // of a person; the one that lay longest goes

// Where a sign-in came from, as the gateway saw it. Cut to what is kept; not trusted.
struct SessionClient {
  std::string address;
  std::string agent;  // User-Agent
};
// Without its secret. Times are microseconds since 1970.
struct Session {
  std::string id;
  std::string person;
  std::string method;  // "password", "password+totp", "invitation"
  SessionClient client;
  int64_t created_at_us = 0;
  int64_t last_seen_at_us = 0;  // to the minute
  int64_t expires_at_us = 0;    // the sooner of both ends
};
struct CreatedSession {
  std::string secret;
  std::string csrf_token;
  Session session;
};

// "assays_" and 43 characters of base64url: told from a token by its form.
std::string NewSessionSecret();
bool LooksLikeSession(std::string_view text);

// Sessions of people in browsers. Thread-safe; the pool outlives it.
class Sessions {
 public:
  explicit Sessions(database::Pool& pool, Trail trail = {})
      : pool_(pool), trail_(std::move(trail)) {}

  // A new secret for the same session where it is time, else "". Until the new one is used the old
  // one stays good, so an answer that is lost ends nothing. kUnauthenticated: no session.
  Result<std::string> Rotate(const std::string& secret);
  // Those that are good now, the one that was used last first.
  Result<std::vector<Session>> List(const std::string& person);
  // May be said twice. kNotFound: the person has none with this id, whoever else may.
  Status Revoke(const std::string& person, const std::string& id);
  // All of the person but `except` (may be empty). How many.
  Result<int> RevokeOthers(const std::string& person, const std::string& except);

 private:
  database::Pool& pool_;
  const Trail trail_;
};

// Within a transaction of the caller, who made sure who it is.
Result<CreatedSession> CreateSession(database::Connection& connection, const std::string& person,
                                     const std::string& method, const SessionClient& client);
// kUnauthenticated in the same words whatever the reason. A secret that was replaced and comes
// again was copied: the session ends.
Result<Principal> AuthenticateSession(database::Connection& connection, const std::string& secret);
Result<int> RevokeSessions(database::Connection& connection, const std::string& person,
                           const std::string& except);

}  // namespace assay::identity

#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "common/database/pool.h"
#include "lms/identity/journal.h"
#include "lms/identity/password_hash.h"
#include "lms/identity/password_rules.h"
#include "lms/identity/second_factor.h"
#include "lms/identity/sessions.h"
#include "lms/identity/vault.h"

namespace assay::identity {

inline constexpr std::chrono::seconds kTicketLifetime{300};
inline constexpr int kTicketAttempts = 5;

struct Credentials {
  std::string tenant;
  std::string email;
  std::string password;
  SessionClient client;
  std::string browser;  // what a browser was given at an earlier sign-in; empty: none
};
struct SignedIn {
  // One of both: a session, or the ticket that waits for a code.
  std::optional<CreatedSession> session;
  std::string ticket;
  std::string browser;  // to be kept by the browser, with the session
  std::string person;
};

// Signing in with a password, and a code where the person has set that up. Wrong ones are throttled
// by account and by address (throttle.h). Nothing tells whether there is such an account: words and
// work are the same. Thread-safe; what it is given outlives it.
class SignIn {
 public:
  // `journal` may be null.
  SignIn(database::Pool& pool, const PasswordRules& rules, Vault& vault, HashCost cost = {},
         Journal* journal = nullptr);

  // kUnauthenticated: wrong, in the same words whatever it is. kResourceExhausted with
  // `retry_after`: too many wrong ones.
  Result<SignedIn> WithPassword(const Credentials& credentials, std::chrono::seconds& retry_after);
  // A code of the person's device, or one of their recovery codes.
  Result<SignedIn> WithCode(const std::string& ticket, const std::string& code,
                            const SessionClient& client, std::chrono::seconds& retry_after);

  // `current`: the present one, where there is one; kUnauthenticated: wrong. Other sessions than
  // `keep_session` end. kInvalidArgument: the rules. Wrong ones are throttled as at sign-in.
  Status ChangePassword(const std::string& person, const std::string& current,
                        const std::string& next, const std::string& keep_session,
                        std::chrono::seconds& retry_after);
  // Whether `password` is the person's; throttled.
  Status Confirm(const std::string& person, const std::string& password,
                 std::chrono::seconds& retry_after);

  // Whether the person has one: who came by a provider or an invitation may not.
  Result<bool> HasPassword(const std::string& person);

  // Whether somebody without a password may set a first one, or a passkey, with nothing but a
  // session. kPermissionDenied: a learning platform's word began it, and would outlive the
  // platform.
  Status MayOpenOwnDoor(const std::string& person);

  // Within a transaction of the caller, who knows that it is the person: the rules, the hash.
  Status SetPassword(database::Connection& connection, const std::string& person,
                     const std::string& password);
  Result<SignedIn> Begin(database::Connection& connection, const std::string& person,
                         const std::string& method, const SessionClient& client);
  // A ticket instead, where the person has set up a code.
  Result<SignedIn> BeginOrAsk(database::Connection& connection, const std::string& person,
                              const std::string& method, const SessionClient& client);

 private:
  database::Pool& pool_;
  const PasswordRules& rules_;
  Status Record(database::Connection& connection, const std::string& person,
                const std::string& address, const char* action);

  Vault& vault_;
  const HashCost cost_;
  Journal* const journal_;
  const std::string hash_of_nobody_;
};

}  // namespace assay::identity

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/database/pool.h"
#include "lms/identity/journal.h"
#include "lms/identity/vault.h"

namespace assay::identity {

inline constexpr int kRecoveryCodes = 10;

// Codes of an authenticator beside the password, and recovery codes for when it is lost. Secrets
// are sealed with the person's key, recovery codes kept as digests: they have 80 random bits.
// Whether the person proved who they are is the caller's to see to. Thread-safe; what it is given
// outlives it.
class SecondFactors {
 public:
  SecondFactors(database::Pool& pool, Vault& vault, Trail trail = {})
      : pool_(pool), vault_(vault), trail_(std::move(trail)) {}

  struct Started {
    std::string secret;  // base32, for who cannot scan
    std::string uri;     // otpauth://…
  };
  // A new secret that waits for its first code; one that is in force stays so until then.
  // kNotFound: no such person. kFailedPrecondition: one is in force; drop it first.
  Result<Started> Start(const std::string& person);
  // In force from now on; the recovery codes, shown this once. kInvalidArgument "code: …".
  Result<std::vector<std::string>> Confirm(const std::string& person, const std::string& code);
  // kNotFound: there is none.
  Status Drop(const std::string& person);

  struct State {
    bool active = false;
    int recovery_codes_left = 0;
  };
  Result<State> Get(const std::string& person);

 private:
  database::Pool& pool_;
  Vault& vault_;
  const Trail trail_;
};

// Uses up a code of the authenticator or a recovery code. Within a transaction of the caller, which
// holds the lock on the factor until it ends: one code signs in once.
Result<bool> UseCode(database::Connection& connection, Vault& vault, const std::string& person,
                     std::string_view code);

}  // namespace assay::identity

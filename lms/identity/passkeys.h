#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "common/database/pool.h"
#include "lms/identity/journal.h"
#include "lms/identity/sign_in.h"
#include "lms/identity/webauthn.h"

namespace assay::identity {

inline constexpr std::chrono::seconds kPasskeyChallengeLifetime{300};
inline constexpr int kMostPasskeys = 20;  // of a person

struct Passkey {
  std::string id;
  std::string name;
  int64_t created_at_us = 0;
  int64_t used_at_us = 0;  // 0: never
};

// Signing in with a key in a device (WebAuthn level 2, discoverable credentials): the device
// verifies its user, so a passkey stands for the password and the code together. A challenge is
// good once, for a few minutes, and for what it was made for. Thread-safe; what it is given
// outlives it.
class Passkeys {
 public:
  Passkeys(database::Pool& pool, SignIn& sign_in, Journal* journal = nullptr)
      : pool_(pool), sign_in_(sign_in), journal_(journal) {}

  // What a browser needs to make one.
  struct Options {
    std::string challenge;                 // base64url
    std::string user;                      // handle, base64url
    std::string name, display_name;        // of the person
    std::vector<std::string> credentials;  // that they have already, base64url
  };
  // Whether the person proved who they are is the caller's to see to.
  Result<Options> StartNew(const std::string& person);
  struct New {
    std::string person, name;
    std::string client_data, authenticator_data;  // bytes
    std::string address;                          // of whoever asks
  };
  // kInvalidArgument names the field. kAlreadyExists, kResourceExhausted: enough of them.
  Result<Passkey> FinishNew(const New& made, const RelyingParty& party);

  // Newest first.
  Result<std::vector<Passkey>> List(const std::string& person);
  // kNotFound: the person has none with this id, whoever else may.
  Status Rename(const std::string& person, const std::string& id, const std::string& name);
  Status Remove(const Actor& actor, const std::string& person, const std::string& id);

  // base64url, for anybody.
  Result<std::string> StartSignIn();
  struct Answer {
    std::string credential;  // base64url
    std::string user;        // bytes: the handle that the device keeps with it
    PasskeyAnswer signed_data;
    SessionClient client;
  };
  // kUnauthenticated in the same words whatever is wrong.
  Result<SignedIn> FinishSignIn(const Answer& answer, const RelyingParty& party);

 private:
  // Makes a challenge; `person` empty: for whoever signs in.
  Result<std::string> Challenge(database::Connection& connection, const std::string& person);
  // Uses it up. false: it is none, or for somebody else.
  Result<bool> Take(const std::string& challenge, const std::string& person);

  database::Pool& pool_;
  SignIn& sign_in_;
  Journal* const journal_;
};

}  // namespace assay::identity

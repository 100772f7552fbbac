#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "common/database/pool.h"
#include "lms/identity/journal.h"
#include "lms/identity/oidc_client.h"
#include "lms/identity/providers.h"
#include "lms/identity/sign_in.h"
#include "lms/identity/vault.h"

namespace assay::identity {

inline constexpr std::chrono::seconds kProviderSignInLifetime{600};

// A path of the web app: where a browser may be sent after signing in.
bool IsReturnPath(std::string_view path);

// Signing in by what an OpenID provider says: the authorization code flow with PKCE. What starts in
// a browser ends in the same one, once, and within ten minutes; state, nonce and verifier are bound
// to a secret of that browser, and the database holds digests alone. Somebody is who the provider's
// name for them (issuer and subject) was linked to; the first time they are found by an address
// that the provider verified and may vouch for, or made, where the administrator said so.
// Thread-safe; what it is given outlives it.
class ProviderSignIn {
 public:
  ProviderSignIn(database::Pool& pool, Vault& vault, OidcClient& client, SignIn& sign_in,
                 Journal* journal = nullptr)
      : pool_(pool), vault_(vault), client_(client), sign_in_(sign_in), journal_(journal) {}

  struct Start {
    std::string provider;
    std::string redirect_uri;
    std::string return_to;
    std::string browser;  // of another sign-in in the same browser; anything else is ignored
  };
  struct Started {
    std::string url;
    std::string browser;
  };
  // kNotFound: no such provider. kInvalidArgument "return_to: …". kUnavailable: its server does not
  // answer as it should; why is in the audit log.
  Result<Started> Begin(const Start& start);

  struct Return {
    std::string state, code;
    std::string error;   // what the provider answers instead of a code
    std::string issuer;  // RFC 9207; empty: not said
    std::string browser;
    SessionClient client;
  };
  struct Finished {
    SignedIn done;
    std::string return_to;
    // One of the words of sign_on.proto; empty: signed in, or a ticket for the code.
    std::string refused;
  };
  Result<Finished> Finish(const Return& back);

 private:
  struct Sent;  // who is on their way
  Result<Sent> Take(const Return& back);
  Result<ProviderClaims> Ask(const Sent& sent, const Return& back);
  Status Link(database::Connection& connection, const Provider& provider,
              const ProviderClaims& claims, const SessionClient& client, Finished& finished);
  Result<std::string> PersonOf(database::Connection& connection, const Provider& provider,
                               const ProviderClaims& claims, const Trail& trail,
                               std::string& refused);
  Status Refuse(const std::string& tenant, const std::string& provider, const std::string& address,
                std::string_view word, std::string_view why);

  database::Pool& pool_;
  Vault& vault_;
  OidcClient& client_;
  SignIn& sign_in_;
  Journal* const journal_;
};

}  // namespace assay::identity

#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "common/http/client.h"
#include "common/jwt/remote_keys.h"
#include "common/limits/time_source.h"

// What goes over the wire to an OpenID provider: its description, the exchange of a code, who
// somebody is. Providers are what an administrator wrote down; what they answer is not trusted.
namespace assay::identity {

// https://, or http:// to this machine itself (which the client's policy refuses unless it was
// allowed); without user and fragment. kInvalidArgument.
Status CheckEndpoint(const std::string& url);

// OpenID Connect Discovery 1.0, as much as is used.
struct ProviderDocument {
  std::string issuer, authorization_endpoint, token_endpoint, keys, userinfo_endpoint;
  bool secret_in_body = false;  // client_secret_post and not client_secret_basic
  bool names_issuer = false;    // answers carry "iss" (RFC 9207)
};
// kInvalidArgument says what is wrong with it. `issuer`: whose it must be, to the letter.
Result<ProviderDocument> ReadProviderDocument(std::string_view json, const std::string& issuer);

struct CodeExchange {
  std::string client_id, client_secret;
  std::string code, redirect_uri, verifier;
  std::string nonce;
  std::string name_claim;
};
// Of an ID token that was verified, and of the user info of the same person.
struct ProviderClaims {
  std::string subject;
  std::string name;
  std::string email;
  bool email_verified = false;
};

// Thread-safe; blocks while the provider thinks, for ten seconds at most a request.
class OidcClient {
 public:
  // Both outlive it. Whom it may connect to is the client's policy.
  OidcClient(http::Client& client, const limits::TimeSource& time);

  // Kept for ten minutes. Errors are those of the client, or kFailedPrecondition.
  // A provider that did not answer is asked again after a pause, by one call at a time: others are
  // told the same at once, so that it does not hold up everybody's. `now`: is asked in any case.
  Result<ProviderDocument> Discover(const std::string& issuer, bool now = false);
  // kUnauthenticated: the code or the token is not what was asked for.
  Result<ProviderClaims> Redeem(const ProviderDocument& provider, const CodeExchange& exchange);

 private:
  Result<ProviderDocument> Ask(const std::string& issuer);

  struct Kept {
    ProviderDocument document;
    limits::TimeSource::Point at;
  };
  http::Client& client_;
  const limits::TimeSource& time_;
  jwt::RemoteKeys keys_;
  std::mutex mutex_;
  std::map<std::string, Kept, std::less<>> documents_;
  struct Failed {
    Status why;
    limits::TimeSource::Point at;  // of the last question
  };
  std::map<std::string, Failed, std::less<>> failed_;
};

}  // namespace assay::identity

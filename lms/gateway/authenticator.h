#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "lms/gateway/access.h"
#include "lms/gateway/upstream.h"

namespace assay::gateway {

struct AuthenticatorOptions {
  std::chrono::milliseconds keep{30'000};  // how long a revoked token may still be believed
  std::chrono::milliseconds keep_refused{1'000};
  std::string operators;  // the tenant whose administrators look after what all tenants share
  size_t max_entries = 50'000;
};

// Tokens to people, by asking identity and remembering its answer for a short while. What is
// remembered is keyed by the token's SHA-256: a dump of the memory shows no token that is not in
// use at that moment. Thread-safe; callbacks come from the caller's thread or gRPC's.
class Authenticator {
 public:
  using PrincipalPtr = std::shared_ptr<const Principal>;
  // Null with the reason: UNAUTHENTICATED, or that identity is away.
  using Done = std::function<void(const Reply&, const PrincipalPtr&)>;

  explicit Authenticator(std::shared_ptr<const Upstream> identity,
                         AuthenticatorOptions options = {});
  ~Authenticator();
  void Authenticate(const std::string& token, const std::string& traceparent, Done done);
  // The next request asks identity again.
  void Forget(const std::string& token);
  // The same for everything that this person holds: it was revoked, or they may do something else.
  void ForgetPerson(const std::string& person);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// "assay_" (a token) or "assays_" (a session) and 43 characters of base64url: nothing else is worth
// asking about.
bool LooksLikeToken(std::string_view text);

}  // namespace assay::gateway

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/database/pool.h"
#include "lms/identity/journal.h"
#include "lms/identity/vault.h"

namespace assay::identity {

// A server that says who somebody is (OpenID Connect). assay/identity/v1/sign_on.proto says what
// each means.
struct Provider {
  std::string id = {};  // empty: not made yet
  std::string tenant = {};
  std::string name = {};
  std::string issuer = {};
  std::string client_id = {};
  std::vector<std::string> scopes = {};  // without "openid"; none: email, profile
  std::string name_claim = "name";
  bool create_people = false;
  std::vector<std::string> email_domains = {};  // small letters
  bool disabled = false;
  bool has_secret = false;
};

// kInvalidArgument names the field. Puts in what may be left out.
Status CheckProvider(Provider& provider);
// Whether the provider may vouch for this address: it is under one of its domains.
bool VouchesFor(const Provider& provider, std::string_view email);

// What happens to the secret of the client, which is kept sealed and is never told again.
struct NewSecret {
  enum { kKeep, kNone, kThis } what = kKeep;
  std::string secret = {};
};

// Providers as administrators set them up. Thread-safe; what it is given outlives it.
class Providers {
 public:
  Providers(database::Pool& pool, Vault& vault, Trail trail = {})
      : pool_(pool), vault_(vault), trail_(std::move(trail)) {}

  static constexpr size_t kMost = 20;  // of a tenant

  // Makes one (empty id) or replaces what it says. kNotFound: the tenant has none with this id.
  // kAlreadyExists: the tenant has this client of the issuer. kResourceExhausted: enough.
  Result<Provider> Put(Provider provider, const NewSecret& secret);
  // By name; none of a tenant that there is not.
  Result<std::vector<Provider>> List(const std::string& tenant);
  // People who signed in by it stay who they are.
  Status Delete(const std::string& tenant, const std::string& id);

  // kNotFound: there is none, or it is disabled.
  Result<Provider> Find(const std::string& id);
  Result<std::string> SecretOf(const Provider& provider);

 private:
  database::Pool& pool_;
  Vault& vault_;
  const Trail trail_;
};

}  // namespace assay::identity

#include "lms/identity/providers.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/crypto/key.h"
#include "lms/identity/oidc_client.h"
#include "lms/identity/rows.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

#define ASSAY_PROVIDER                                                                      \
  "id, tenant, name, issuer, client_id, scopes, name_claim, create_people, email_domains, " \
  "disabled, secret <> '' "

constexpr Statement kLockTenant = {"lock_tenant_of_provider",
                                   "SELECT 1 FROM identity.tenants WHERE id = $1 FOR UPDATE"};
constexpr Statement kCount = {"count_providers",
                              "SELECT count(*) FROM identity.providers WHERE tenant = $1"};
constexpr Statement kInsert = {"insert_provider", R"(
INSERT INTO identity.providers (tenant, name, issuer, client_id, scopes, name_claim, create_people,
                                email_domains, disabled)
VALUES ($1, $2, $3, $4, $5, $6, $7 = 1, $8, $9 = 1) RETURNING )" ASSAY_PROVIDER};
constexpr Statement kUpdate = {"update_provider", R"(
UPDATE identity.providers SET name = $2, issuer = $3, client_id = $4, scopes = $5, name_claim = $6,
       create_people = $7 = 1, email_domains = $8, disabled = $9 = 1
WHERE tenant = $1 AND id = $10 RETURNING )" ASSAY_PROVIDER};
constexpr Statement kSetSecret = {"set_provider_secret",
                                  "UPDATE identity.providers SET secret = $2 WHERE id = $1"};
constexpr Statement kList = {"list_providers", "SELECT " ASSAY_PROVIDER R"(
FROM identity.providers WHERE tenant = $1 ORDER BY lower(name), id)"};
constexpr Statement kFind = {"find_provider", "SELECT " ASSAY_PROVIDER R"(
FROM identity.providers WHERE id = $1 AND NOT disabled)"};
constexpr Statement kBefore = {"provider_before", "SELECT " ASSAY_PROVIDER R"(
FROM identity.providers WHERE tenant = $1 AND id = $2)"};
constexpr Statement kSecret = {"secret_of_provider",
                               "SELECT secret FROM identity.providers WHERE id = $1"};
constexpr Statement kDelete = {"delete_provider", R"(
DELETE FROM identity.providers WHERE tenant = $1 AND id = $2 RETURNING issuer)"};

Provider ProviderOf(const Rows& rows, size_t row) {
  Provider provider;
  provider.id = rows.Text(row, 0);
  provider.tenant = rows.Text(row, 1);
  provider.name = rows.Text(row, 2);
  provider.issuer = rows.Text(row, 3);
  provider.client_id = rows.Text(row, 4);
  provider.scopes = SplitScopes(rows.Text(row, 5));
  provider.name_claim = rows.Text(row, 6);
  provider.create_people = rows.Bool(row, 7);
  provider.email_domains = SplitScopes(rows.Text(row, 8));
  provider.disabled = rows.Bool(row, 9);
  provider.has_secret = rows.Bool(row, 10);
  return provider;
}

Params ParamsOf(const Provider& provider) {
  return Params()
      .Add(provider.tenant)
      .Add(provider.name)
      .Add(provider.issuer)
      .Add(provider.client_id)
      .Add(JoinScopes(provider.scopes))
      .Add(provider.name_claim)
      .Add(int64_t{provider.create_people})
      .Add(JoinScopes(provider.email_domains))
      .Add(int64_t{provider.disabled});
}

// RFC 6749, 3.3; a word.
bool IsScope(std::string_view text) {
  return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < '\x7f' && c != '"' && c != '\\';
  });
}

bool IsDomain(std::string_view text) {
  return text.size() >= 3 && text.size() <= 253 && text.find('.') != std::string_view::npos &&
         text.front() != '.' && text.back() != '.' && text.find("..") == std::string_view::npos &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string_view::npos;
}

std::string Small(std::string_view text) {
  std::string small(text);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return small;
}

std::string Detail(const Provider& provider) {
  return nlohmann::json{{"provider", provider.id},
                        {"issuer", provider.issuer},
                        {"client", provider.client_id},
                        {"create_people", provider.create_people},
                        {"email_domains", provider.email_domains},
                        {"disabled", provider.disabled}}
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

Status CheckProvider(Provider& provider) {
  if (!IsLine(provider.name, 60)) return InvalidArgument("name: 1 to 60 bytes, on one line");
  if (!IsLine(provider.issuer, 500)) return InvalidArgument("issuer: 1 to 500 bytes");
  const Status issuer = CheckEndpoint(provider.issuer);
  if (!issuer.ok()) return InvalidArgument("issuer: " + issuer.message());
  if (!IsLine(provider.client_id, 500)) return InvalidArgument("client_id: 1 to 500 bytes");
  if (provider.name_claim.empty()) provider.name_claim = "name";
  if (!IsLine(provider.name_claim, 100)) return InvalidArgument("name_claim: at most 100 bytes");
  std::erase(provider.scopes, "openid");
  if (provider.scopes.empty()) provider.scopes = {"email", "profile"};
  if (provider.scopes.size() > 20) return InvalidArgument("scopes: at most 20");
  for (size_t i = 0; i < provider.scopes.size(); ++i)
    if (!IsScope(provider.scopes[i]))
      return InvalidArgument("scopes[" + std::to_string(i) + "]: not a scope of OAuth");
  if (provider.email_domains.size() > 50) return InvalidArgument("email_domains: at most 50");
  for (size_t i = 0; i < provider.email_domains.size(); ++i) {
    provider.email_domains[i] = Small(provider.email_domains[i]);
    if (!IsDomain(provider.email_domains[i])) {
      return InvalidArgument("email_domains[" + std::to_string(i) +
                             "]: a domain such as \"example.org\"; others are written with xn--");
    }
  }
  return OkStatus();
}

bool VouchesFor(const Provider& provider, std::string_view email) {
  const size_t at = email.rfind('@');
  if (at == std::string_view::npos || at == 0) return false;
  const std::string domain = Small(email.substr(at + 1));
  return std::find(provider.email_domains.begin(), provider.email_domains.end(), domain) !=
         provider.email_domains.end();
}

Result<Provider> Providers::Put(Provider provider, const NewSecret& secret) {
  ASSAY_RETURN_IF_ERROR(CheckProvider(provider));
  if (secret.what == NewSecret::kThis && !IsLine(secret.secret, 1000))
    return InvalidArgument("client_secret: at most 1000 bytes, on one line");
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  Provider put;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows tenant,
                           connection->Execute(kLockTenant, Params().Add(provider.tenant)));
    if (tenant.empty()) return NotFound("tenant: there is no such organisation");
    Params params = ParamsOf(provider);
    if (!provider.id.empty()) params.Add(provider.id);
    if (provider.id.empty()) {
      ASSAY_ASSIGN_OR_RETURN(const Rows count,
                             connection->Execute(kCount, Params().Add(provider.tenant)));
      if (count.Int(0, 0) >= static_cast<int64_t>(kMost))
        return ResourceExhausted("an organisation has at most 20 providers; remove one first");
    }
    if (!provider.id.empty() && secret.what == NewSecret::kKeep) {
      ASSAY_ASSIGN_OR_RETURN(
          const Rows before,
          connection->Execute(kBefore, Params().Add(provider.tenant).Add(provider.id)));
      if (!before.empty()) {
        const Provider old = ProviderOf(before, 0);
        if (old.has_secret &&
            (old.issuer != provider.issuer || old.client_id != provider.client_id))
          return InvalidArgument(
              "client_secret: say it again where the issuer or client_id is another, since it "
              "would "
              "be sent there");
      }
    }
    const Result<Rows> rows = connection->Execute(provider.id.empty() ? kInsert : kUpdate, params);
    if (rows.status().code() == StatusCode::kAlreadyExists) {
      return Status(StatusCode::kAlreadyExists,
                    "client_id: the organisation has this client of the issuer already");
    }
    if (!rows.ok()) return rows.status();
    if (rows->empty()) return NotFound("id: there is no provider with this id");
    put = ProviderOf(*rows, 0);
    if (secret.what != NewSecret::kKeep) {
      std::string sealed;
      if (secret.what == NewSecret::kThis) {
        ASSAY_ASSIGN_OR_RETURN(sealed,
                               vault_.SealShared(secret.secret, ProviderSecretContext(put.id)));
      }
      put.has_secret = !sealed.empty();
      ASSAY_RETURN_IF_ERROR(
          connection->Execute(kSetSecret, Params().Add(put.id).Add(sealed)).status());
    }
    return trail_.Write(*connection, {put.tenant, "provider.put", {}, Detail(put), "", ""});
  });
  if (!ended.ok()) return ended;
  return put;
}

Result<std::vector<Provider>> Providers::List(const std::string& tenant) {
  std::vector<Provider> providers;
  if (!IsTenantId(tenant)) return providers;
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kList, Params().Add(tenant)));
  for (size_t i = 0; i < rows.size(); ++i) providers.push_back(ProviderOf(rows, i));
  return providers;
}

Status Providers::Delete(const std::string& tenant, const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  return connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                           connection->Execute(kDelete, Params().Add(tenant).Add(id)));
    if (rows.empty()) return NotFound("id: there is no provider with this id");
    const nlohmann::json detail = {{"provider", id}, {"issuer", std::string(rows.Text(0, 0))}};
    return trail_.Write(*connection, {tenant, "provider.delete", {}, detail.dump(), "", ""});
  });
}

Result<Provider> Providers::Find(const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kFind, Params().Add(id)));
  if (rows.empty()) return NotFound("provider: there is none with this id, or it is disabled");
  return ProviderOf(rows, 0);
}

Result<std::string> Providers::SecretOf(const Provider& provider) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kSecret, Params().Add(provider.id)));
  if (rows.empty() || rows.Text(0, 0).empty()) return std::string();
  return vault_.OpenShared(rows.Text(0, 0), ProviderSecretContext(provider.id));
}

}  // namespace assay::identity

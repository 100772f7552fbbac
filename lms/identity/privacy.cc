#include "lms/identity/privacy.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "lms/identity/rows.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;
using Json = nlohmann::ordered_json;

constexpr size_t kMostRecords = 100'000;

struct Part {
  const char* path;
  Statement statement;
};
// One value of JSON each; $1 is the person. Digests of secrets are left out.
constexpr auto kParts = std::to_array<Part>({
    {"person.json", {"export_person", R"(
SELECT row_to_json(x)::text FROM (
  SELECT p.id, p.tenant, p.name, p.email, p.administrator, p.created_at,
         p.disabled_at,
         (SELECT coalesce(json_agg(json_build_object('course', r.course, 'role', r.role)), '[]')
          FROM identity.course_roles r WHERE r.person = p.id) AS course_roles,
         (SELECT coalesce(json_agg(json_build_object('course', c.course, 'permission', c.permission,
                                                     'allowed', c.allowed)), '[]')
          FROM identity.course_permissions c WHERE c.person = p.id) AS course_permissions,
         (SELECT changed_at FROM identity.passwords w WHERE w.person = p.id) AS password_changed_at,
         (SELECT confirmed_at FROM identity.second_factors f WHERE f.person = p.id)
           AS second_factor_since
  FROM identity.people p WHERE p.id = $1) x)"}},
    {"groups.json", {"export_groups", R"(
SELECT coalesce(json_agg(json_build_object('course', g.course, 'name', g.name)), '[]')::text
FROM identity.group_members m JOIN identity.groups g ON g.id = m."group" WHERE m.person = $1)"}},
    {"sessions.json", {"export_sessions", R"(
SELECT coalesce(json_agg(json_build_object('method', method, 'address', address, 'agent', agent,
  'created_at', created_at, 'last_seen_at', last_seen_at, 'ended_at', revoked_at)
  ORDER BY created_at), '[]')::text FROM identity.sessions WHERE person = $1)"}},
    {"tokens.json", {"export_tokens", R"(
SELECT coalesce(json_agg(json_build_object('name', name, 'scopes', scopes, 'created_at', created_at,
  'expires_at', expires_at, 'revoked_at', revoked_at, 'last_used_at', last_used_at)
  ORDER BY created_at), '[]')::text FROM identity.tokens WHERE person = $1)"}},
    {"invitations.json", {"export_invitations", R"(
SELECT coalesce(json_agg(json_build_object('invited_by', invited_by, 'created_at', created_at,
  'accepted_at', accepted_at, 'revoked_at', revoked_at) ORDER BY created_at), '[]')::text
FROM identity.invitations WHERE person = $1)"}},
    {"providers.json", {"export_provider_people", R"(
SELECT coalesce(json_agg(json_build_object('issuer', issuer, 'subject', subject,
  'linked_at', linked_at, 'used_at', used_at) ORDER BY linked_at), '[]')::text
FROM identity.provider_people WHERE person = $1)"}},
    {"platforms.json", {"export_links", R"(
SELECT coalesce(json_agg(json_build_object('issuer', issuer, 'subject', subject, 'linked_at', linked_at)
  ORDER BY linked_at), '[]')::text FROM identity.linked_people WHERE person = $1)"}},
    {"passkeys.json", {"export_passkeys", R"(
SELECT coalesce(json_agg(json_build_object('name', name, 'created_at', created_at, 'used_at', used_at)
  ORDER BY created_at), '[]')::text FROM identity.passkeys WHERE person = $1)"}},
    {"mail.json", {"export_mail", R"(
SELECT json_build_object('settings', (SELECT row_to_json(s) FROM identity.mail_settings s WHERE s.person = $1),
  'mails', (SELECT coalesce(json_agg(json_build_object('kind', kind, 'created_at', created_at, 'ended_at', ended_at,
    'state', (ARRAY['waiting', 'sent', 'given up', 'not wanted', 'for the digest'])[state + 1]) ORDER BY id), '[]')
    FROM identity.mails WHERE person = $1))::text)"}},
    {"consents.json", {"export_consents", R"(
SELECT coalesce(json_agg(json_build_object('purpose', purpose, 'granted', granted, 'at', at)
  ORDER BY id), '[]')::text FROM identity.consents WHERE person = $1)"}},
});

constexpr Statement kPerson = {"privacy_person", R"(
SELECT administrator AND disabled_at IS NULL, erased_at IS NOT NULL,
       (SELECT count(*) FROM identity.people o
        WHERE o.tenant = $1 AND o.administrator AND o.disabled_at IS NULL)
FROM identity.people WHERE tenant = $1 AND id = $2 FOR UPDATE)"};
constexpr Statement kLockTenant = {"lock_tenant_of_erasure",
                                   "SELECT 1 FROM identity.tenants WHERE id = $1 FOR UPDATE"};

// What is deleted; people stay as a pseudonym, and their key's row as its grave.
constexpr auto kErase = std::to_array<Statement>({
    {"erase_roles", "DELETE FROM identity.course_roles WHERE person = $1"},
    {"erase_groups", "DELETE FROM identity.group_members WHERE person = $1"},
    {"erase_tokens", "DELETE FROM identity.tokens WHERE person = $1"},
    {"erase_devices", "DELETE FROM identity.devices WHERE person = $1"},
    {"erase_wrong_codes", "DELETE FROM identity.wrong_user_codes WHERE person = $1"},
    {"erase_sessions", "DELETE FROM identity.sessions WHERE person = $1"},
    {"erase_tickets", "DELETE FROM identity.sign_in_tickets WHERE person = $1"},
    {"erase_browsers", "DELETE FROM identity.known_browsers WHERE person = $1"},
    {"erase_passwords", "DELETE FROM identity.passwords WHERE person = $1"},
    {"erase_factors", "DELETE FROM identity.second_factors WHERE person = $1"},
    {"erase_recovery", "DELETE FROM identity.recovery_codes WHERE person = $1"},
    {"erase_provider_people", "DELETE FROM identity.provider_people WHERE person = $1"},
    {"erase_passkeys", "DELETE FROM identity.passkeys WHERE person = $1"},
    {"erase_invitations", "DELETE FROM identity.invitations WHERE person = $1"},
    {"erase_mails", "DELETE FROM identity.mails WHERE person = $1"},
    {"erase_mail_settings", "DELETE FROM identity.mail_settings WHERE person = $1"},
    {"erase_consents", "DELETE FROM identity.consents WHERE person = $1"},
    {"erase_links", "DELETE FROM identity.linked_people WHERE person = $1"},
    {"erase_linked_roles", "DELETE FROM identity.linked_roles WHERE person = $1"},
    {"erase_person", R"(
UPDATE identity.people SET name = 'erased', email = '', administrator = false, seed = NULL,
       erased_at = now() WHERE id = $1)"},
});

constexpr Statement kAddConsent = {"add_consent", R"(
INSERT INTO identity.consents (person, purpose, granted) VALUES ($1, $2, $3 = 1))"};
constexpr Statement kConsents = {"list_consents", R"(
SELECT DISTINCT ON (purpose) purpose, granted, (extract(epoch FROM at) * 1000000)::bigint
FROM identity.consents WHERE person = $1 ORDER BY purpose, id DESC)"};
constexpr Statement kTenantOf = {
    "tenant_of_person", "SELECT tenant FROM identity.people WHERE id = $1 AND erased_at IS NULL"};

std::string Dump(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

// Everything in the audit log that is about the person or was done by them, a line each.
Result<std::string> ExportAudit(Connection& connection, Journal& journal, const std::string& tenant,
                                const std::string& person) {
  std::string lines;
  for (const bool by : {false, true}) {
    audit::Log::Filter filter{tenant, by ? "" : person, by ? person : ""};
    size_t count = 0;
    for (uint64_t before = 0; count < kMostRecords;) {
      ASSAY_ASSIGN_OR_RETURN(const auto records,
                             journal.log().Newest(connection, filter, before, 1000));
      for (const audit::Record& record : records) {
        Json line;
        line["seq"] = record.seq;
        line["at_us"] = record.at_us;
        line["actor"] = record.entry.actor;
        line["action"] = record.entry.action;
        const bool about = std::find(record.entry.subjects.begin(), record.entry.subjects.end(),
                                     person) != record.entry.subjects.end();
        if (by && about) continue;  // stands among the others
        // Sealed is what is about one person: it is theirs if they are the only one.
        const std::string detail = record.entry.subjects == std::vector<std::string>{person}
                                       ? journal.Unseal(connection, record)
                                       : std::string();
        if (!detail.empty()) line["detail"] = Json::parse(detail, nullptr, false);
        lines += Dump(line) + "\n";
      }
      count += records.size();
      if (records.size() < 1000) break;
      before = records.back().seq;
    }
  }
  return lines;
}

}  // namespace

Result<std::vector<ExportedFile>> Privacy::Export(const std::string& tenant,
                                                  const std::string& person, const Actor& actor) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  std::vector<ExportedFile> files;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows who,
                           connection->Execute(kPerson, Params().Add(tenant).Add(person)));
    if (who.empty()) return NotFound("person: the tenant has nobody with this id");
    for (const Part& part : kParts) {
      ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                             connection->Execute(part.statement, Params().Add(person)));
      const Json json = Json::parse(rows.Text(0, 0), nullptr, false);
      files.push_back({part.path, Dump(json, 2) + "\n"});
    }
    ASSAY_ASSIGN_OR_RETURN(std::string lines, ExportAudit(*connection, journal_, tenant, person));
    files.push_back({"audit.jsonl", std::move(lines)});
    return journal_.Write(*connection, actor, {tenant, "person.export", {person}, "", "", ""});
  });
  if (!ended.ok()) return ended;
  return files;
}

Result<Erasure> Privacy::Erase(const std::string& tenant, const std::string& person,
                               const Actor& actor) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  std::string fingerprint;
  audit::Head head;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_RETURN_IF_ERROR(connection->Execute(kLockTenant, Params().Add(tenant)).status());
    ASSAY_ASSIGN_OR_RETURN(const Rows who,
                           connection->Execute(kPerson, Params().Add(tenant).Add(person)));
    if (who.empty()) return NotFound("person: the tenant has nobody with this id");
    if (who.Bool(0, 1)) return FailedPrecondition("person: was erased already");
    if (who.Bool(0, 0) && who.Int(0, 2) == 1) {
      return FailedPrecondition("person: is the tenant's last administrator; make another first");
    }
    for (const Statement& statement : kErase) {
      ASSAY_RETURN_IF_ERROR(connection->Execute(statement, Params().Add(person)).status());
    }
    ASSAY_ASSIGN_OR_RETURN(fingerprint, vault_.Destroy(*connection, person));
    const std::string detail = Dump(Json::object({{"key", fingerprint}}));
    ASSAY_RETURN_IF_ERROR(
        journal_.Write(*connection, actor, {tenant, "person.erase", {person}, detail, "", ""}));
    ASSAY_ASSIGN_OR_RETURN(head, audit::NewestHead(*connection, journal_.log().schema()));
    return OkStatus();
  });
  if (!ended.ok()) return ended;
  Json receipt;
  receipt["assay"] = "erasure 1";
  receipt["tenant"] = tenant;
  receipt["person"] = person;
  receipt["at_us"] = head.at_us;
  receipt["destroyed_key_sha256"] = fingerprint;
  receipt["log"] = head.log_id;
  receipt["record"] = head.size;
  receipt["root"] = head.root;
  receipt["signed_by"] = key_.Public().Id();
  ASSAY_ASSIGN_OR_RETURN(const std::string signature, key_.Sign(Dump(receipt)));
  receipt["signature"] = signature;
  return Erasure{Dump(receipt)};
}

bool VerifyReceipt(const std::string& receipt, const crypto::PublicKey& key) {
  Json json = Json::parse(receipt, nullptr, false);
  if (!json.is_object() || !json.contains("signature") || !json["signature"].is_string()) {
    return false;
  }
  const std::string signature = json["signature"].get<std::string>();
  json.erase("signature");
  return key.Verifies(Dump(json), signature);
}

Status Privacy::SetConsent(const std::string& person, const std::string& purpose, bool granted,
                           const Actor& actor) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  const bool word =
      !purpose.empty() && purpose.size() <= 63 && purpose[0] >= 'a' && purpose[0] <= 'z' &&
      purpose.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  if (!word) return InvalidArgument("purpose: 1 to 63 of a-z, 0-9 and _, such as \"analytics\"");
  return connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows tenant, connection->Execute(kTenantOf, Params().Add(person)));
    if (tenant.empty()) return NotFound("person: there is nobody with this id");
    const Params params = Params().Add(person).Add(purpose).Add(int64_t{granted});
    ASSAY_RETURN_IF_ERROR(connection->Execute(kAddConsent, params).status());
    return journal_.Write(*connection, actor,
                          {std::string(tenant.Text(0, 0)),
                           granted ? "consent.give" : "consent.take_back",
                           {person},
                           Dump(Json::object({{"purpose", purpose}})),
                           "",
                           ""});
  });
}

Result<std::vector<Consent>> Privacy::Consents(const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kConsents, Params().Add(person)));
  std::vector<Consent> consents;
  for (size_t i = 0; i < rows.size(); ++i) {
    consents.push_back({std::string(rows.Text(i, 0)), rows.Bool(i, 1), rows.Int(i, 2)});
  }
  return consents;
}

Result<std::vector<Privacy::Seen>> Privacy::Audit(const audit::Log::Filter& filter, uint64_t before,
                                                  int most, const Actor& actor) {
  if (most < 0 || most > 500) return InvalidArgument("page_size: 1 to 500; 0 is 100");
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  std::vector<Seen> seen;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(
        auto records, journal_.log().Newest(*connection, filter, before, most == 0 ? 100 : most));
    for (audit::Record& record : records) {
      std::string unsealed = journal_.Unseal(*connection, record);
      seen.push_back({std::move(record), std::move(unsealed)});
    }
    std::vector<std::string> subjects;
    if (!filter.subject.empty()) subjects.push_back(filter.subject);
    return journal_.Write(*connection, actor, {filter.tenant, "audit.read", subjects, "", "", ""});
  });
  if (!ended.ok()) return ended;
  return seen;
}

}  // namespace assay::identity

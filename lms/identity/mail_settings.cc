#include "lms/identity/mail_settings.h"

#include <nlohmann/json.hpp>

#include "common/crypto/encoding.h"
#include "common/crypto/mac.h"
#include "lms/identity/mail_texts.h"
#include "lms/identity/rows.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;
using Json = nlohmann::json;

constexpr char kPurpose[] = "assay.identity.unsubscribe.1";
constexpr size_t kMostKinds = 20;
constexpr size_t kMacBytes = 32;

constexpr Statement kGet = {"mail_settings_get", R"(
SELECT often, kinds::text, language FROM identity.mail_settings WHERE person = $1)"};
constexpr Statement kPut = {"mail_settings_put", R"(
INSERT INTO identity.mail_settings (person, often, kinds, language)
SELECT id, $2, $3::jsonb, $4 FROM identity.people WHERE id = $1 AND erased_at IS NULL
ON CONFLICT (person) DO UPDATE SET (often, kinds, language) = (excluded.often, excluded.kinds, excluded.language)
RETURNING 1)"};
constexpr Statement kNone = {"mail_settings_none", R"(
INSERT INTO identity.mail_settings AS s (person, often, kinds)
SELECT id, CASE WHEN $2 = '' THEN 'none' ELSE 'at_once' END,
       CASE WHEN $2 = '' THEN '{}' ELSE jsonb_build_object($2::text, 'none') END
FROM identity.people WHERE id = $1 AND erased_at IS NULL
ON CONFLICT (person) DO UPDATE SET often = CASE WHEN $2 = '' THEN 'none' ELSE s.often END,
  kinds = CASE WHEN $2 = '' THEN '{}' ELSE s.kinds || excluded.kinds END
RETURNING language)"};
constexpr Statement kLanguage = {"mail_settings_language", R"(
SELECT coalesce(s.language, '') FROM identity.people p LEFT JOIN identity.mail_settings s ON s.person = p.id
WHERE p.id = $1 AND p.erased_at IS NULL)"};

}  // namespace

bool IsMailOften(std::string_view word) {
  return word == "at_once" || word == "daily" || word == "none";
}

bool IsMailKind(std::string_view word) {
  return !word.empty() && word.size() <= 40 &&
         word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

const std::string& MailSettings::OftenOf(const std::string& kind) const {
  const auto found = kinds.find(kind);
  return found == kinds.end() ? often : found->second;
}

Result<MailSettings> MailSettingsStore::Get(const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kGet, Params().Add(person)));
  MailSettings settings;
  if (rows.empty()) return settings;
  settings.often = rows.Text(0, 0);
  const Json kinds = Json::parse(rows.Text(0, 1), nullptr, false);
  for (const auto& [kind, often] : kinds.items())
    if (often.is_string()) settings.kinds[kind] = often.get<std::string>();
  settings.language = rows.Text(0, 2);
  return settings;
}

Status MailSettingsStore::Put(const std::string& person, const MailSettings& settings) {
  const auto wrong = [](const std::string& field) {
    return InvalidArgument(field + ": at_once, daily or none");
  };
  if (!IsMailOften(settings.often)) return wrong("often");
  if (settings.kinds.size() > kMostKinds) return InvalidArgument("kinds: at most 20");
  Json kinds = Json::object();
  for (const auto& [kind, often] : settings.kinds) {
    if (!IsMailKind(kind)) return InvalidArgument("kinds: names are of a-z, 0-9 and _");
    if (!IsMailOften(often)) return wrong("kinds." + kind);
    kinds[kind] = often;
  }
  if (!settings.language.empty() && !IsMailLanguage(settings.language))
    return InvalidArgument("language: no texts in this one");
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection->Execute(
          kPut, Params().Add(person).Add(settings.often).Add(kinds.dump()).Add(settings.language)));
  return rows.empty() ? NotFound("person: there is nobody with this id") : OkStatus();
}

std::string MailSettingsStore::UnsubscribeToken(const std::string& person,
                                                const std::string& kind) {
  const std::string said = person + "\n" + kind;
  const auto keys = masters_.Derive(kPurpose);
  return crypto::Base64UrlEncode(crypto::HmacSha256(keys.front().bytes(), said) + said);
}

Result<MailSettingsStore::Unsubscribed> MailSettingsStore::Unsubscribe(std::string_view token,
                                                                       bool apply) {
  const Status unknown = NotFound("token: not known");
  const auto bytes = crypto::Base64UrlDecode(token.substr(0, 1000));
  if (!bytes.ok() || bytes->size() <= kMacBytes) return unknown;
  const std::string said = bytes->substr(kMacBytes);
  bool ours = false;
  for (const crypto::Key& key : masters_.Derive(kPurpose))
    ours = ours || crypto::ConstantTimeEqual(crypto::HmacSha256(key.bytes(), said),
                                             std::string_view(*bytes).substr(0, kMacBytes));
  const size_t end = said.find('\n');
  if (!ours || end == std::string::npos) return unknown;
  Unsubscribed done{said.substr(end + 1), ""};
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  Params params = Params().Add(said.substr(0, end));
  if (apply) params.Add(done.kind);
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(apply ? kNone : kLanguage, params));
  if (rows.empty()) return unknown;
  done.language = rows.Text(0, 0);
  return done;
}

}  // namespace assay::identity

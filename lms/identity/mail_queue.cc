#include "lms/identity/mail_queue.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/delivery/senders.h"
#include "lms/identity/rows.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;
using Json = nlohmann::json;

constexpr std::chrono::milliseconds kLeaseSlack{30'000};
constexpr int64_t kKeepDays = 30;

// $7: for the digest, which is at the next such hour ($8).
constexpr Statement kPut = {"mail_put", R"(
INSERT INTO identity.mails (tenant, person, kind, key, content, state, next_at, give_up_at)
SELECT $1, $2, $3, $4, $5, CASE WHEN d THEN 4 ELSE 0 END, due, due + $6::bigint * interval '1 second'
FROM (SELECT d, CASE WHEN d THEN
        (date_trunc('day', now() AT TIME ZONE 'UTC' - h) + interval '1 day' + h) AT TIME ZONE 'UTC' ELSE now() END AS due
      FROM (SELECT $7::bigint = 1 AS d, $8::bigint * interval '1 hour' AS h) a) b
ON CONFLICT (person, key) DO NOTHING)"};
// Held, so that nobody is erased between this and what is sealed for them.
constexpr Statement kReceiver = {"mail_receiver", R"(
SELECT p.email <> '' AND p.disabled_at IS NULL AND p.erased_at IS NULL,
       coalesce(s.kinds ->> $3, s.often, 'at_once')
FROM identity.people p LEFT JOIN identity.mail_settings s ON s.person = p.id
WHERE p.tenant = $1 AND p.id = $2 FOR SHARE OF p)"};

constexpr Statement kDigestFor = {"mail_digest_for", R"(
SELECT p.tenant, p.id FROM identity.people p
WHERE p.id = (SELECT person FROM identity.mails WHERE state = 4 AND next_at <= now() LIMIT 1)
FOR NO KEY UPDATE SKIP LOCKED)"};
constexpr Statement kDigestParts = {"mail_digest_parts", R"(
UPDATE identity.mails m SET state = 1, next_at = NULL, ended_at = now(), content = ''
FROM (SELECT id, content FROM identity.mails WHERE person = $1 AND state = 4 ORDER BY id LIMIT 200) o
WHERE m.id = o.id RETURNING m.id, m.kind, o.content)"};

constexpr Statement kLease = {"mail_lease", R"(
WITH due AS (
  SELECT id FROM identity.mails WHERE state = 0 AND next_at <= now() ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE identity.mails m SET attempts = m.attempts + 1, tries = m.tries + 1,
  next_at = now() + $1::bigint * interval '1 millisecond'
FROM due d, identity.people p LEFT JOIN identity.mail_settings s ON s.person = p.id, identity.tenants t
WHERE m.id = d.id AND p.id = m.person AND t.id = m.tenant
RETURNING m.id, m.attempts, m.tries, m.tenant, m.person, m.kind, m.content,
          (extract(epoch FROM m.created_at) * 1000000)::bigint, p.name, p.email, t.name,
          coalesce(s.language, ''), p.disabled_at IS NOT NULL OR p.erased_at IS NOT NULL,
          coalesce(s.kinds ->> m.kind, s.often, 'at_once'))"};
constexpr Statement kInvitation = {"mail_invitation", R"(
SELECT 1 FROM identity.invitations
WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now())"};

// Nothing happens where another has taken it over.
constexpr Statement kEnd = {"mail_end", R"(
UPDATE identity.mails SET state = $3::smallint, next_at = NULL, ended_at = now(), content = '', last_error = ''
WHERE id = $1 AND attempts = $2 AND state = 0)"};
constexpr Statement kFailed = {"mail_failed", R"(
UPDATE identity.mails m SET last_code = $3, last_error = $4, state = CASE WHEN v.over THEN 2 ELSE 0 END,
  tries = CASE WHEN $7::bigint = 1 THEN greatest(tries - 1, 0) ELSE tries END,
  ended_at = CASE WHEN v.over THEN now() END,
  next_at = CASE WHEN v.over THEN NULL ELSE now() + $6::bigint * interval '1 millisecond' END
FROM (SELECT id, $5::bigint = 1 OR now() + $6::bigint * interval '1 millisecond' > give_up_at AS over
      FROM identity.mails WHERE id = $1 AND attempts = $2 AND state = 0 FOR UPDATE) v
WHERE m.id = v.id)"};
constexpr Statement kForget = {"mail_forget", R"(
DELETE FROM identity.mails WHERE id IN (
  SELECT id FROM identity.mails WHERE ended_at < now() - $1::bigint * interval '1 day' LIMIT 1000))"};

// Each by the index: what was sent may be much.
constexpr Statement kState = {"mail_state", R"(
SELECT (SELECT count(*) FROM identity.mails WHERE tenant = $1 AND state = 0),
       (SELECT count(*) FROM identity.mails WHERE tenant = $1 AND state = 4),
       (SELECT count(*) FROM identity.mails WHERE tenant = $1 AND state = 2),
       coalesce((SELECT (extract(epoch FROM ended_at) * 1000000)::bigint FROM identity.mails
                 WHERE tenant = $1 AND state = 1 AND ended_at IS NOT NULL ORDER BY id DESC LIMIT 1), 0),
       coalesce((SELECT last_error FROM identity.mails WHERE tenant = $1 AND state IN (0, 2) AND last_error <> ''
                 ORDER BY id DESC LIMIT 1), ''))"};
constexpr Statement kFailures = {"mail_failures", R"(
SELECT m.id, m.person, p.name, m.kind, m.last_error, m.last_code, (extract(epoch FROM m.ended_at) * 1000000)::bigint
FROM identity.mails m JOIN identity.people p ON p.id = m.person
WHERE m.tenant = $1 AND m.state = 2 ORDER BY m.id DESC LIMIT 50)"};
constexpr Statement kRetry = {"mail_retry", R"(
UPDATE identity.mails SET state = 0, tries = 0, next_at = now(), ended_at = NULL,
  give_up_at = now() + $3::bigint * interval '1 second'
WHERE tenant = $1 AND id = $2 AND state = 2 RETURNING 1)"};

std::string ContextOf(const std::string& person) { return "mail of " + person; }

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Status MailQueue::Put(Connection& connection, const std::string& tenant, const std::string& person,
                      const std::string& kind, const std::string& key, const std::string& content,
                      bool for_digest) {
  ASSAY_ASSIGN_OR_RETURN(const std::string sealed,
                         vault_.Seal(connection, person, content, ContextOf(person)));
  const int64_t seconds = std::chrono::seconds(options_.give_up).count();
  return connection
      .Execute(kPut, Params()
                         .Add(tenant)
                         .Add(person)
                         .Add(kind)
                         .Add(key)
                         .Add(sealed)
                         .Add(seconds)
                         .Add(int64_t{for_digest})
                         .Add(int64_t{options_.digest_hour}))
      .status();
}

Result<bool> MailQueue::AddInvitation(Connection& connection, const std::string& tenant,
                                      const std::string& person, const std::string& invitation,
                                      const std::string& secret, int64_t expires_at_us) {
  if (!options_.configured()) return false;
  ASSAY_RETURN_IF_ERROR(
      Put(connection, tenant, person, "invitation", "invitation " + invitation,
          Dump({{"invitation", invitation}, {"secret", secret}, {"expires_at_us", expires_at_us}}),
          false));
  return true;
}

Status MailQueue::AddNews(const std::vector<MailNews>& news) {
  if (!options_.configured()) return OkStatus();
  for (const MailNews& one : news) {
    if (!IsMailKind(one.kind)) return InvalidArgument("kind: 1 to 40 of a-z, 0-9 and _");
    if (one.key.empty() || one.key.size() > 200) return InvalidArgument("key: 1 to 200 bytes");
    if (one.title.size() + one.course.size() + one.link.size() > 8192)
      return InvalidArgument("title, course, link: at most 8192 bytes");
    if (!one.link.starts_with('/')) return InvalidArgument("link: begins with \"/\"");
  }
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  return connection->InTransaction([&]() -> Status {
    for (const MailNews& one : news) {
      ASSAY_ASSIGN_OR_RETURN(
          const Rows who,
          connection->Execute(kReceiver, Params().Add(one.tenant).Add(one.person).Add(one.kind)));
      if (who.empty() || !who.Bool(0, 0) || who.Text(0, 1) == "none") continue;
      const Json content = {{"course", one.course}, {"title", one.title}, {"link", one.link}};
      ASSAY_RETURN_IF_ERROR(Put(*connection, one.tenant, one.person, one.kind, "news " + one.key,
                                Dump(content), who.Text(0, 1) == "daily"));
    }
    return OkStatus();
  });
}

Result<bool> MailQueue::MakeDigest() {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  bool made = false;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows who, connection->Execute(kDigestFor));
    if (who.empty()) return OkStatus();
    const std::string tenant(who.Text(0, 0)), person(who.Text(0, 1));
    ASSAY_ASSIGN_OR_RETURN(const Rows parts,
                           connection->Execute(kDigestParts, Params().Add(person)));
    std::vector<std::pair<int64_t, Json>> items;
    for (size_t i = 0; i < parts.size(); ++i) {
      ASSAY_ASSIGN_OR_RETURN(const std::string content,
                             vault_.Open(*connection, person, parts.Text(i, 2), ContextOf(person)));
      Json item = Json::parse(content, nullptr, false);
      item["kind"] = parts.Text(i, 1);
      // What they do not want any more since then is left out.
      ASSAY_ASSIGN_OR_RETURN(
          const Rows wanted,
          connection->Execute(kReceiver, Params().Add(tenant).Add(person).Add(parts.Text(i, 1))));
      if (wanted.empty() || !wanted.Bool(0, 0) || wanted.Text(0, 1) == "none") continue;
      items.emplace_back(parts.Int(i, 0), std::move(item));
    }
    made = true;
    if (items.empty()) return OkStatus();
    std::sort(items.begin(), items.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    Json list = Json::array();
    for (auto& [id, item] : items) list.push_back(std::move(item));
    return Put(*connection, tenant, person, "digest",
               "digest " + std::to_string(items.back().first), Dump({{"items", list}}), false);
  });
  if (!ended.ok()) return ended;
  return made;
}

Result<std::optional<DueMail>> MailQueue::Lease() {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  const auto lease = options_.server.timeout + kLeaseSlack;
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection->Execute(kLease, Params().Add(int64_t{lease.count()})));
  if (rows.empty()) return std::optional<DueMail>();
  const auto text = [&rows](int column) { return std::string(rows.Text(0, column)); };
  DueMail due;
  due.id = rows.Int(0, 0);
  due.attempt = rows.Int(0, 1);
  due.tries = rows.Int(0, 2);
  due.tenant = text(3);
  due.person = text(4);
  due.kind = text(5);
  due.created_us = rows.Int(0, 7);
  due.name = text(8);
  due.email = text(9);
  due.site = text(10);
  due.language = text(11);
  if (rows.Bool(0, 12)) due.unwanted = "the person is gone";
  if (due.email.empty()) due.unwanted = "there is no address";
  const bool chosen = due.kind != "invitation" && due.kind != "digest";
  if (chosen && rows.Text(0, 13) == "none") due.unwanted = "the person wants none of these";
  if (!due.unwanted.empty()) return std::optional<DueMail>(std::move(due));
  const auto content = vault_.Open(*connection, due.person, rows.Text(0, 6), ContextOf(due.person));
  if (content.status().code() == StatusCode::kFailedPrecondition) {
    due.unwanted = "the person was erased";
    return std::optional<DueMail>(std::move(due));
  }
  if (!content.ok()) return content.status();
  due.content = *content;
  if (due.kind == "invitation") {
    const Json json = Json::parse(due.content, nullptr, false);
    ASSAY_ASSIGN_OR_RETURN(
        const Rows good,
        connection->Execute(kInvitation, Params().Add(json.value("invitation", std::string()))));
    if (good.empty()) due.unwanted = "the link is no longer good";
  }
  return std::optional<DueMail>(std::move(due));
}

Status MailQueue::Sent(const DueMail& mail) { return End(mail, 1); }

Status MailQueue::NotWanted(const DueMail& mail) { return End(mail, 3); }

Status MailQueue::End(const DueMail& mail, int64_t state) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  return connection->Execute(kEnd, Params().Add(mail.id).Add(mail.attempt).Add(state)).status();
}

Status MailQueue::Failed(const DueMail& mail, const mail::SendResult& result, bool interrupted) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  const auto delay = interrupted
                         ? std::chrono::milliseconds(0)
                         : delivery::BackOff(options_.first_retry, options_.max_retry, mail.tries);
  return connection
      ->Execute(kFailed, Params()
                             .Add(mail.id)
                             .Add(mail.attempt)
                             .Add(int64_t{result.code})
                             .Add(result.status.message())
                             .Add(int64_t{result.permanent})
                             .Add(int64_t{delay.count()})
                             .Add(int64_t{interrupted}))
      .status();
}

Status MailQueue::Forget() {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  return connection->Execute(kForget, Params().Add(kKeepDays)).status();
}

Result<MailState> MailQueue::State(const std::string& tenant) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kState, Params().Add(tenant)));
  MailState state;
  state.waiting = rows.Int(0, 0);
  state.for_digest = rows.Int(0, 1);
  state.given_up = rows.Int(0, 2);
  state.last_sent_us = rows.Int(0, 3);
  state.last_error = rows.Text(0, 4);
  ASSAY_ASSIGN_OR_RETURN(const Rows failed, connection->Execute(kFailures, Params().Add(tenant)));
  for (size_t i = 0; i < failed.size(); ++i) {
    MailFailure failure;
    failure.id = failed.Int(i, 0);
    failure.person = failed.Text(i, 1);
    failure.name = failed.Text(i, 2);
    failure.kind = failed.Text(i, 3);
    failure.error = failed.Text(i, 4);
    failure.code = static_cast<int>(failed.Int(i, 5));
    failure.at_us = failed.Int(i, 6);
    state.failures.push_back(std::move(failure));
  }
  return state;
}

Status MailQueue::Retry(const std::string& tenant, int64_t id) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  const int64_t seconds = std::chrono::seconds(options_.give_up).count();
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection->Execute(kRetry, Params().Add(tenant).Add(id).Add(seconds)));
  return rows.empty() ? NotFound("id: the tenant has no such mail that was given up") : OkStatus();
}

}  // namespace assay::identity

#include "lms/courses/lti/scores.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/http/url.h"
#include "lms/courses/lti/claims.h"

namespace assay::courses::lti {
namespace {

using Json = nlohmann::json;
using database::Params;
using database::Rows;
using database::Statement;
using std::chrono::milliseconds;

constexpr milliseconds kLeaseSlack{30'000};
constexpr uint64_t kMaxAnswerBytes = 1U << 20U;

// Courses whose gradebook, or what of it students may see, is another than the one that was told
// last.
constexpr Statement kChanged = {"lti_changed", R"(
SELECT c.id, now_is.told FROM courses.lti_contexts c
JOIN courses.courses k ON (k.tenant, k.id) = (c.tenant, c.course)
JOIN LATERAL (
  SELECT k.revision || string_agg(' ' || a.id || CASE WHEN a.published AND (NOT a.hold_grades OR a.grades_published)
                                                      THEN '+' ELSE '-' END || a.points, '' ORDER BY a.id) AS told
  FROM courses.lti_items i JOIN courses.assignments a ON (a.tenant, a.course, a.id) = (i.tenant, i.course, i.assignment)
  WHERE i.context = c.id) now_is ON now_is.told <> c.told
ORDER BY c.id LIMIT 20)"};
// What students may see and is another grade than the one that stands there. $2 hours until it is
// given up.
constexpr Statement kCollect = {"lti_collect", R"(
INSERT INTO courses.lti_scores AS s (item, person, subject, platform, points, most, give_up_at)
SELECT i.id, g.person, p.subject, c.platform, g.points, a.points, now() + make_interval(hours => $2::int)
FROM courses.lti_contexts c
JOIN courses.lti_items i ON i.context = c.id AND i.course = c.course
JOIN courses.assignments a ON (a.tenant, a.course, a.id) = (i.tenant, i.course, i.assignment)
JOIN courses.grades g ON (g.tenant, g.course, g.assignment) = (a.tenant, a.course, a.id)
JOIN courses.members m ON (m.tenant, m.course, m.person) = (g.tenant, g.course, g.person) AND m.role = 5
JOIN LATERAL (SELECT subject FROM courses.lti_people l WHERE l.platform = c.platform AND l.person = g.person
              ORDER BY subject LIMIT 1) p ON true
WHERE c.id = $1 AND a.published AND (NOT a.hold_grades OR a.grades_published) AND a.points > 0
  AND g.state = 4 AND g.points IS NOT NULL
ON CONFLICT (item, person) DO UPDATE SET points = excluded.points, most = excluded.most, subject = excluded.subject,
  version = s.version + 1, tries = 0, next_at = now(), sent = false, give_up_at = excluded.give_up_at
  WHERE (s.points, s.most, s.subject) IS DISTINCT FROM (excluded.points, excluded.most, excluded.subject)
RETURNING 1)"};
constexpr Statement kTold = {"lti_told", "UPDATE courses.lti_contexts SET told = $2 WHERE id = $1"};

// The one that is due longest, of a platform of which less than two are on their way.
constexpr Statement kLease = {"lti_lease", R"(
WITH due AS (
  SELECT s.item, s.person FROM courses.lti_scores s
  WHERE s.next_at <= now() AND (SELECT count(*) FROM courses.lti_scores b
    WHERE b.platform = s.platform AND b.leased_until IS NOT NULL AND b.leased_until > now()) < 2
  ORDER BY s.next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE courses.lti_scores s SET attempts = s.attempts + 1, tries = s.tries + 1,
  next_at = now() + $1::bigint * interval '1 millisecond', leased_until = now() + $1::bigint * interval '1 millisecond',
  stamp = greatest(date_trunc('milliseconds', clock_timestamp()), s.stamp + interval '1 millisecond')
FROM due d, courses.lti_items i, courses.lti_contexts c, courses.assignments a
WHERE (s.item, s.person) = (d.item, d.person) AND i.id = s.item AND c.id = i.context
  AND (a.tenant, a.course, a.id) = (i.tenant, i.course, i.assignment)
RETURNING s.item, s.attempts, s.tries, s.version, s.person, s.subject, s.platform,
          to_char(s.stamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), i.url, c.line_items, c.may_make, i.assignment,
          a.title, s.points, s.most)"};
constexpr Statement kItemUrl = {"lti_item_url", R"(
UPDATE courses.lti_items SET url = $2 WHERE id = $1 AND url = '')"};
// Nothing happens where another has taken it over. A grade that changed meanwhile is sent at once.
constexpr Statement kDelivered = {"lti_delivered", R"(
UPDATE courses.lti_scores SET last_status = $4, last_error = '', leased_until = NULL,
  sent = version = $5, next_at = CASE WHEN version = $5 THEN NULL ELSE now() END
WHERE item = $1 AND person = $2 AND attempts = $3)"};
constexpr Statement kNotDelivered = {"lti_not_delivered", R"(
UPDATE courses.lti_scores SET last_status = $4, last_error = $6, leased_until = NULL,
  next_at = CASE WHEN version <> $5 THEN now()
                 WHEN $7 = 1 OR now() + $8::bigint * interval '1 millisecond' > give_up_at THEN NULL
                 ELSE now() + $8::bigint * interval '1 millisecond' END
WHERE item = $1 AND person = $2 AND attempts = $3)"};

// What will not be otherwise for being asked again.
bool IsFinal(int status) {
  return status / 100 == 4 && status != 401 && status != 408 && status != 425 && status != 429;
}

std::string ResourceId(int64_t assignment) { return "assay-" + std::to_string(assignment); }

}  // namespace

std::string UnderItem(const std::string& item, const std::string& what) {
  const size_t query = item.find('?');
  std::string path = item.substr(0, query);
  if (!path.empty() && path.back() == '/') path.pop_back();
  return path + "/" + what + (query == std::string::npos ? "" : item.substr(query));
}

// What changed is collected by the first of them alone.
Scores::Scores(Lti& lti, const ScoreOptions& options)
    : lti_(lti),
      options_(options),
      senders_(
          options.senders, options.poll,
          [this](size_t thread, const std::stop_token& stop) -> Result<bool> {
            if (thread == 0) ASSAY_RETURN_IF_ERROR(Collect().status());
            return SendOne(stop);
          },
          [this](const Status& status) {
            lti_.core().logger.Warning("grades wait for their platforms", {log::Field(status)});
          }) {}

Result<int> Scores::Collect() {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti_.core()));
  ASSAY_ASSIGN_OR_RETURN(const Rows changed, connection->Execute(kChanged));
  int count = 0;
  for (size_t i = 0; i < changed.size(); ++i) {
    const int64_t context = changed.Int(i, 0);
    ASSAY_ASSIGN_OR_RETURN(const Rows put,
                           connection->Execute(kCollect, Params().Add(context).Add(
                                                             int64_t{options_.give_up.count()})));
    count += static_cast<int>(put.size());
    // The state from before: what changed since then is looked at next time.
    ASSAY_RETURN_IF_ERROR(
        connection->Execute(kTold, Params().Add(context).Add(changed.Text(i, 1))).status());
  }
  return count;
}

Result<Scores::Due> Scores::Lease(bool& found) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti_.core()));
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection->Execute(kLease, Params().Add((3 * options_.timeout + kLeaseSlack).count())));
  Due due;
  found = !rows.empty();
  if (!found) return due;
  const auto text = [&rows](int column) { return std::string(rows.Text(0, column)); };
  due.item = rows.Int(0, 0);
  due.attempt = rows.Int(0, 1);
  due.tries = rows.Int(0, 2);
  due.version = rows.Int(0, 3);
  due.person = text(4);
  due.subject = text(5);
  due.platform = text(6);
  due.stamp = text(7);
  due.url = text(8);
  due.line_items = text(9);
  due.may_make = rows.Bool(0, 10);
  due.assignment = rows.Int(0, 11);
  due.title = text(12);
  due.points = rows.Double(0, 13);
  due.most = rows.Double(0, 14);
  return due;
}

Result<bool> Scores::SendOne(std::stop_token stop) {
  bool found = false;
  ASSAY_ASSIGN_OR_RETURN(const Due due, Lease(found));
  if (!found) return false;
  ASSAY_RETURN_IF_ERROR(Record(due, Send(due, stop)));
  return true;
}

// With a token; a token that is not taken is replaced once.
Result<http::ClientResponse> Scores::Ask(const Platform& platform, const std::string& scope,
                                         http::ClientRequest request, const std::stop_token& stop) {
  request.timeout = options_.timeout;
  request.max_response_bytes = kMaxAnswerBytes;
  request.stop = stop;
  const http::Headers headers = request.headers;
  for (bool again = false;; again = true) {
    ASSAY_ASSIGN_OR_RETURN(const std::string token, lti_.AccessToken(platform, scope, stop));
    request.headers = headers;
    request.headers.emplace_back("Authorization", "Bearer " + token);
    auto response = lti_.client().Send(request);
    if (!response.ok() || response->status != 401 || again) return response;
    lti_.ForgetAccessToken(platform, scope);
  }
}

// That of the link, or the one that we made before, or a new one.
Result<std::string> Scores::ItemUrl(const Platform& platform, const Due& due,
                                    const std::stop_token& stop) {
  ASSAY_RETURN_IF_ERROR(lti_.CheckUrl("line item", due.url.empty() ? due.line_items : due.url));
  if (!due.url.empty()) return due.url;
  if (due.line_items.empty() || !due.may_make)
    return FailedPrecondition("the platform has no line item for this, and lets nobody make one");
  http::ClientRequest find;
  find.url = due.line_items + (due.line_items.find('?') == std::string::npos ? "?" : "&") +
             "resource_id=" + http::PercentEncode(ResourceId(due.assignment));
  find.headers = {{"Accept", "application/vnd.ims.lis.v2.lineitemcontainer+json"}};
  ASSAY_ASSIGN_OR_RETURN(const auto found, Ask(platform, kScopeLineItem, find, stop));
  const Json items = Json::parse(found.body, nullptr, false);
  if (found.status == 200 && items.is_array())
    for (const Json& item : items)
      if (item.is_object() && item.value("resourceId", Json()) == ResourceId(due.assignment) &&
          item.contains("id") && item["id"].is_string())
        return item["id"].get<std::string>();
  const std::string body = Json({{"scoreMaximum", due.most},
                                 {"label", due.title},
                                 {"resourceId", ResourceId(due.assignment)}})
                               .dump();
  http::ClientRequest make;
  make.method = "POST";
  make.url = due.line_items;
  make.headers = {{"Content-Type", "application/vnd.ims.lis.v2.lineitem+json"},
                  {"Accept", "application/vnd.ims.lis.v2.lineitem+json"}};
  make.body = body;
  ASSAY_ASSIGN_OR_RETURN(const auto made, Ask(platform, kScopeLineItem, make, stop));
  const Json item = Json::parse(made.body, nullptr, false);
  if (made.status / 100 != 2 || !item.is_object() || !item.contains("id") ||
      !item["id"].is_string())
    return Status(IsFinal(made.status) ? StatusCode::kFailedPrecondition : StatusCode::kUnavailable,
                  "no line item was made: " + Said(made));
  return item["id"].get<std::string>();
}

Scores::Outcome Scores::Send(const Due& due, const std::stop_token& stop) {
  Outcome outcome;
  const auto fail = [&outcome](const Status& status) {
    outcome.error = Line(status.message(), 300);
    if (outcome.error.empty()) outcome.error = "failed";
    outcome.final = status.code() == StatusCode::kFailedPrecondition ||
                    status.code() == StatusCode::kPermissionDenied ||
                    status.code() == StatusCode::kInvalidArgument;
    return outcome;
  };
  Platform platform;
  {
    const auto connection = Borrow(lti_.core());
    if (!connection.ok()) return fail(connection.status());
    auto read = ReadPlatform(**connection, "", due.platform);
    if (!read.ok()) return fail(read.status());
    platform = std::move(*read);
  }
  const auto url = ItemUrl(platform, due, stop);
  if (!url.ok()) return fail(url.status());
  if (due.url.empty()) {
    const Status known = lti_.CheckUrl("line item", *url);
    if (!known.ok()) return fail(known);
    const auto connection = Borrow(lti_.core());
    if (!connection.ok()) return fail(connection.status());
    const auto kept = (*connection)->Execute(kItemUrl, Params().Add(due.item).Add(*url));
    if (!kept.ok()) return fail(kept.status());
  }
  const std::string body = Json({{"userId", due.subject},
                                 {"scoreGiven", due.points},
                                 {"scoreMaximum", due.most},
                                 {"timestamp", due.stamp},
                                 {"activityProgress", "Completed"},
                                 {"gradingProgress", "FullyGraded"}})
                               .dump();
  http::ClientRequest post;
  post.method = "POST";
  post.url = UnderItem(*url, "scores");
  post.headers = {{"Content-Type", "application/vnd.ims.lis.v1.score+json"}};
  post.body = body;
  const auto response = Ask(platform, kScopeScore, post, stop);
  if (!response.ok()) return fail(response.status());
  outcome.status = response->status;
  // 409: it knows a later one, which can only have been ours.
  if (response->status / 100 == 2 || response->status == 409) return outcome;
  outcome.error = Said(*response);
  outcome.final = IsFinal(response->status);
  outcome.retry_after = response->RetryAfter();
  return outcome;
}

Status Scores::Record(const Due& due, const Outcome& outcome) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti_.core()));
  Params params;
  params.Add(due.item)
      .Add(due.person)
      .Add(due.attempt)
      .Add(int64_t{outcome.status})
      .Add(due.version);
  if (outcome.error.empty()) return connection->Execute(kDelivered, params).status();
  const milliseconds delay = std::max(
      delivery::BackOff(options_.first_retry, options_.max_retry, due.tries), outcome.retry_after);
  params.Add(outcome.error).Add(int64_t{outcome.final}).Add(delay.count());
  lti_.core().logger.Info(
      "a grade did not reach its platform",
      {{"platform", due.platform}, {"tries", due.tries}, {"error", outcome.error}});
  return connection->Execute(kNotDelivered, params).status();
}

}  // namespace assay::courses::lti

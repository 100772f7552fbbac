#include "lms/courses/service/follower.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "lms/courses/service/reckon.h"

namespace assay::courses {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

// Locked: of several processes one follows at a time.
constexpr Statement kCursor = {"follow_cursor", "SELECT sequence FROM courses.followed FOR UPDATE"};
constexpr Statement kPeek = {"follow_peek", "SELECT sequence FROM courses.followed"};
constexpr Statement kMove = {"follow_move", "UPDATE courses.followed SET sequence = $1"};
constexpr Statement kPut = {"follow_put", R"(
INSERT INTO courses.submissions AS s (tenant, id, course, problem, person, at, state, verdict, score, max_score, language,
                                      tests_passed, tests_total, judgement)
VALUES ($1, $2, $3, $4, $5, to_timestamp($6::bigint / 1000000.0), $7, $8, $9::float8, $10::float8, $11, $12, $13, $14)
ON CONFLICT (tenant, id) DO UPDATE SET state = excluded.state, verdict = excluded.verdict, score = excluded.score,
  max_score = excluded.max_score, language = excluded.language, tests_passed = excluded.tests_passed,
  tests_total = excluded.tests_total, judgement = excluded.judgement, reported = false
WHERE (s.state, s.verdict, s.score, s.max_score, s.judgement)
      IS DISTINCT FROM (excluded.state, excluded.verdict, excluded.score, excluded.max_score, excluded.judgement))"};
// Who shares the work.
constexpr Statement kMates = {"follow_mates", R"(
SELECT o.person FROM courses.assignments a
JOIN courses.group_members me ON (me.tenant, me.course, me.assignment) = (a.tenant, a.course, a.id) AND me.person = $4
JOIN courses.group_members o ON (o.tenant, o.course, o.assignment, o.group_id) = (me.tenant, me.course, me.assignment, me.group_id)
WHERE a.tenant = $1 AND a.course = $2 AND a.problem = $3 AND a.group_work)"};

constexpr Statement kUnreported = {"report_next", R"(
SELECT s.tenant, s.id, s.course, s.problem, s.person FROM courses.submissions s
WHERE NOT s.reported AND s.state = 1 AND EXISTS (SELECT 1 FROM courses.assignments a
  WHERE (a.tenant, a.course, a.problem) = (s.tenant, s.course, s.problem))
ORDER BY s.at DESC LIMIT $1)"};
constexpr Statement kReported = {
    "report_done", "UPDATE courses.submissions SET reported = true WHERE tenant = $1 AND id = $2"};
constexpr Statement kIsNewest = {"report_newest", R"(
SELECT NOT EXISTS (SELECT 1 FROM courses.submissions s JOIN courses.submissions o USING (tenant, course, problem, person)
WHERE s.tenant = $1 AND s.id = $2 AND o.at > s.at AND o.state = 1))"};
constexpr Statement kForget = {"report_forget", R"(
DELETE FROM courses.test_failures WHERE tenant = $1 AND course = $2 AND problem = $3 AND person = $4)"};
constexpr Statement kFailures = {"report_failures", R"(
INSERT INTO courses.test_failures (tenant, course, problem, person, test, verdict)
SELECT $1, $2, $3, $4, u.test, u.verdict FROM unnest($5::text[], $6::text[]) AS u(test, verdict) ON CONFLICT DO NOTHING)"};

constexpr Statement kOldRosters = {"roster_next", R"(
SELECT tenant, id, roster_revision FROM courses.courses
WHERE NOT archived AND (roster_at IS NULL OR roster_at < now() - $1::bigint * interval '1 second')
ORDER BY roster_at NULLS FIRST LIMIT 20)"};
constexpr Statement kRosterLooked = {
    "roster_looked", "UPDATE courses.courses SET roster_at = now() WHERE tenant = $1 AND id = $2"};
// First in its transaction, and nothing where another process was quicker: an older roster never
// follows a newer one.
constexpr Statement kRosterDone = {"roster_done", R"(
UPDATE courses.courses SET roster_at = now(), roster_revision = $3
WHERE tenant = $1 AND id = $2 AND roster_revision = $4 RETURNING id)"};
constexpr Statement kRoster = {"roster_put", R"(
WITH input AS MATERIALIZED (SELECT * FROM unnest($3::text[], $4::text[], $5::text[], $6::bigint[]) AS u(person, name, email, role)),
gone AS (
  UPDATE courses.members m SET role = 0 WHERE m.tenant = $1 AND m.course = $2 AND m.role > 0
  AND NOT EXISTS (SELECT 1 FROM input i WHERE i.person = m.person)),
put AS (
  INSERT INTO courses.members AS m (tenant, course, person, name, email, role)
  SELECT $1, $2, person, name, email, role::smallint FROM input ORDER BY person
  ON CONFLICT (tenant, course, person) DO UPDATE SET name = excluded.name, email = excluded.email, role = excluded.role
  WHERE (m.name, m.email, m.role) IS DISTINCT FROM (excluded.name, excluded.email, excluded.role)
  RETURNING person, role)
SELECT person FROM put WHERE role = 5)"};

constexpr Statement kTell = {"news_tell", R"(
WITH due AS (
  UPDATE courses.announcements n SET notified = true FROM courses.courses c
  WHERE NOT n.notified AND n.publish_at <= now() AND c.tenant = n.tenant AND c.id = n.course AND c.published
  RETURNING n.tenant, n.course, n.id, n.title)
INSERT INTO courses.notifications (tenant, person, course, kind, title, link)
SELECT d.tenant, m.person, d.course, 'announcement', d.title, '/courses/' || d.course || '/announcements'
FROM due d JOIN courses.members m ON m.tenant = d.tenant AND m.course = d.course AND m.role > 0)"};

// Of two processes each takes others. A row that was told of and not marked is told of again, under
// its key.
constexpr Statement kToMail = {"notification_to_mail", R"(
SELECT n.id, n.tenant, n.person, n.kind, coalesce(c.title, n.course), n.title, n.link
FROM courses.notifications n LEFT JOIN courses.courses c ON (c.tenant, c.id) = (n.tenant, n.course)
WHERE NOT n.mailed ORDER BY n.id LIMIT $1 FOR UPDATE OF n SKIP LOCKED)"};
constexpr Statement kMailed = {
    "notification_mailed",
    "UPDATE courses.notifications SET mailed = true WHERE id = ANY($1::bigint[])"};

Micros MicrosOf(const google::protobuf::Timestamp& time) {
  return time.seconds() * kSecond + time.nanos() / 1000;
}

int StateOf(const judge::v1::Submission& submission) {
  switch (submission.state()) {
    case judge::v1::STATE_DONE:
      // The judge's own fault is nobody's attempt.
      return submission.result().verdict() == "JE" ? 2 : 1;
    case judge::v1::STATE_FAILED:
    case judge::v1::STATE_CANCELLED:
      return 2;
    default:
      return 0;
  }
}

Params RowOf(const judge::v1::Submission& s) {
  return Params()
      .Add(s.tenant())
      .Add(s.id())
      .Add(s.course())
      .Add(s.problem())
      .Add(s.person())
      .Add(MicrosOf(s.created_at()))
      .Add(int64_t{StateOf(s)})
      .Add(s.result().verdict())
      .Add(fmt::format("{}", s.result().score()))
      .Add(fmt::format("{}", s.result().max_score()))
      .Add(s.result().language().empty() ? s.language() : s.result().language())
      .Add(int64_t{s.result().tests_passed()})
      .Add(int64_t{s.result().tests_total()})
      .Add(int64_t{s.judgement()});
}

using Touched =
    std::map<std::pair<std::string, std::string>, std::pair<std::set<std::string>, bool>>;

Status Take(Connection& connection, const judge::v1::Submission& s, Touched& touched) {
  // Runs without a problem, and problems of no course, are no work for a grade.
  if (s.problem().empty() || s.course().empty() || s.person().empty()) return OkStatus();
  ASSAY_RETURN_IF_ERROR(connection.Execute(kPut, RowOf(s)).status());
  auto& [people, rejudged] = touched[{s.tenant(), s.course()}];
  people.insert(s.person());
  rejudged = rejudged || s.judgement() > 1;
  ASSAY_ASSIGN_OR_RETURN(
      const Rows mates,
      connection.Execute(
          kMates, Params().Add(s.tenant()).Add(s.course()).Add(s.problem()).Add(s.person())));
  for (size_t i = 0; i < mates.size(); ++i) people.emplace(mates.Text(i, 0));
  return OkStatus();
}

// {"parts": [{"groups": [{"tests": [{"name": …, "verdict": …}]}]}]}, at whatever depth.
void Collect(const nlohmann::json& json, int depth,
             std::vector<std::pair<std::string, std::string>>& failed) {
  constexpr size_t kMost = 500;
  if (depth > 20 || failed.size() >= kMost) return;
  if (json.is_array()) {
    for (const auto& one : json) Collect(one, depth + 1, failed);
    return;
  }
  if (!json.is_object()) return;
  const auto tests = json.find("tests");
  if (tests != json.end() && tests->is_array()) {
    for (const auto& test : *tests) {
      if (!test.is_object()) continue;
      const auto name = test.find("name");
      const auto verdict = test.find("verdict");
      if (name == test.end() || verdict == test.end() || !name->is_string() ||
          !verdict->is_string())
        continue;
      const auto& word = verdict->get_ref<const std::string&>();
      if (word != "AC" && word != "SKIP" && failed.size() < kMost)
        failed.emplace_back(name->get<std::string>().substr(0, 300), word.substr(0, 16));
    }
  }
  for (const char* key : {"parts", "groups"}) {
    const auto inner = json.find(key);
    if (inner != json.end()) Collect(*inner, depth + 1, failed);
  }
}

}  // namespace

Result<int> FollowJudge(Core& core, Sources& sources) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  ASSAY_ASSIGN_OR_RETURN(const Rows peek, connection->Execute(kPeek));
  const int64_t after = peek.Int(0, 0);
  ASSAY_ASSIGN_OR_RETURN(const judge::v1::ListChangesResponse changes,
                         sources.ListChanges(after, 200));
  if (changes.changes().empty()) return 0;
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows cursor, connection->Execute(kCursor));
    if (cursor.Int(0, 0) != after) return OkStatus();  // another process was quicker
    Touched touched;
    int64_t last = after;
    for (const judge::v1::Change& change : changes.changes()) {
      ASSAY_RETURN_IF_ERROR(Take(*connection, change.submission(), touched));
      last = std::max(last, change.sequence());
    }
    for (const auto& [course, what] : touched)
      ASSAY_RETURN_IF_ERROR(MarkStale(*connection, course.first, course.second,
                                      {what.first.begin(), what.first.end()},
                                      what.second ? "rejudged" : "handed in"));
    return connection->Execute(kMove, Params().Add(last)).status();
  });
  if (!done.ok()) return done;
  core.wake();
  return changes.changes_size();
}

std::vector<std::pair<std::string, std::string>> FailedTests(std::string_view report_json) {
  std::vector<std::pair<std::string, std::string>> failed;
  const auto json = nlohmann::json::parse(report_json, nullptr, false);
  if (!json.is_discarded()) Collect(json, 0, failed);
  return failed;
}

Result<int> FollowReports(Core& core, Sources& sources, int limit) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection->Execute(kUnreported, Params().Add(int64_t{limit})));
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto text = [&](int column) { return std::string(rows.Text(i, column)); };
    const Params work = Params().Add(text(0)).Add(text(2)).Add(text(3)).Add(text(4));
    std::vector<std::string> tests;
    std::vector<std::string> verdicts;
    ASSAY_ASSIGN_OR_RETURN(const Rows newest,
                           connection->Execute(kIsNewest, Params().Add(text(0)).Add(text(1))));
    if (newest.Bool(0, 0)) {
      const auto report = sources.GetReport(text(0), text(1));
      if (report.status().code() == StatusCode::kUnavailable) return report.status();
      // A submission without a report has nothing to tell.
      if (report.ok())
        for (auto& [test, verdict] : FailedTests(*report)) {
          tests.push_back(std::move(test));
          verdicts.push_back(std::move(verdict));
        }
    }
    const Status done = connection->InTransaction([&]() -> Status {
      if (newest.Bool(0, 0)) {
        ASSAY_RETURN_IF_ERROR(connection->Execute(kForget, work).status());
        ASSAY_RETURN_IF_ERROR(
            connection->Execute(kFailures, Params(work).AddArray(tests).AddArray(verdicts))
                .status());
      }
      return connection->Execute(kReported, Params().Add(text(0)).Add(text(1))).status();
    });
    if (!done.ok()) return done;
  }
  return static_cast<int>(rows.size());
}

Result<int> FollowRoster(Core& core, Sources& sources, std::chrono::seconds age) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  ASSAY_ASSIGN_OR_RETURN(const Rows old,
                         connection->Execute(kOldRosters, Params().Add(int64_t{age.count()})));
  int changed_courses = 0;
  for (size_t i = 0; i < old.size(); ++i) {
    const std::string tenant(old.Text(i, 0));
    const std::string course(old.Text(i, 1));
    const int64_t known = old.Int(i, 2);
    ASSAY_ASSIGN_OR_RETURN(const auto roster, sources.GetRoster(tenant, course, known));
    if (!roster) {
      ASSAY_RETURN_IF_ERROR(
          connection->Execute(kRosterLooked, Params().Add(tenant).Add(course)).status());
      continue;
    }
    ++changed_courses;
    std::vector<std::string> ids;
    std::vector<std::string> names;
    std::vector<std::string> emails;
    std::vector<int64_t> roles;
    for (const Sources::Person& person : roster->people) {
      ids.push_back(person.id);
      names.push_back(person.name);
      emails.push_back(person.email);
      roles.push_back(person.role);
    }
    const Status done = connection->InTransaction([&]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(
          const Rows mine,
          connection->Execute(kRosterDone,
                              Params().Add(tenant).Add(course).Add(roster->revision).Add(known)));
      if (mine.empty()) return OkStatus();
      ASSAY_ASSIGN_OR_RETURN(const Rows put, connection->Execute(kRoster, Params()
                                                                              .Add(tenant)
                                                                              .Add(course)
                                                                              .AddArray(ids)
                                                                              .AddArray(names)
                                                                              .AddArray(emails)
                                                                              .AddArray(roles)));
      std::vector<std::string> changed;
      for (size_t p = 0; p < put.size(); ++p) changed.emplace_back(put.Text(p, 0));
      if (!changed.empty())
        ASSAY_RETURN_IF_ERROR(MarkStale(*connection, tenant, course, changed, "enrolled"));
      return OkStatus();
    });
    if (!done.ok()) return done;
  }
  if (changed_courses > 0) core.wake();
  return static_cast<int>(old.size());
}

Result<int> MailNotifications(Core& core, Sources& sources, int limit) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  int count = 0;
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                           connection->Execute(kToMail, Params().Add(int64_t{limit})));
    std::vector<Sources::News> news;
    std::vector<int64_t> ids;
    for (size_t i = 0; i < rows.size(); ++i) {
      const auto text = [&](int column) { return std::string(rows.Text(i, column)); };
      ids.push_back(rows.Int(i, 0));
      news.push_back({text(1), text(2), "courses " + text(0), text(3), text(4), text(5), text(6)});
    }
    if (news.empty()) return OkStatus();
    ASSAY_RETURN_IF_ERROR(sources.TellNews(news));
    count = static_cast<int>(news.size());
    return connection->Execute(kMailed, Params().AddArray(ids)).status();
  });
  if (!done.ok()) return done;
  return count;
}

Status TellAnnouncements(Core& core) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  return connection->Execute(kTell).status();
}

}  // namespace assay::courses

#include "lms/gateway/json_out.h"

#include <google/protobuf/util/time_util.h>

#include <array>
#include <nlohmann/json.hpp>

#include "common/crypto/encoding.h"
#include "common/http/url.h"

namespace assay::gateway {
namespace {

using Json = nlohmann::ordered_json;
using google::protobuf::Timestamp;

// What students' programs wrote need not be UTF-8; it must not make an answer impossible.
std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void Set(Json& json, const char* name, const std::string& value) {
  if (!value.empty()) json[name] = value;
}
void SetTime(Json& json, const char* name, bool has, const Timestamp& time) {
  if (has) json[name] = google::protobuf::util::TimeUtil::ToString(time);
}

constexpr std::array<const char*, 5> kStates = {"queued", "running", "done", "failed", "cancelled"};
constexpr std::array<const char*, 4> kClasses = {"interactive", "exam", "batch", "background"};
constexpr std::array<const char*, 5> kRejudgeStates = {"running", "ready", "committed", "undone",
                                                       "cancelled"};
constexpr std::array<const char*, 6> kRoles = {"owner",  "instructor", "assistant",
                                               "grader", "student",    "observer"};

template <size_t N>
const char* Word(const std::array<const char*, N>& words, int value) {
  return value >= 0 && static_cast<size_t>(value) < N ? words[static_cast<size_t>(value)]
                                                      : "unknown";
}

Json Of(const judge_v1::JobResult& result) {
  Json json;
  json["verdict"] = result.verdict();
  json["score"] = result.score();
  json["max_score"] = result.max_score();
  Set(json, "message", result.message());
  Set(json, "student_message", result.student_message());
  Set(json, "language", result.language());
  Set(json, "backend", result.backend());
  if (result.max_cpu_us() > 0) json["max_cpu_us"] = result.max_cpu_us();
  if (result.max_memory_bytes() > 0) json["max_memory_bytes"] = result.max_memory_bytes();
  json["elapsed_us"] = result.elapsed_us();
  json["tests_passed"] = result.tests_passed();
  json["tests_total"] = result.tests_total();
  return json;
}

Json Of(const judge_v1::Submission& s) {
  Json json;
  json["id"] = s.id();
  Set(json, "course", s.course());
  Set(json, "problem", s.problem());
  if (s.problem_version() > 0) json["problem_version"] = s.problem_version();
  Set(json, "person", s.person());
  Set(json, "language", s.language());
  json["class"] = Word(kClasses, s.class_());
  json["state"] = Word(kStates, s.state());
  SetTime(json, "created_at", s.has_created_at(), s.created_at());
  SetTime(json, "finished_at", s.has_finished_at(), s.finished_at());
  if (s.has_result()) json["result"] = Of(s.result());
  Set(json, "failure", s.failure());
  json["judgement"] = s.judgement();
  json["attempts"] = s.attempts();
  if (s.state() == judge_v1::STATE_QUEUED && s.queue_position() >= 0)
    json["queue_position"] = s.queue_position();
  return json;
}

Json Of(const judge_v1::TestDone& test) {
  static constexpr std::array<const char*, 4> kVisibility = {"always", "after_due",
                                                             "after_published", "hidden"};
  Json json;
  Set(json, "part", test.part());
  Set(json, "group", test.group());
  json["name"] = test.name();
  Set(json, "title", test.title());
  json["verdict"] = test.verdict();
  json["score"] = test.score();
  json["max_score"] = test.max_score();
  Set(json, "message", test.message());
  if (test.cpu_us() > 0) json["cpu_us"] = test.cpu_us();
  if (test.wall_us() > 0) json["wall_us"] = test.wall_us();
  if (test.memory_bytes() > 0) json["memory_bytes"] = test.memory_bytes();
  if (test.sample()) json["sample"] = true;
  json["visibility"] = Word(kVisibility, test.visibility());
  json["done"] = test.done();
  json["total"] = test.total();
  return json;
}

Json Of(const judge_v1::Problem& problem) {
  Json json;
  json["id"] = problem.id();
  json["version"] = problem.version();
  Set(json, "title", problem.title());
  Set(json, "course", problem.course());
  Set(json, "format", problem.format());
  Set(json, "package_sha256", problem.package_sha256());
  json["languages"] = Json::array();
  for (const std::string& language : problem.languages()) json["languages"].push_back(language);
  SetTime(json, "created_at", problem.has_created_at(), problem.created_at());
  return json;
}

Json Of(const judge_v1::Rejudge& rejudge) {
  Json json;
  json["id"] = rejudge.id();
  json["state"] = Word(kRejudgeStates, rejudge.state());
  Set(json, "reason", rejudge.reason());
  Set(json, "started_by", rejudge.started_by());
  SetTime(json, "created_at", rejudge.has_created_at(), rejudge.created_at());
  json["total"] = rejudge.total();
  json["done"] = rejudge.done();
  json["changed"] = rejudge.changed();
  json["changes"] = Json::array();
  for (const auto& change : rejudge.changes()) {
    Json one;
    one["submission"] = change.submission();
    Set(one, "person", change.person());
    if (change.has_before()) one["before"] = Of(change.before());
    if (change.has_after()) one["after"] = Of(change.after());
    json["changes"].push_back(std::move(one));
  }
  return json;
}

Json Of(const judge_v1::Worker& worker) {
  Json json;
  json["name"] = worker.name();
  json["connected"] = worker.connected();
  Set(json, "version", worker.version());
  Set(json, "backend", worker.backend());
  json["slots"] = worker.slots();
  json["busy"] = worker.busy();
  json["draining"] = worker.draining();
  Set(json, "quarantined", worker.quarantined());
  SetTime(json, "last_seen", worker.has_last_seen(), worker.last_seen());
  json["finished"] = worker.finished();
  json["load"] = worker.load();
  json["images"] = Json::object();
  for (const auto& [name, digest] : worker.images()) json["images"][name] = digest;
  return json;
}

Json Of(const judge_v1::Webhook& webhook) {
  Json json;
  json["id"] = webhook.id();
  json["url"] = webhook.url();
  Set(json, "course", webhook.course());
  json["events"] = Json::array();
  for (const std::string& event : webhook.events()) json["events"].push_back(event);
  SetTime(json, "created_at", webhook.has_created_at(), webhook.created_at());
  Set(json, "secret", webhook.secret());
  return json;
}

Json Of(const judge_v1::Delivery& delivery) {
  Json json;
  json["id"] = delivery.id();
  Set(json, "webhook", delivery.webhook());
  json["url"] = delivery.url();
  json["event"] = delivery.event();
  Set(json, "submission", delivery.submission());
  json["state"] = delivery.state();
  json["attempts"] = delivery.attempts();
  json["last_status"] = delivery.last_status();
  Set(json, "last_error", delivery.last_error());
  SetTime(json, "next_attempt_at", delivery.has_next_attempt_at(), delivery.next_attempt_at());
  SetTime(json, "created_at", delivery.has_created_at(), delivery.created_at());
  return json;
}

Json Of(const judge_v1::DeadLetter& letter) {
  Json json;
  json["submission"] = letter.submission();
  json["attempts"] = letter.attempts();
  Set(json, "worker", letter.worker());
  json["reason"] = letter.reason();
  SetTime(json, "died_at", letter.has_died_at(), letter.died_at());
  return json;
}

template <typename Items>
std::string Page(const char* name, const Items& items, const std::string& next) {
  Json json;
  json[name] = Json::array();
  for (const auto& item : items) json[name].push_back(Of(item));
  Set(json, "next_page_token", next);
  return Dump(json);
}

}  // namespace

std::string StateWord(judge_v1::State state) { return Word(kStates, state); }
bool ParseState(const std::string& word, judge_v1::State& state) {
  for (size_t i = 0; i < kStates.size(); ++i) {
    if (word != kStates[i]) continue;
    state = static_cast<judge_v1::State>(i);
    return true;
  }
  return false;
}
bool ParseClass(const std::string& word, judge_v1::Class& job_class) {
  for (size_t i = 0; i < kClasses.size(); ++i) {
    if (word != kClasses[i]) continue;
    job_class = static_cast<judge_v1::Class>(i);
    return true;
  }
  return false;
}
const char* RoleWord(Role role) { return Word(kRoles, static_cast<int>(role)); }

std::string ToJson(const judge_v1::Submission& submission) { return Dump(Of(submission)); }
std::string ToJson(const judge_v1::ListSubmissionsResponse& page) {
  return Page("submissions", page.submissions(), page.next_page_token());
}

std::string ToJson(const judge_v1::GetSourceResponse& source) {
  Json json;
  json["files"] = Json::array();
  const auto& files = source.has_run() ? source.run().files() : source.files();
  for (const auto& file : files) {
    Json one;
    one["path"] = file.path();
    one["data"] = crypto::Base64Encode(file.data());
    json["files"].push_back(std::move(one));
  }
  if (source.has_edits()) {
    const judge_v1::EditHistory& edits = source.edits();
    json["edits"] = {{"span_ms", edits.span_ms()}, {"active_ms", edits.active_ms()},
                     {"typed", edits.typed()},     {"pasted", edits.pasted()},
                     {"pastes", edits.pastes()},   {"largest_paste", edits.largest_paste()}};
  }
  return Dump(json);
}

std::string EventType(const judge_v1::SubmissionEvent& event) {
  switch (event.event_case()) {
    case judge_v1::SubmissionEvent::kSnapshot:
      return "snapshot";
    case judge_v1::SubmissionEvent::kStarted:
      return "started";
    case judge_v1::SubmissionEvent::kCompiled:
      return "compiled";
    case judge_v1::SubmissionEvent::kTest:
      return "test";
    case judge_v1::SubmissionEvent::kPart:
      return "part";
    case judge_v1::SubmissionEvent::kRestarted:
      return "restarted";
    default:
      return "unknown";
  }
}

std::string ToJson(const judge_v1::SubmissionEvent& event) {
  const std::string type = EventType(event);
  Json json;
  json["type"] = type;
  json["submission"] = event.id();
  json["sequence"] = event.sequence();
  SetTime(json, "at", event.has_at(), event.at());
  Json body = Json::object();
  switch (event.event_case()) {
    case judge_v1::SubmissionEvent::kSnapshot:
      body = Of(event.snapshot());
      break;
    case judge_v1::SubmissionEvent::kStarted:
      Set(body, "worker", event.started().worker());
      Set(body, "language", event.started().language());
      body["total_tests"] = event.started().total_tests();
      break;
    case judge_v1::SubmissionEvent::kCompiled:
      body["ok"] = event.compiled().ok();
      Set(body, "output", event.compiled().output_for_students());
      break;
    case judge_v1::SubmissionEvent::kTest:
      body = Of(event.test());
      break;
    case judge_v1::SubmissionEvent::kPart:
      body["name"] = event.part().name();
      body["verdict"] = event.part().verdict();
      body["score"] = event.part().score();
      body["max_score"] = event.part().max_score();
      break;
    case judge_v1::SubmissionEvent::kRestarted:
      body["attempt"] = event.restarted().attempt();
      break;
    default:
      break;
  }
  json[type] = std::move(body);
  return Dump(json);
}

std::string ErrorEvent(const std::string& submission, int status, const std::string& detail) {
  Json json;
  json["type"] = "error";
  Set(json, "submission", submission);
  json["status"] = status;
  json["detail"] = detail;
  return Dump(json);
}

std::string ToJson(const judge_v1::Problem& problem) { return Dump(Of(problem)); }

std::string ToJson(const judge_v1::ProblemPage& page) {
  Json json;
  json["problem"] = Of(page.problem());
  json["statement"] = page.statement();
  json["parts"] = Json::array();
  for (const auto& part : page.parts()) {
    Json& one = json["parts"].emplace_back();
    one["name"] = part.name();
    Set(one, "title", part.title());
    one["kind"] = part.kind();
    if (part.points() > 0) one["points"] = part.points();
    one["time_limit_ms"] = part.time_limit_ms();
    one["memory_limit_bytes"] = part.memory_limit_bytes();
    one["languages"] = part.languages();
    one["required"] = part.required();
  }
  json["samples"] = Json::array();
  for (const auto& sample : page.samples()) {
    Json& one = json["samples"].emplace_back();
    one["part"] = sample.part();
    one["name"] = sample.name();
    Set(one, "title", sample.title());
    one["input"] = sample.input();
    one["answer"] = sample.answer();
    if (sample.cut()) one["cut"] = true;
  }
  json["files"] = Json::array();
  for (const auto& file : page.files()) {
    Json& one = json["files"].emplace_back();
    one["part"] = file.part();
    one["path"] = file.path();
    Set(one, "language", file.language());
    one["editable"] = file.editable();
    one["data"] = crypto::Base64Encode(file.data());
  }
  if (page.max_attempts() > 0) json["max_attempts"] = page.max_attempts();
  json["group_size"] = page.group_size();
  if (page.late_size() > 0) {
    Json& late = json["late"];
    late["grace_seconds"] = page.late_grace_seconds();
    for (const auto& step : page.late())
      late["steps"].push_back({{"up_to_seconds", step.up_to_seconds()}, {"factor", step.factor()}});
  }
  json["rubric"] = Json::array();
  for (const auto& item : page.rubric()) {
    Json& one = json["rubric"].emplace_back();
    one["name"] = item.name();
    Set(one, "description", item.description());
    one["points"] = item.points();
  }
  return Dump(json);
}
std::string ToJson(const judge_v1::ListProblemsResponse& page) {
  return Page("problems", page.problems(), page.next_page_token());
}

std::string ToJson(const judge_v1::Rejudge& rejudge) { return Dump(Of(rejudge)); }
std::string ToJson(const judge_v1::ListRejudgesResponse& page) {
  return Page("rejudges", page.rejudges(), page.next_page_token());
}

std::string ToJson(const judge_v1::QueueState& queue) {
  Json json;
  json["classes"] = Json::array();
  for (const auto& state : queue.classes()) {
    Json one;
    one["class"] = Word(kClasses, state.class_());
    one["waiting"] = state.waiting();
    one["delayed"] = state.delayed();
    one["leased"] = state.leased();
    one["oldest_waiting_seconds"] = state.oldest_waiting_seconds();
    one["retry_after_seconds"] = state.retry_after_seconds();
    json["classes"].push_back(std::move(one));
  }
  return Dump(json);
}

std::string ToJson(const judge_v1::Worker& worker) { return Dump(Of(worker)); }
std::string ToJson(const judge_v1::ListWorkersResponse& workers) {
  return Page("workers", workers.workers(), {});
}
std::string ToJson(const judge_v1::ListDeadLettersResponse& page) {
  return Page("dead_letters", page.dead_letters(), page.next_page_token());
}

std::string ToJson(const judge_v1::Webhook& webhook) { return Dump(Of(webhook)); }
std::string ToJson(const judge_v1::ListWebhooksResponse& webhooks) {
  return Page("webhooks", webhooks.webhooks(), {});
}
std::string ToJson(const judge_v1::Delivery& delivery) { return Dump(Of(delivery)); }
std::string ToJson(const judge_v1::ListDeliveriesResponse& page) {
  return Page("deliveries", page.deliveries(), page.next_page_token());
}

std::string ToJson(const Principal& who) {
  Json json;
  json["id"] = who.id;
  json["tenant"] = who.tenant;
  json["name"] = who.name;
  Set(json, "email", who.email);
  json["administrator"] = who.administrator;
  json["roles"] = Json::array();
  for (const Membership& role : who.roles) {
    Json one;
    one["course"] = role.course;
    one["role"] = RoleWord(role.role);
    json["roles"].push_back(std::move(one));
  }
  json["scopes"] = Json::array();
  if ((who.scopes & kSubmitScope) != 0) json["scopes"].push_back("submit");
  if ((who.scopes & kReadScope) != 0) json["scopes"].push_back("read");
  if ((who.scopes & kManageScope) != 0) json["scopes"].push_back("manage");
  if ((who.scopes & kAdminScope) != 0) json["scopes"].push_back("admin");
  Json token;
  token["id"] = who.token_id;
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(who.expires_at.time_since_epoch());
  token["expires_at"] = google::protobuf::util::TimeUtil::ToString(
      google::protobuf::util::TimeUtil::SecondsToTimestamp(seconds.count()));
  json["token"] = std::move(token);
  return Dump(json);
}

std::string ToJson(const identity_v1::StartDeviceResponse& started, const std::string& page) {
  Json json;
  json["device_code"] = started.device_code();
  json["user_code"] = started.user_code();
  json["verification_uri"] = page;
  json["verification_uri_complete"] =
      page + "?user_code=" + http::PercentEncode(started.user_code());
  json["expires_in"] = started.expires_in_seconds();
  json["interval"] = started.interval_seconds();
  return Dump(json);
}

std::string ToJson(const identity_v1::CreateTokenResponse& token) {
  Json json;
  json["access_token"] = token.secret();
  json["token_type"] = "Bearer";
  const auto now = google::protobuf::util::TimeUtil::GetCurrentTime().seconds();
  json["expires_in"] = std::max<int64_t>(0, token.token().expires_at().seconds() - now);
  std::string scope;
  for (const std::string& one : token.token().scopes())
    scope.append(scope.empty() ? "" : " ").append(one);
  json["scope"] = scope;
  return Dump(json);
}

std::string OauthError(const std::string& error, const std::string& description) {
  Json json;
  json["error"] = error;
  Set(json, "error_description", description);
  return Dump(json);
}

}  // namespace assay::gateway

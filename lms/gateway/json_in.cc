#include "lms/gateway/json_in.h"

#include <algorithm>
#include <charconv>

#include "lms/gateway/json_fields.h"
#include "lms/gateway/json_out.h"

namespace assay::gateway {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxWord = 200;

void ReadStates(const std::vector<std::string>& words, judge_v1::SubmissionFilter& filter,
                std::optional<Problem>& problem, const std::string& field) {
  for (const std::string& word : words) {
    judge_v1::State state = judge_v1::STATE_QUEUED;
    if (!ParseState(word, state)) {
      problem = BadField(field, "is one of queued, running, done, failed and cancelled");
      return;
    }
    filter.add_states(state);
  }
}

void ReadFilter(const Json& json, judge_v1::SubmissionFilter& filter,
                std::optional<Problem>& problem) {
  JsonFields fields(json, "filter.", problem);
  std::vector<std::string> verdicts;
  std::vector<std::string> states;
  std::vector<std::string> ids;
  std::string from;
  std::string before;
  fields.String("course", kMaxWord, *filter.mutable_course());
  fields.String("problem", kMaxWord, *filter.mutable_problem());
  fields.String("person", kMaxWord, *filter.mutable_person());
  fields.String("language", kMaxWord, *filter.mutable_language());
  fields.Strings("verdicts", 20, verdicts);
  fields.Strings("states", 5, states);
  fields.Strings("ids", 1000, ids);
  fields.String("created_from", 40, from);
  fields.String("created_before", 40, before);
  fields.Finish();
  if (problem) return;
  for (std::string& verdict : verdicts) filter.add_verdicts(std::move(verdict));
  for (std::string& id : ids) filter.add_ids(std::move(id));
  ReadStates(states, filter, problem, "filter.states");
  if (!from.empty() && !ParseTime(from, *filter.mutable_created_from()))
    fields.Wrong("created_from", "is a time such as 2026-03-01T12:00:00Z");
  if (!before.empty() && !ParseTime(before, *filter.mutable_created_before()))
    fields.Wrong("created_before", "is a time such as 2026-03-01T12:00:00Z");
}

std::optional<Problem> ReadSize(const std::string& value, int& size) {
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), size);
  if (error != std::errc() || end != value.data() + value.size() || size < 1 || size > 200)
    return BadField("page_size", "is a number from 1 to 200");
  return std::nullopt;
}

// One parameter of a list of submissions.
std::optional<Problem> ReadParameter(const std::string& name, const std::string& value,
                                     judge_v1::ListSubmissionsRequest& list) {
  judge_v1::SubmissionFilter& filter = *list.mutable_filter();
  if (value.size() > 1000) return BadField(name.substr(0, 60), "is too long");
  std::optional<Problem> problem;
  if (name == "course") {
    filter.set_course(value);
  } else if (name == "problem") {
    filter.set_problem(value);
  } else if (name == "person") {
    filter.set_person(value);
  } else if (name == "language") {
    filter.set_language(value);
  } else if (name == "verdict") {
    filter.add_verdicts(value);
  } else if (name == "state") {
    ReadStates({value}, filter, problem, "state");
  } else if (name == "created_from" || name == "created_before") {
    auto& time =
        name == "created_from" ? *filter.mutable_created_from() : *filter.mutable_created_before();
    if (!ParseTime(value, time)) return BadField(name, "is a time such as 2026-03-01T12:00:00Z");
  } else if (name == "page_size") {
    int size = 0;
    problem = ReadSize(value, size);
    list.set_page_size(size);
  } else if (name == "page_token") {
    list.set_page_token(value);
  } else {
    return BadField(name.substr(0, 60),
                    "is not known here; known are course, problem, person, verdict, state, "
                    "language, created_from, created_before, page_size and page_token");
  }
  return problem;
}

}  // namespace

std::optional<Problem> ReadRejudge(const http::Request& request,
                                   judge_v1::StartRejudgeRequest& rejudge) {
  Json json;
  std::optional<Problem> problem = ParseBody(request, json);
  if (problem) return problem;
  JsonFields fields(json, "", problem);
  bool newest = false;
  const Json* const filter = fields.Find("filter");
  fields.String("reason", 1000, *rejudge.mutable_reason());
  fields.Bool("newest_version", newest);
  fields.Finish();
  if (problem) return problem;
  rejudge.set_newest_version(newest);
  if (filter == nullptr) return BadField("filter", "is needed: which submissions");
  ReadFilter(*filter, *rejudge.mutable_filter(), problem);
  return problem;
}

std::optional<Problem> ReadWebhook(const http::Request& request,
                                   judge_v1::PutWebhookRequest& webhook) {
  Json json;
  std::optional<Problem> problem = ParseBody(request, json);
  if (problem) return problem;
  JsonFields fields(json, "", problem);
  std::vector<std::string> events;
  fields.String("url", 2000, *webhook.mutable_url());
  fields.String("course", kMaxWord, *webhook.mutable_course());
  fields.Strings("events", 10, events);
  fields.Finish();
  if (webhook.url().empty()) fields.Wrong("url", "is needed");
  for (std::string& event : events) webhook.add_events(std::move(event));
  return problem;
}

std::optional<Problem> ReadReason(const http::Request& request, std::string& reason) {
  if (request.body.empty()) return std::nullopt;
  Json json;
  std::optional<Problem> problem = ParseBody(request, json);
  if (problem) return problem;
  JsonFields fields(json, "", problem);
  fields.String("reason", 1000, reason);
  fields.Finish();
  return problem;
}

std::optional<Problem> ReadWatchMessage(std::string_view text, WatchMessage& message) {
  Json json;
  std::optional<Problem> problem = ParseText(text, json);
  if (problem) return problem;
  JsonFields fields(json, "", problem);
  fields.String("watch", kMaxWord, message.watch);
  fields.String("unwatch", kMaxWord, message.unwatch);
  fields.String("watch_course", kMaxWord, message.watch_course);
  fields.String("unwatch_course", kMaxWord, message.unwatch_course);
  fields.Integer("after", 0, int64_t{1} << 53, message.after);
  fields.Finish();
  const int said = static_cast<int>(!message.watch.empty()) +
                   static_cast<int>(!message.unwatch.empty()) +
                   static_cast<int>(!message.watch_course.empty()) +
                   static_cast<int>(!message.unwatch_course.empty());
  if (said != 1) fields.Wrong("", "needs one of watch, unwatch, watch_course and unwatch_course");
  return problem;
}

std::optional<Problem> ReadList(const http::Request& request,
                                judge_v1::ListSubmissionsRequest& list) {
  for (const auto& [name, value] : request.query)
    if (auto problem = ReadParameter(name, value, list)) return problem;
  return std::nullopt;
}

std::optional<Problem> ReadPage(const http::Request& request,
                                std::initializer_list<std::string_view> also, PageQuery& page) {
  for (const auto& [name, value] : request.query) {
    if (name == "page_size") {
      if (auto problem = ReadSize(value, page.page_size)) return problem;
    } else if (name == "page_token" && value.size() <= 1000) {
      page.page_token = value;
    } else if (std::find(also.begin(), also.end(), name) == also.end()) {
      return BadField(name.substr(0, 60), "is not known here");
    }
  }
  return std::nullopt;
}

}  // namespace assay::gateway

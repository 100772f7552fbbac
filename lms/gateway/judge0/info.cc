#include "lms/gateway/judge0/info.h"

#include <algorithm>
#include <ctime>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "lms/gateway/judge0/fetch.h"
#include "lms/gateway/judge0/languages.h"
#include "lms/gateway/judge0/replies.h"
#include "lms/gateway/methods.h"
#include "proto/judge0/status.h"

namespace assay::gateway::judge0 {
namespace {

namespace words = ::assay::judge0;
using Json = nlohmann::ordered_json;

// Of the API that is spoken here: clients choose their numbers of languages by it.
constexpr const char* kVersion = "1.13.1";
constexpr size_t kMaxCounted = 2'000;

std::vector<Language> ByName() {
  const auto all = Languages();
  std::vector<Language> sorted(all.begin(), all.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Language& a, const Language& b) { return a.name < b.name; });
  return sorted;
}

Json OrNull(std::string_view text) { return text.empty() ? Json() : Json(text); }

std::string Day(std::time_t at) {
  std::tm utc{};
  ::gmtime_r(&at, &utc);
  char text[16];
  std::strftime(text, sizeof(text), "%Y-%m-%d", &utc);
  return text;
}

std::string Now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S.000Z", &utc);
  return text;
}

Json Counts(const char* what, const std::map<std::pair<int, std::string>, int>& counts) {
  Json list = Json::array();
  for (const auto& [key, count] : counts) {
    list.push_back({{what, {{"id", key.first}, {"name", key.second}}}, {"count", count}});
  }
  return list;
}

Json StatisticsOf(const std::vector<judge_v1::Submission>& runs) {
  std::map<std::pair<int, std::string>, int> languages;
  std::map<std::pair<int, std::string>, int> statuses;
  std::map<std::string, int> days;
  for (const judge_v1::Submission& run : runs) {
    if (const Language* language = LanguageNamed(run.language())) {
      ++languages[{language->id, std::string(language->name)}];
    }
    const words::Status& status = words::StatusOf(run, nullptr);
    ++statuses[{status.id, std::string(status.description)}];
    ++days[Day(run.created_at().seconds())];
  }
  const std::time_t now = std::time(nullptr);
  Json last = Json::object();
  for (int ago = 0; ago <= 30; ++ago) {
    const std::string day = Day(now - ago * 86'400);
    last[day] = days.contains(day) ? days[day] : 0;
  }
  const int today = last[Day(now)].get<int>();
  Json json;
  json["created_at"] = json["cached_until"] = Now();
  json["submissions"] = {{"total", runs.size()}, {"today", today}, {"last_30_days", last}};
  json["languages"] = Counts("language", languages);
  json["statuses"] = Counts("status", statuses);
  // Of the whole installation, which is nobody's business but its administrator's.
  json["database"] = {{"size_pretty", nullptr}, {"size_in_bytes", nullptr}};
  return json;
}

}  // namespace

void ListLanguages(const CallPtr& call, bool all) {
  Json list = Json::array();
  for (const Language& language : ByName()) {
    Json one = {{"id", language.id}, {"name", language.name}};
    if (all) one["is_archived"] = false;
    list.push_back(std::move(one));
  }
  Answer(call, 200, list);
}

void GetLanguage(const CallPtr& call) {
  const Language* language = FindLanguage(std::atoi(call->Param("id").c_str()));
  if (language == nullptr) return Refuse(call, 404, "Not Found");
  Answer(call, 200,
         {{"id", language->id},
          {"name", language->name},
          {"is_archived", false},
          {"source_file", OrNull(language->source_file)},
          {"compile_cmd", OrNull(language->compile_cmd)},
          {"run_cmd", OrNull(language->run_cmd)}});
}

void ListStatuses(const CallPtr& call) {
  Json list = Json::array();
  for (const words::Status& status : words::Statuses()) {
    list.push_back({{"id", status.id}, {"description", status.description}});
  }
  Answer(call, 200, list);
}

void About(const CallPtr& call) {
  const std::string here = call->shared_api()->PublicUrl(call->request());
  Answer(call, 200,
         {{"version", kVersion},
          {"homepage", here},
          {"source_code", here},
          {"maintainer", "Assay, which speaks Judge0's API"}});
}

void Version(const CallPtr& call) {
  call->Send({200, {{"Content-Type", "text/plain; charset=utf-8"}}, kVersion});
}

void ConfigInfo(const CallPtr& call, const Config& config) {
  Answer(call, 200,
         {{"maintenance_mode", false},
          {"enable_wait_result", true},
          {"enable_compiler_options", true},
          {"allowed_languages_for_compile_options", Json::array()},
          {"enable_command_line_arguments", true},
          {"enable_submission_delete", false},
          {"enable_callbacks", true},
          {"callbacks_max_tries", 3},
          {"callbacks_timeout", 10.0},
          {"enable_additional_files", true},
          {"max_queue_size", config.max_queue},
          {"cpu_time_limit", config.cpu_time_limit},
          {"max_cpu_time_limit", config.max_cpu_time_limit},
          {"cpu_extra_time", config.cpu_extra_time},
          {"max_cpu_extra_time", config.max_cpu_extra_time},
          {"wall_time_limit", config.wall_time_limit},
          {"max_wall_time_limit", config.max_wall_time_limit},
          {"memory_limit", config.memory_limit},
          {"max_memory_limit", config.max_memory_limit},
          {"stack_limit", config.stack_limit},
          {"max_stack_limit", config.max_stack_limit},
          {"max_processes_and_or_threads", config.processes},
          {"max_max_processes_and_or_threads", config.max_processes},
          {"enable_per_process_and_thread_time_limit", false},
          {"allow_enable_per_process_and_thread_time_limit", false},
          {"enable_per_process_and_thread_memory_limit", false},
          {"allow_enable_per_process_and_thread_memory_limit", false},
          {"max_file_size", config.file_size},
          {"max_max_file_size", config.max_file_size},
          {"number_of_runs", config.runs},
          {"max_number_of_runs", config.max_runs},
          {"redirect_stderr_to_stdout", false},
          {"max_extract_size", config.max_extract_size},
          {"enable_batched_submissions", true},
          {"max_submission_batch_size", config.max_batch},
          {"submission_cache_duration", 0.0},
          {"use_docs_as_homepage", false},
          {"allow_enable_network", false},
          {"enable_network", false}});
}

// Judge0 shows lscpu and free of its machine. Programs run on workers, whose machines are not for
// everybody to see.
void SystemInfo(const CallPtr& call) {
  Answer(call, 200,
         {{"Architecture", "x86_64"},
          {"CPU(s)", std::to_string(std::thread::hardware_concurrency())}});
}

void Statistics(const CallPtr& call) {
  ListRuns(call, kMaxCounted,
           [call](const Reply& reply, const std::vector<judge_v1::Submission>& runs) {
             if (!reply.ok()) return Fail(call, reply);
             Answer(call, 200, StatisticsOf(runs));
           });
}

void Workers(const CallPtr& call) {
  call->api().judge().Call(
      methods::kGetQueue, judge_v1::GetQueueRequest(), call->Upstream(),
      [call](const Reply& reply, judge_v1::QueueState& queue) {
        if (!reply.ok()) return Fail(call, reply);
        int64_t size = 0;
        for (const auto& one : queue.classes()) size += one.waiting() + one.delayed();
        call->api().judge().Call(
            methods::kListWorkers, judge_v1::ListWorkersRequest(), call->Upstream(),
            [call, size](const Reply& workers_reply, judge_v1::ListWorkersResponse& workers) {
              if (!workers_reply.ok()) return Fail(call, workers_reply);
              int available = 0;
              int working = 0;
              int paused = 0;
              for (const auto& worker : workers.workers()) {
                if (!worker.connected()) continue;
                available += worker.slots();
                working += worker.busy();
                if (worker.draining() || !worker.quarantined().empty()) paused += worker.slots();
              }
              Json one = {{"queue", "default"},
                          {"size", size},
                          {"available", available},
                          {"idle", std::max(0, available - working)},
                          {"working", working},
                          {"paused", paused},
                          {"failed", 0}};
              Answer(call, 200, Json::array({std::move(one)}));
            });
      });
}

void Authorize(const CallPtr& call) { call->Send({call->who().administrator ? 200 : 403, {}, ""}); }

}  // namespace assay::gateway::judge0

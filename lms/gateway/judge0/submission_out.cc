#include "lms/gateway/judge0/submission_out.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <string_view>

#include "lms/gateway/judge0/languages.h"
#include "proto/judge0/answer.h"
#include "proto/judge0/base64.h"
#include "proto/judge0/status.h"
#include "proto/judge0/token.h"

namespace assay::gateway::judge0 {
namespace {

namespace words = ::assay::judge0;
using Json = nlohmann::ordered_json;

enum Needs : uint8_t { kNothing = 0, kRun = 1, kWork = 2 };
struct Field {
  std::string_view name;
  Needs needs;
};

// In the order of Judge0's table; what comes from client_data has kWork.
constexpr auto kFields = std::to_array<Field>({
    {"source_code", kWork},
    {"language_id", kWork},
    {"stdin", kWork},
    {"expected_output", kWork},
    {"stdout", kRun},
    {"status_id", kRun},
    {"created_at", kNothing},
    {"finished_at", kNothing},
    {"time", kRun},
    {"memory", kRun},
    {"stderr", kRun},
    {"token", kNothing},
    {"number_of_runs", kWork},
    {"cpu_time_limit", kWork},
    {"cpu_extra_time", kWork},
    {"wall_time_limit", kWork},
    {"memory_limit", kWork},
    {"stack_limit", kWork},
    {"max_processes_and_or_threads", kWork},
    {"enable_per_process_and_thread_time_limit", kWork},
    {"enable_per_process_and_thread_memory_limit", kWork},
    {"max_file_size", kWork},
    {"compile_output", kRun},
    {"exit_code", kRun},
    {"exit_signal", kRun},
    {"message", kRun},
    {"wall_time", kRun},
    {"compiler_options", kWork},
    {"command_line_arguments", kWork},
    {"redirect_stderr_to_stdout", kWork},
    {"callback_url", kWork},
    {"additional_files", kWork},
    {"enable_network", kWork},
    {"status", kRun},
    {"language", kWork},
});

constexpr auto kDefaults = std::to_array<std::string_view>(
    {"token", "time", "memory", "stdout", "stderr", "compile_output", "message", "status"});

std::string Time(const google::protobuf::Timestamp& at) {
  const std::time_t seconds = at.seconds();
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char date[32];
  char text[48];
  std::strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text, sizeof(text), "%s.%03dZ", date, at.nanos() / 1'000'000);
  return text;
}

// Renders one submission's fields.
class Renderer {
 public:
  Renderer(const Parts& parts, bool base64)
      : parts_(parts), run_(parts.run.get()), work_(parts.work.get()), base64_(base64) {
    if (work_ != nullptr) {
      kept_ = Json::parse(work_->client_data(), nullptr, false);
      if (!kept_.is_object()) kept_ = Json::object();
    }
  }

  Json Value(const std::string& name) const {
    if (name == "token") return words::TokenOf(parts_.submission.id());
    if (name == "created_at") return Time(parts_.submission.created_at());
    if (name == "finished_at") {
      return parts_.submission.has_finished_at() ? Json(Time(parts_.submission.finished_at()))
                                                 : Json();
    }
    if (name == "status_id") return Status().id;
    if (name == "status") return {{"id", Status().id}, {"description", Status().description}};
    if (name == "message") return Text(words::MessageOf(parts_.submission, run_));
    const Json outcome = OfRun(name);
    return outcome.is_null() ? OfWork(name) : outcome;
  }

 private:
  const words::Status& Status() const { return words::StatusOf(parts_.submission, run_); }

  Json Text(const std::string& bytes) const {
    if (bytes.empty()) return {};
    return base64_ ? words::EncodeBase64(bytes) : bytes;
  }

  Json OfRun(const std::string& name) const {
    if (run_ == nullptr) return {};
    if (name == "stdout") return Text(run_->stdout());
    if (name == "stderr") return Text(run_->stderr());
    if (name == "compile_output") return Text(run_->compile_output());
    if (run_->status() == "CE") return {};  // it never ran
    if (name == "time") return words::Seconds(run_->cpu_us());
    if (name == "wall_time") return words::Seconds(run_->wall_us());
    if (name == "memory") return run_->memory_bytes() / 1024;
    if (name == "exit_code") return run_->exit_code();
    if (name == "exit_signal") return run_->has_signal() ? Json(run_->signal()) : Json();
    return {};
  }

  Json OfWork(const std::string& name) const {
    if (name == "language_id" || name == "language") return LanguageOf(name == "language");
    if (work_ == nullptr) return {};
    if (name == "source_code")
      return work_->files().empty() ? Json() : Text(work_->files(0).data());
    if (name == "stdin") return Text(work_->stdin());
    if (name == "expected_output") {
      return work_->has_expected_output() ? Text(work_->expected_output()) : Json();
    }
    if (name == "additional_files") {
      return work_->archive().empty() ? Json() : Json(words::EncodeBase64(work_->archive()));
    }
    const auto found = kept_.find(name);
    return found == kept_.end() ? Json() : *found;
  }

  Json LanguageOf(bool whole) const {
    const Language* language = nullptr;
    const auto id = kept_.find("language_id");
    if (id != kept_.end() && id->is_number_integer()) language = FindLanguage(id->get<int>());
    if (language == nullptr) language = LanguageNamed(parts_.submission.language());
    if (language == nullptr) return {};
    if (!whole) return language->id;
    return {{"id", language->id}, {"name", language->name}};
  }

  const Parts& parts_;
  const judge_v1::RunOutcome* run_;
  const judge_v1::RunWork* work_;
  bool base64_;
  Json kept_ = Json::object();
};

}  // namespace

Fields ParseFields(const std::string& text) {
  Fields fields;
  bool all = false;
  for (size_t at = 0; at < text.size();) {
    const size_t comma = std::min(text.find(',', at), text.size());
    const std::string name = text.substr(at, comma - at);
    at = comma + 1;
    if (name == "*") {
      all = true;
    } else if (std::any_of(kFields.begin(), kFields.end(),
                           [&](const Field& field) { return field.name == name; })) {
      fields.names.push_back(name);
    } else {
      fields.unknown.push_back(name);
    }
  }
  if (all) {
    fields.names.clear();
    for (const Field& field : kFields) fields.names.emplace_back(field.name);
  } else if (fields.names.empty()) {
    fields.names.assign(kDefaults.begin(), kDefaults.end());
  }
  for (const Field& field : kFields) {
    if (std::find(fields.names.begin(), fields.names.end(), field.name) == fields.names.end()) {
      continue;
    }
    fields.needs_run = fields.needs_run || field.needs == kRun;
    fields.needs_work = fields.needs_work || field.needs == kWork;
  }
  return fields;
}

Json ToJson(const Parts& parts, const Fields& fields, bool base64) {
  const Renderer renderer(parts, base64);
  Json json = Json::object();
  for (const std::string& name : fields.names) json[name] = renderer.Value(name);
  return json;
}

std::optional<std::string> Dump(const Json& json) {
  try {
    return json.dump();
  } catch (const Json::type_error&) {
    return std::nullopt;
  }
}

}  // namespace assay::gateway::judge0

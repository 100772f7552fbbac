#include "lms/gateway/judge0/submission_in.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "lms/gateway/judge0/attributes.h"
#include "lms/gateway/judge0/languages.h"
#include "lms/gateway/judge0/words.h"
#include "proto/judge0/base64.h"

namespace assay::gateway::judge0 {
namespace {

constexpr size_t kMaxOptions = 512;
constexpr size_t kMaxUrl = 2000;
constexpr int64_t kKilobyte = 1024;

int64_t Milliseconds(double seconds) { return std::max<int64_t>(1, std::llround(seconds * 1000)); }

const Language* ReadLanguage(Attributes& attributes) {
  const auto text = attributes.Text("language_id");
  if (!text || text->empty()) {
    attributes.Wrong("language_id", "can't be blank");
    return nullptr;
  }
  const Language* language = FindLanguage(std::atoi(text->c_str()));
  if (language == nullptr) {
    attributes.Wrong("language_id", "language with id " + *text + " doesn't exist");
    return nullptr;
  }
  attributes.kept()["language_id"] = language->id;
  return language;
}

void ReadLimits(Attributes& attributes, const Config& config, judge_v1::RunWork& run) {
  auto& limits = *run.mutable_limits();
  run.set_number_of_runs(static_cast<int32_t>(attributes.Integer(
      "number_of_runs",
      {static_cast<double>(config.runs), 0, static_cast<double>(config.max_runs), true})));
  limits.set_cpu_ms(Milliseconds(
      attributes.Number("cpu_time_limit", {config.cpu_time_limit, 0, config.max_cpu_time_limit})));
  attributes.Number("cpu_extra_time", {config.cpu_extra_time, 0, config.max_cpu_extra_time});
  limits.set_wall_ms(Milliseconds(attributes.Number(
      "wall_time_limit", {config.wall_time_limit, 1, config.max_wall_time_limit})));
  limits.set_memory_bytes(
      kKilobyte *
      attributes.Integer("memory_limit", {static_cast<double>(config.memory_limit),
                                          static_cast<double>(config.min_memory_limit),
                                          static_cast<double>(config.max_memory_limit)}));
  limits.set_stack_bytes(
      kKilobyte * attributes.Integer("stack_limit", {static_cast<double>(config.stack_limit), 0,
                                                     static_cast<double>(config.max_stack_limit)}));
  limits.set_processes(static_cast<int32_t>(attributes.Integer(
      "max_processes_and_or_threads", {static_cast<double>(config.processes), 0,
                                       static_cast<double>(config.max_processes), true})));
  const int64_t file =
      kKilobyte * attributes.Integer("max_file_size", {static_cast<double>(config.file_size), 0,
                                                       static_cast<double>(config.max_file_size)});
  limits.set_file_bytes(std::max<int64_t>(file, 1));
  limits.set_output_bytes(std::max<int64_t>(file, 1));  // standard output is a file there
}

// What Judge0 can be told to allow, and is not allowed here.
void ReadRefused(Attributes& attributes) {
  for (const char* name :
       {"enable_per_process_and_thread_time_limit", "enable_per_process_and_thread_memory_limit"}) {
    if (attributes.Flag(name, false)) attributes.Wrong(name, "this option cannot be enabled");
  }
  if (attributes.Flag("enable_network", false)) {
    attributes.Wrong("enable_network", "enabling network is not allowed");
  }
}

void ReadSources(Attributes& attributes, const Language* language, bool base64,
                 judge_v1::RunWork& run) {
  auto source = attributes.Text("source_code");
  const auto files = attributes.Text("additional_files");
  if (files) run.set_archive(::assay::judge0::DecodeBase64(*files));
  const bool project = language != nullptr && language->id == kMultiFile;
  const bool blank = !source || source->find_first_not_of(" \t\r\n") == std::string::npos;
  if (project) {
    if (!blank) attributes.Wrong("source_code", "must be blank");
    if (run.archive().empty()) attributes.Wrong("additional_files", "can't be blank");
    return;
  }
  if (blank) {
    attributes.Wrong("source_code", "can't be blank");
    return;
  }
  if (language == nullptr) return;
  judge_v1::SourceFile& file = *run.add_files();
  file.set_path(std::string(language->source_file));
  file.set_data(base64 ? ::assay::judge0::DecodeBase64(*source) : *std::move(source));
  run.set_entry(std::string(language->source_file));
}

void ReadStreams(Attributes& attributes, bool base64, judge_v1::RunWork& run) {
  const auto decoded = [&](const char* name) {
    auto text = attributes.Text(name);
    if (text && base64) text = ::assay::judge0::DecodeBase64(*text);
    return text;
  };
  if (auto text = decoded("stdin")) run.set_stdin(*std::move(text));
  if (auto text = decoded("expected_output")) run.set_expected_output(*std::move(text));
}

void ReadOptions(Attributes& attributes, const Language* language, judge_v1::RunWork& run) {
  for (const bool compiler : {true, false}) {
    const char* name = compiler ? "compiler_options" : "command_line_arguments";
    const std::string text = attributes.ShortText(name, kMaxOptions);
    auto words = SplitWords(text);
    if (!words.ok()) {
      attributes.Wrong(name, words.status().message());
      continue;
    }
    if (words->empty()) continue;
    if (compiler && language != nullptr && language->compile_cmd.empty()) {
      attributes.Wrong(name, "setting compiler options is only allowed for compiled languages");
      continue;
    }
    for (std::string& word : *words) {
      *(compiler ? run.add_compiler_options() : run.add_arguments()) = std::move(word);
    }
  }
}

}  // namespace

bool ReadSubmission(const nlohmann::json& json, bool base64, const Config& config,
                    judge_v1::SubmitRequest& submit, nlohmann::ordered_json& errors) {
  errors = nlohmann::ordered_json::object();
  Attributes attributes(json, errors);
  judge_v1::RunWork& run = *submit.mutable_run();
  const Language* language = ReadLanguage(attributes);
  if (language != nullptr) run.set_language(std::string(language->language));
  ReadSources(attributes, language, base64, run);
  ReadStreams(attributes, base64, run);
  ReadLimits(attributes, config, run);
  ReadOptions(attributes, language, run);
  ReadRefused(attributes);
  run.set_redirect_stderr_to_stdout(attributes.Flag("redirect_stderr_to_stdout", false));
  submit.set_callback_url(attributes.ShortText("callback_url", kMaxUrl));
  // Invalid UTF-8 cannot come out of a JSON parser.
  run.set_client_data(attributes.kept().dump());
  return errors.empty();
}

}  // namespace assay::gateway::judge0

#include <algorithm>

#include "common/crypto/encoding.h"
#include "common/http/url.h"
#include "lms/gateway/json_fields.h"
#include "lms/gateway/json_in.h"
#include "lms/gateway/json_out.h"
#include "lms/gateway/multipart.h"

namespace assay::gateway {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxFiles = 500;
constexpr size_t kMaxPath = 1024;
constexpr size_t kMaxWord = 200;

void ReadClass(const std::string& word, judge_v1::SubmitRequest& submit,
               std::optional<Problem>& problem) {
  judge_v1::Class job_class = judge_v1::CLASS_INTERACTIVE;
  if (!word.empty() && !ParseClass(word, job_class)) {
    problem = BadField("class", "is one of interactive, exam, batch and background");
    return;
  }
  submit.set_class_(job_class);
}

// {"path": …, "text": …} or {"path": …, "data": base64}
void ReadFile(const Json& json, const std::string& where, judge_v1::SourceFile& file,
              std::optional<Problem>& problem) {
  JsonFields fields(json, where + ".", problem);
  std::string path;
  fields.String("path", kMaxPath, path);
  const Json* const text = fields.Find("text");
  const Json* const data = fields.Find("data");
  fields.Finish();
  if (problem) return;
  if (path.empty()) return fields.Wrong("path", "is needed");
  if ((text == nullptr) == (data == nullptr))
    return fields.Wrong("", "needs \"text\" or \"data\" (base64), one of them");
  const Json& content = text != nullptr ? *text : *data;
  if (!content.is_string())
    return fields.Wrong(text != nullptr ? "text" : "data", "must be a string");
  file.set_path(path);
  if (text != nullptr) {
    file.set_data(content.get<std::string>());
    return;
  }
  auto bytes =
      crypto::Base64Decode(content.get_ref<const std::string&>(), crypto::LineBreaks::kSkipped);
  if (!bytes.ok()) return fields.Wrong("data", "is not base64");
  file.set_data(std::move(bytes).value());
}

void ReadNoop(const Json& json, judge_v1::NoopWork& noop, std::optional<Problem>& problem) {
  JsonFields fields(json, "noop.", problem);
  int64_t busy = 0;
  fields.Integer("busy_us", 0, 600'000'000, busy);
  fields.String("verdict", 10, *noop.mutable_verdict());
  fields.Finish();
  noop.set_busy_us(busy);
}

void ReadEdits(const Json& json, judge_v1::EditHistory& edits, std::optional<Problem>& problem) {
  constexpr int64_t kMostMs = int64_t{400} * 24 * 3600 * 1000, kMostCharacters = 1'000'000'000;
  JsonFields fields(json, "edits.", problem);
  int64_t span = 0, active = 0, typed = 0, pasted = 0, pastes = 0, largest = 0;
  fields.Integer("span_ms", 0, kMostMs, span);
  fields.Integer("active_ms", 0, span, active);
  fields.Integer("typed", 0, kMostCharacters, typed);
  fields.Integer("pasted", 0, kMostCharacters, pasted);
  fields.Integer("pastes", 0, pasted, pastes);
  fields.Integer("largest_paste", 0, pasted, largest);
  fields.Finish();
  edits.set_span_ms(span);
  edits.set_active_ms(active);
  edits.set_typed(static_cast<int32_t>(typed));
  edits.set_pasted(static_cast<int32_t>(pasted));
  edits.set_pastes(static_cast<int32_t>(pastes));
  edits.set_largest_paste(static_cast<int32_t>(largest));
}

std::optional<Problem> ReadJson(const http::Request& request, judge_v1::SubmitRequest& submit) {
  Json json;
  std::optional<Problem> problem = ParseBody(request, json);
  if (problem) return problem;
  JsonFields fields(json, "", problem);
  std::string id;
  std::string job_class;
  bool stop_at_first = false;
  fields.String("problem", kMaxWord, id);
  fields.String("course", kMaxWord, *submit.mutable_course());
  fields.String("language", kMaxWord, *submit.mutable_language());
  fields.String("entry", kMaxPath, *submit.mutable_entry());
  fields.String("class", kMaxWord, job_class);
  fields.Bool("stop_at_first", stop_at_first);
  const Json* const files = fields.Find("files");
  const Json* const noop = fields.Find("noop");
  const Json* const edits = fields.Find("edits");
  fields.Finish();
  if (problem) return problem;
  submit.set_stop_at_first(stop_at_first);
  ReadClass(job_class, submit, problem);
  if (noop != nullptr) {
    if (!id.empty() || files != nullptr || edits != nullptr)
      fields.Wrong("noop", "goes without \"problem\", \"files\" and \"edits\"");
    ReadNoop(*noop, *submit.mutable_noop(), problem);
    return problem;
  }
  if (id.empty()) fields.Wrong("problem", "is needed: the id of the problem");
  submit.set_problem(id);
  if (files == nullptr || !files->is_array() || files->empty() || files->size() > kMaxFiles) {
    fields.Wrong("files", "must be a list of 1 to 500 files");
    return problem;
  }
  for (size_t i = 0; i < files->size() && !problem; ++i)
    ReadFile((*files)[i], "files[" + std::to_string(i) + "]", *submit.add_files(), problem);
  if (edits != nullptr && !problem) ReadEdits(*edits, *submit.mutable_edits(), problem);
  return problem;
}

std::optional<Problem> ReadField(const Part& part, judge_v1::SubmitRequest& submit) {
  if (part.data.size() > kMaxPath || !http::IsUtf8(part.data))
    return BadField(part.name.substr(0, 60), "is too long, or not UTF-8");
  const std::string value(part.data);
  std::optional<Problem> problem;
  if (part.name == "problem") {
    submit.set_problem(value);
  } else if (part.name == "course") {
    submit.set_course(value);
  } else if (part.name == "language") {
    submit.set_language(value);
  } else if (part.name == "entry") {
    submit.set_entry(value);
  } else if (part.name == "class") {
    ReadClass(value, submit, problem);
  } else if (part.name == "stop_at_first") {
    if (value != "true" && value != "false") return BadField(part.name, "is true or false");
    submit.set_stop_at_first(value == "true");
  } else {
    return BadField(part.name.substr(0, 60),
                    "is not known here; known are problem, course, language, entry, class, "
                    "stop_at_first and any number of files (curl -F file=@sum.py)");
  }
  return problem;
}

std::optional<Problem> ReadForm(const http::Request& request, judge_v1::SubmitRequest& submit) {
  const auto parts = ParseMultipart(request.Header("Content-Type"), request.body);
  if (!parts.ok()) return BadBody(parts.status().message());
  for (const Part& part : *parts) {
    if (!http::IsUtf8(part.name) || !http::IsUtf8(part.filename))
      return BadBody("a name in the form is not UTF-8");
    if (part.filename.empty()) {
      if (auto problem = ReadField(part, submit)) return problem;
      continue;
    }
    if (submit.files_size() == static_cast<int>(kMaxFiles))
      return BadField("file", "at most 500 files");
    judge_v1::SourceFile& file = *submit.add_files();
    file.set_path(part.filename);
    file.set_data(part.data.data(), part.data.size());
  }
  if (submit.problem().empty()) return BadField("problem", "is needed: curl -F problem=sum …");
  if (submit.files_size() == 0) return BadField("file", "is needed: curl -F file=@sum.py …");
  return std::nullopt;
}

}  // namespace

std::optional<Problem> ReadIdempotencyKey(const http::Request& request, std::string& key) {
  key = request.Header("Idempotency-Key");
  if (key.size() > kMaxWord) return BadField("Idempotency-Key", "is longer than 200 characters");
  if (!std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 0x7F; }))
    return BadField("Idempotency-Key", "holds something else than printable ASCII");
  return std::nullopt;
}

std::optional<Problem> ReadSubmit(const http::Request& request, judge_v1::SubmitRequest& submit) {
  if (auto problem = ReadIdempotencyKey(request, *submit.mutable_idempotency_key())) return problem;
  if (request.Header("Content-Type").starts_with("multipart/form-data"))
    return ReadForm(request, submit);
  return ReadJson(request, submit);
}

}  // namespace assay::gateway

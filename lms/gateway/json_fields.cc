#include "lms/gateway/json_fields.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

namespace assay::gateway {
namespace {

constexpr size_t kMaxDepth = 64;

// Depth before parsing: the parser keeps a stack, but what it makes is destroyed by recursion.
bool TooDeep(std::string_view text) {
  size_t depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kMaxDepth) return true;
    } else if (c == ']' || c == '}') {
      if (depth > 0) --depth;
    }
  }
  return false;
}

}  // namespace

const JsonFields::Json* JsonFields::Find(const char* name) {
  known_.emplace_back(name);
  if (!object_.is_object()) return nullptr;
  const auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

void JsonFields::String(const char* name, size_t most, std::string& value) {
  const Json* const json = Find(name);
  if (json == nullptr) return;
  if (!json->is_string()) return Wrong(name, "must be a string");
  const auto& text = json->get_ref<const std::string&>();
  if (text.size() > most) return Wrong(name, "is longer than " + std::to_string(most) + " bytes");
  if (text.find('\0') != std::string::npos) return Wrong(name, "holds a NUL character");
  value = text;
}

void JsonFields::Bool(const char* name, bool& value) {
  const Json* const json = Find(name);
  if (json == nullptr) return;
  if (!json->is_boolean()) return Wrong(name, "must be true or false");
  value = json->get<bool>();
}

void JsonFields::Integer(const char* name, int64_t least, int64_t most, int64_t& value) {
  const Json* const json = Find(name);
  if (json == nullptr) return;
  const bool fits = json->is_number_integer() &&
                    (!json->is_number_unsigned() || json->get<uint64_t>() <= INT64_MAX);
  if (!fits || json->get<int64_t>() < least || json->get<int64_t>() > most) {
    return Wrong(name, "must be a whole number from " + std::to_string(least) + " to " +
                           std::to_string(most));
  }
  value = json->get<int64_t>();
}

void JsonFields::Strings(const char* name, size_t most, std::vector<std::string>& values) {
  const Json* const json = Find(name);
  if (json == nullptr) return;
  if (!json->is_array() || json->size() > most)
    return Wrong(name, "must be a list of at most " + std::to_string(most) + " strings");
  for (const Json& one : *json) {
    if (!one.is_string() || one.get_ref<const std::string&>().size() > 200)
      return Wrong(name, "must hold strings of at most 200 bytes");
    values.push_back(one.get<std::string>());
  }
}

void JsonFields::Finish() {
  if (!object_.is_object()) return;
  for (const auto& [name, value] : object_.items()) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    std::string list;
    for (const std::string& one : known_) list.append(list.empty() ? "" : ", ").append(one);
    return Wrong(name.substr(0, 60), "is not known here; known are " + list);
  }
}

void JsonFields::Wrong(const std::string& name, std::string message) {
  if (problem_) return;  // the first one is told
  std::string field = where_ + name;
  if (field.ends_with('.')) field.pop_back();
  problem_ = BadField(field.empty() ? "body" : field, std::move(message));
}

std::optional<Problem> ParseText(std::string_view text, nlohmann::json& json) {
  if (TooDeep(text)) return BadBody("is nested deeper than 64 levels");
  json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) return BadBody("is not JSON");
  return std::nullopt;
}

std::optional<Problem> ParseBody(const http::Request& request, nlohmann::json& json) {
  const std::string_view type = request.Header("Content-Type");
  if (!type.starts_with("application/json"))
    return Problem{415, "send JSON, with Content-Type: application/json", {}, 0};
  return ParseText(request.body, json);
}

bool ParseTime(const std::string& text, google::protobuf::Timestamp& time) {
  return text.size() <= 40 && google::protobuf::util::TimeUtil::FromString(text, &time);
}

}  // namespace assay::gateway

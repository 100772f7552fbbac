#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/server.h"
#include "lms/gateway/methods.h"
#include "lms/gateway/problem.h"

// For json_*.cc and proto_json.cc only: reading an object strictly.
namespace assay::gateway {

class JsonFields {
 public:
  using Json = nlohmann::json;

  // `where` is put before names in errors: "filter.".
  JsonFields(const Json& object, std::string where, std::optional<Problem>& problem)
      : object_(object), where_(std::move(where)), problem_(problem) {
    if (!object_.is_object()) Wrong("", "must be an object");
  }

  // The value, or null where there is none; the field counts as known.
  const Json* Find(const char* name);
  void String(const char* name, size_t most, std::string& value);
  void Bool(const char* name, bool& value);
  void Integer(const char* name, int64_t least, int64_t most, int64_t& value);
  void Strings(const char* name, size_t most, std::vector<std::string>& values);
  // After all others: what was not asked for is an error.
  void Finish();
  void Wrong(const std::string& name, std::string message);

 private:
  const Json& object_;
  const std::string where_;
  std::optional<Problem>& problem_;
  std::vector<std::string> known_;
};

// The body as JSON: at most 64 levels deep. 415 where it says that it is something else, 400 where
// it is not JSON.
std::optional<Problem> ParseBody(const http::Request& request, nlohmann::json& json);
std::optional<Problem> ParseText(std::string_view text, nlohmann::json& json);

// 2026-03-01T12:00:00Z
bool ParseTime(const std::string& text, google::protobuf::Timestamp& time);

}  // namespace assay::gateway

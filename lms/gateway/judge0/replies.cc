#include "lms/gateway/judge0/replies.h"

#include <nlohmann/json.hpp>

namespace assay::gateway::judge0 {
namespace {

constexpr const char* kNoUtf8 =
    "some attributes for this submission cannot be converted to UTF-8, use base64_encoded=true "
    "query parameter";

}  // namespace

void Answer(const CallPtr& call, int status, const nlohmann::ordered_json& json) {
  if (auto text = Dump(json)) return call->Json(status, *std::move(text));
  nlohmann::ordered_json error = {{"error", kNoUtf8}};
  // Who waited for a new submission can still ask for it.
  if (status == 201 && json.contains("token")) error["token"] = json["token"];
  call->Json(status == 201 ? 201 : 400, error.dump());
}

void Refuse(const CallPtr& call, int status, const std::string& error) {
  const nlohmann::ordered_json json = {{"error", error}};
  call->Json(status, json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void Fail(const CallPtr& call, const Reply& reply) {
  switch (reply.status.code()) {
    case StatusCode::kNotFound:
      return Refuse(call, 404, "Not Found");
    case StatusCode::kInvalidArgument:
      return Refuse(call, 422, reply.status.message());
    case StatusCode::kResourceExhausted: {
      const nlohmann::ordered_json json = {{"error", "queue is full"}};
      return call->Json(503, json.dump(),
                        {{"Retry-After", std::to_string(std::max(1, reply.retry_after_seconds))}});
    }
    default:
      return call->Fail(reply);
  }
}

bool ReadWishes(const CallPtr& call, Wishes& wishes) {
  wishes.base64 = call->Query("base64_encoded") == "true";
  wishes.fields = ParseFields(call->Query("fields"));
  if (wishes.fields.unknown.empty()) return true;
  std::string names;
  for (const std::string& name : wishes.fields.unknown) {
    names += (names.empty() ? "" : ", ") + name.substr(0, 100);
  }
  Refuse(call, 400, "invalid fields: [" + names + "]");
  return false;
}

}  // namespace assay::gateway::judge0

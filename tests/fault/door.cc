#include "tests/fault/door.h"

#include <nlohmann/json.hpp>

#include "common/http/client.h"

namespace assay::fault {
namespace {

using Json = nlohmann::json;

Status Unexpected(const http::ClientResponse& answer) {
  const std::string text =
      "status " + std::to_string(answer.status) + ": " + answer.body.substr(0, 300);
  return answer.status == 429 || (answer.status == 503 && !answer.Header("Retry-After").empty())
             ? ResourceExhausted(text)
             : Unavailable(text);
}

}  // namespace

Door::Door(std::unique_ptr<http::Client> client, std::string target, std::string token)
    : client_(std::move(client)), target_(std::move(target)), token_(std::move(token)) {}
Door::~Door() = default;

Result<std::unique_ptr<Door>> Door::Open(std::string target, std::string token) {
  ASSAY_ASSIGN_OR_RETURN(auto client, http::Client::Create({}));
  return std::unique_ptr<Door>(new Door(std::move(client), std::move(target), std::move(token)));
}

Result<Door::Made> Door::Submit(const std::string& key, int64_t busy_us) const {
  const std::string body = Json{{"noop", {{"busy_us", busy_us}}}}.dump();
  http::ClientRequest request;
  request.method = "POST";
  request.url = "http://" + target_ + "/v1/submissions";
  request.headers = {{"Authorization", "Bearer " + token_},
                     {"Content-Type", "application/json"},
                     {"Idempotency-Key", key}};
  request.body = body;
  request.timeout = std::chrono::milliseconds(4000);
  ASSAY_ASSIGN_OR_RETURN(const auto answer, client_->Send(request));
  const Json json = Json::parse(answer.body, nullptr, false);
  const bool taken = answer.status == 200 || answer.status == 201;
  if (!taken || !json.is_object() || !json.contains("id") || !json["id"].is_string()) {
    return Unexpected(answer);
  }
  return Made{json["id"].get<std::string>(), answer.status == 201};
}

Result<std::string> Door::FinalWord(const std::string& id) const {
  http::ClientRequest request;
  request.url = "http://" + target_ + "/v1/submissions/" + id;
  request.headers = {{"Authorization", "Bearer " + token_}};
  request.timeout = std::chrono::milliseconds(4000);
  ASSAY_ASSIGN_OR_RETURN(const auto answer, client_->Send(request));
  const Json json = Json::parse(answer.body, nullptr, false);
  if (answer.status != 200 || !json.is_object()) return Unexpected(answer);
  const std::string state = json.value("state", "");
  if (state == "queued" || state == "running") return FailedPrecondition(id + " has not ended");
  const Json result = json.value("result", Json::object());
  return state + " " + result.value("verdict", "") + " judgement " +
         json.value("judgement", Json()).dump();
}

}  // namespace assay::fault

#include "tests/bench/door.h"

#include <chrono>
#include <thread>

namespace assay::bench {

Result<Door> Door::Open(const fault::Stage& stage) {
  http::ClientOptions options;
  options.idle_connections = 512;
  ASSAY_ASSIGN_OR_RETURN(auto client, http::Client::Create(options));
  return Door(std::move(client), stage.door_target(), stage.token());
}

Result<http::ClientResponse> Door::Send(const std::string& method, const std::string& path,
                                        const std::string& body, const std::string& type) const {
  http::ClientRequest request;
  request.method = method;
  request.url = url() + path;
  request.headers = {{"Authorization", "Bearer " + token_}};
  if (!type.empty()) request.headers.emplace_back("Content-Type", type);
  request.body = body;
  return client_->Send(request);
}

Result<http::ClientResponse> Door::Get(const std::string& path) const {
  return Send("GET", path, "", "");
}

Status Door::UntilGood(const std::function<Result<http::ClientResponse>()>& ask) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (true) {
    const auto answer = ask();
    if (answer.ok() && (answer->status == 200 || answer->status == 201)) return OkStatus();
    if (std::chrono::steady_clock::now() > until) {
      return Unavailable("the gateway does not answer as it should: " +
                         (answer.ok() ? answer->body : answer.status().ToString()));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace assay::bench

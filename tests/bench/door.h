#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/http/client.h"
#include "common/status.h"
#include "tests/fault/stage.h"

namespace assay::bench {

// The public door of a stage, as a client with an administrator's token. Thread-safe.
class Door {
 public:
  static Result<Door> Open(const fault::Stage& stage);

  Result<http::ClientResponse> Send(const std::string& method, const std::string& path,
                                    const std::string& body, const std::string& type) const;
  Result<http::ClientResponse> Get(const std::string& path) const;

  // Asks until the answer is 200 or 201, since what stands behind the door may still be starting.
  // kUnavailable: it was not within a minute; with the last answer.
  static Status UntilGood(const std::function<Result<http::ClientResponse>()>& ask);

  const std::string& target() const { return target_; }  // "127.0.0.1:PORT"
  std::string url() const { return "http://" + target_; }
  const std::string& token() const { return token_; }
  std::vector<std::string> SocketHeaders() const { return {"Authorization: Bearer " + token_}; }

 private:
  Door(std::unique_ptr<http::Client> client, std::string target, std::string token)
      : client_(std::move(client)), target_(std::move(target)), token_(std::move(token)) {}
  std::unique_ptr<http::Client> client_;
  std::string target_, token_;
};

}  // namespace assay::bench

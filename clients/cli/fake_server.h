#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "clients/cli/api.h"
#include "common/http/server.h"

namespace assay::client {

// For tests: a real HTTP server whose answers a test scripts, and which remembers what was asked.
class FakeServer {
 public:
  using Answer = std::function<void(const http::Request&, http::Responder&)>;

  // Before Start. Several answers for one address come one after the other; the last one stays.
  void On(const std::string& method, const std::string& path, std::vector<Answer> answers) {
    auto left = std::make_shared<std::vector<Answer>>(std::move(answers));
    router_.Add(method, path,
                [this, left](const std::shared_ptr<const http::Request>& request,
                             const std::shared_ptr<http::Responder>& responder) {
                  Answer answer;
                  {
                    const std::lock_guard lock(mutex_);
                    requests_.push_back(*request);
                    answer = left->front();
                    if (left->size() > 1) left->erase(left->begin());
                  }
                  answer(*request, *responder);
                });
  }
  void Start() {
    auto server = http::Server::Start({}, std::move(router_), log::Logger());
    ASSERT_TRUE(server.ok()) << server.status().ToString();
    server_ = std::move(*server);
  }
  void Stop() { server_.reset(); }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }
  std::vector<http::Request> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  static Answer Json(int status, const nlohmann::json& body, http::Headers headers = {}) {
    headers.emplace_back("Content-Type",
                         status < 400 ? "application/json" : "application/problem+json");
    return [=](const http::Request&, http::Responder& responder) {
      responder.Send({status, headers, body.dump()});
    };
  }
  struct Event {
    std::string name, data, id;
  };
  // Sends these, then ends the stream, as a server that stops does.
  static Answer Events(std::vector<Event> events) {
    return [events = std::move(events)](const http::Request&, http::Responder& responder) {
      const auto stream = responder.StartEvents({});
      for (const Event& event : events) stream->Send(event.data, event.name, event.id);
      stream->Close();
    };
  }

 private:
  http::Router router_;
  std::unique_ptr<http::Server> server_;
  mutable std::mutex mutex_;
  std::vector<http::Request> requests_;
};

// An Api of that server which does not wait: what it would have waited is in `waits`.
struct Impatient {
  std::vector<std::chrono::milliseconds> waits;
  std::vector<std::string> notes;

  std::unique_ptr<Api> Open(const std::string& url, const std::string& token = "assay_t") {
    ApiOptions options;
    options.server = url;
    options.token = token;
    options.sleep = [this](std::chrono::milliseconds time) { waits.push_back(time); };
    options.note = [this](std::string_view text) { notes.emplace_back(text); };
    auto api = Api::Create(std::move(options));
    EXPECT_TRUE(api.ok()) << api.status().ToString();
    return api.ok() ? std::move(*api) : nullptr;
  }
};

}  // namespace assay::client

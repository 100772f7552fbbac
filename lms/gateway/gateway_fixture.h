#pragma once

#include <grpcpp/channel.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "common/http/test_client.h"
#include "lms/gateway/gateway.h"
#include "lms/gateway/test_services.h"

namespace assay::gateway {

// A gateway over plain HTTP in front of TestServices.
class GatewayTest : public ::testing::Test {
 protected:
  using Client = http::testing::RawClient;
  using Answer = Client::Answer;
  using Json = nlohmann::json;

  void Start() {
    options_.plagiarism = services_.plagiarism_channel();
    auto gateway = Gateway::Start(options_, services_.judge_channel(), services_.identity_channel(),
                                  log::Logger(), metrics_, nullptr);
    ASSERT_TRUE(gateway.ok()) << gateway.status().ToString();
    gateway_ = std::move(gateway).value();
  }
  void SetUp() override {
    options_.operators = "t1";  // of all the people of TestServices
    Start();
  }
  void TearDown() override { gateway_.reset(); }

  static std::string Bearer(const std::string& who) {
    return who.empty() ? "" : "Authorization: Bearer " + TestToken(who) + "\r\n";
  }
  // One request on a connection of its own.
  Answer Ask(const std::string& who, const std::string& method, const std::string& target,
             const std::string& body = {}, const std::string& headers = {}) {
    Client client(gateway_->port());
    const std::string type = headers.find("Content-Type") == std::string::npos && !body.empty()
                                 ? "Content-Type: application/json\r\n"
                                 : "";
    client.Send(method + " " + target + " HTTP/1.1\r\nHost: test\r\n" + Bearer(who) + type +
                headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.ReadAnswer(method == "HEAD");
  }
  Answer Get(const std::string& who, const std::string& target, const std::string& headers = {}) {
    return Ask(who, "GET", target, {}, headers);
  }
  Answer Post(const std::string& who, const std::string& target, const std::string& body = {},
              const std::string& headers = {}) {
    return Ask(who, "POST", target, body, headers);
  }
  static Json Parse(const Answer& answer) { return Json::parse(answer.body, nullptr, false); }
  static std::string Submission(const std::string& problem, const std::string& text = "x") {
    return Json({{"problem", problem}, {"files", {{{"path", "a.py"}, {"text", text}}}}}).dump();
  }
  // The id of a new submission of theirs.
  std::string Submit(const std::string& who, const std::string& problem = "sum") {
    const Answer answer = Post(who, "/v1/submissions", Submission(problem));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return Parse(answer).value("id", "");
  }
  static bool WaitFor(const std::function<bool()>& condition) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }

  TestServices services_;
  metrics::Registry metrics_;
  GatewayOptions options_;
  std::unique_ptr<Gateway> gateway_;
};

}  // namespace assay::gateway

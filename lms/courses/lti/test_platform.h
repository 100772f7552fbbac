#pragma once

#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/http/test_receiver.h"
#include "common/http/url.h"
#include "common/jwt/token.h"
#include "lms/courses/lti/claims.h"

namespace assay::courses::lti {

// A learning platform for tests: real HTTP, real keys. It publishes its keys, checks the assertion
// with which we ask for a token by the keys that we publish, keeps line items and scores, and says
// who is in its course in pages of two.
class TestPlatform {
 public:
  using Json = nlohmann::json;

  explicit TestPlatform(std::function<Result<std::string>()> tool_keys)
      : tool_keys_(std::move(tool_keys)),
        key_(jwt::SigningKey::Create(jwt::Algorithm::kRs256).value()),
        receiver_(
            [this](const http::ReceivedRequest& request, http::ReceiverConnection& connection) {
              const std::lock_guard lock(mutex_);
              Answer(request, connection);
            }) {}

  std::string url() const { return receiver_.url(); }
  // As a launch says it; the nonce is the login's.
  Json Claims(const std::string& subject, const std::string& role, const std::string& nonce,
              int64_t now) const {
    const std::string base = kClaim;
    const std::string ags = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";
    const std::string nrps = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice";
    return {{"iss", url()},
            {"aud", "client-1"},
            {"sub", subject},
            {"name", "The " + subject},
            {"iat", now},
            {"exp", now + 300},
            {"nonce", nonce},
            {base + "message_type", "LtiResourceLinkRequest"},
            {base + "version", "1.3.0"},
            {base + "deployment_id", "d1"},
            {base + "target_link_uri", "https://assay.example.org/lti/launch"},
            {base + "roles", {"http://purl.imsglobal.org/vocab/lis/v2/membership#" + role}},
            {base + "context", {{"id", "ctx"}, {"title", "Algorithms 101"}, {"label", "ALG 101"}}},
            {base + "resource_link", {{"id", "link-1"}}},
            {ags, {{"scope", {kScopeScore, kScopeLineItem}}, {"lineitems", url() + "/items"}}},
            {nrps, {{"context_memberships_url", url() + "/members"}}}};
  }
  std::string Sign(const Json& claims) const { return key_.Sign(claims).value(); }

  std::vector<Json> scores() {
    const std::lock_guard lock(mutex_);
    return scores_;
  }
  size_t tokens() {
    const std::lock_guard lock(mutex_);
    return tokens_;
  }
  void FailNext(int status, size_t times) {
    const std::lock_guard lock(mutex_);
    fail_status_ = status;
    fail_times_ = times;
  }

  std::vector<Json> members;
  std::string next_elsewhere;  // instead of the second page's address
  std::string configured_issuer;

 private:
  static constexpr char kToken[] = "token-of-the-platform";

  bool Allowed(const http::ReceivedRequest& request) const {
    return request.Header("Authorization") == std::string("Bearer ") + kToken;
  }

  void Answer(const http::ReceivedRequest& request, http::ReceiverConnection& connection) {
    const auto target = http::ParseTarget(request.target);
    if (!target.ok()) return connection.Reply(400);
    const std::string& path = target->path;
    const auto json = [&connection](int status, const Json& body,
                                    std::vector<std::pair<std::string, std::string>> headers = {}) {
      headers.emplace_back("Content-Type", "application/json");
      connection.Reply(status, headers, body.dump());
    };
    if (path == "/jwks") {
      const jwt::SigningKey* const keys[] = {&key_};
      return connection.Reply(200, {{"Content-Type", "application/json"}},
                              jwt::PublishedKeys(keys));
    }
    if (path == "/configuration")
      return json(200, {{"issuer", configured_issuer.empty() ? url() : configured_issuer},
                        {"authorization_endpoint", url() + "/auth"},
                        {"token_endpoint", url() + "/token"},
                        {"jwks_uri", url() + "/jwks"},
                        {"registration_endpoint", url() + "/registration"}});
    if (path == "/registration") {
      const Json tool = Json::parse(request.body, nullptr, false);
      if (request.Header("Authorization") != "Bearer registration-token" ||
          tool.value("jwks_uri", "") != "https://assay.example.org/lti/jwks.json")
        return json(401, {{"error", "invalid_token"}});
      Json answer = tool;
      answer["client_id"] = "client-9";
      answer["https://purl.imsglobal.org/spec/lti-tool-configuration"]["deployment_id"] = "d9";
      return json(200, answer);
    }
    if (path == "/token") return Token(request, json);
    if (!Allowed(request)) return json(401, {{"error", "invalid_token"}});
    if (path == "/members") return Members(*target, json);
    if (path == "/items" && request.method == "GET") return json(200, items_);
    if (path == "/items") {
      Json item = Json::parse(request.body, nullptr, false);
      item["id"] = url() + "/items/" + std::to_string(items_.size() + 1) + "?type=x";
      items_.push_back(item);
      return json(201, item);
    }
    if (path.ends_with("/scores")) {
      if (fail_times_ > 0) {
        --fail_times_;
        return json(fail_status_, {{"error", "not now"}});
      }
      Json score = Json::parse(request.body, nullptr, false);
      score["path"] = request.target;
      scores_.push_back(score);
      return json(204, {});
    }
    json(404, {});
  }

  template <typename Reply>
  void Token(const http::ReceivedRequest& request, const Reply& json) {
    ++tokens_;
    const auto form = http::ParseForm(request.body);
    std::string assertion;
    if (form.ok())
      for (const auto& [name, value] : *form)
        if (name == "client_assertion") assertion = value;
    const auto keys = tool_keys_();
    const auto set = keys.ok() ? jwt::KeySet::Parse(*keys) : Result<jwt::KeySet>(keys.status());
    if (!set.ok()) return json(500, {});
    const auto claims = jwt::Verify(assertion, *set);
    if (!claims.ok() || jwt::TextClaim(*claims, "iss") != "client-1" ||
        jwt::TextClaim(*claims, "aud") != url() + "/token" ||
        !used_.insert(jwt::TextClaim(*claims, "jti")).second)
      return json(400, {{"error", "invalid_client"}});
    json(200, {{"access_token", kToken}, {"token_type", "Bearer"}, {"expires_in", 3600}});
  }

  template <typename Reply>
  void Members(const http::Target& target, const Reply& json) {
    size_t page = 0;
    for (const auto& [name, value] : target.query)
      if (name == "page") page = std::stoul(value);
    Json list = Json::array();
    for (size_t i = 2 * page; i < std::min(members.size(), 2 * page + 2); ++i)
      list.push_back(members[i]);
    std::vector<std::pair<std::string, std::string>> headers;
    if (2 * page + 2 < members.size())
      headers.emplace_back("Link", "<" + (next_elsewhere.empty() ? url() : next_elsewhere) +
                                       "/members?page=" + std::to_string(page + 1) +
                                       ">; rel=\"next\"");
    json(200, {{"id", "x"}, {"context", {{"id", "ctx"}}}, {"members", list}}, headers);
  }

  const std::function<Result<std::string>()> tool_keys_;
  const jwt::SigningKey key_;
  std::mutex mutex_;
  std::vector<Json> scores_;
  Json items_ = Json::array();
  std::set<std::string> used_;
  size_t tokens_ = 0, fail_times_ = 0;
  int fail_status_ = 0;
  http::TestReceiver receiver_;  // last: its threads use the others
};

}  // namespace assay::courses::lti

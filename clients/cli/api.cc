#include "clients/cli/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "common/crypto/key.h"

namespace assay::client {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr uint64_t kMaxAnswer = 64U << 20U;

bool MayTryAgain(const ApiCall& call) {
  return call.method == "GET" || call.method == "PUT" || call.method == "DELETE" ||
         !call.key.empty();
}

bool IsPassing(const Status& status) {
  return status.code() == StatusCode::kUnavailable ||
         status.code() == StatusCode::kDeadlineExceeded;
}

bool IsLoopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

}  // namespace

std::string PercentEncode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string NewKey() { return crypto::RandomToken(16); }

Result<std::string> ReadServerUrl(std::string_view typed) {
  std::string url(typed);
  std::transform(url.begin(), url.end(), url.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (url.find("://") == std::string::npos) url.insert(0, "https://");
  while (url.ends_with('/')) url.pop_back();
  const bool secure = url.starts_with("https://");
  if (!secure && !url.starts_with("http://")) {
    return InvalidArgument("--server " + std::string(typed) + ": begins with https://");
  }
  const std::string authority = url.substr(secure ? 8 : 7);
  if (authority.empty() || authority.find_first_of("/?#@ \\") != std::string::npos) {
    return InvalidArgument("--server " + std::string(typed) +
                           ": expected https://HOST or https://HOST:PORT, without a path");
  }
  const size_t host_end = authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
  if (!secure && !IsLoopback(authority.substr(0, host_end))) {
    return InvalidArgument("--server " + std::string(typed) +
                           ": http:// would show your token to the network; use https://");
  }
  return url;
}

Result<std::unique_ptr<Api>> Api::Create(ApiOptions options) {
  http::ClientOptions client_options;
  client_options.roots = options.roots;
  client_options.user_agent = "assay-client/" ASSAY_VERSION;
  ASSAY_ASSIGN_OR_RETURN(auto client, http::Client::Create(std::move(client_options)));
  if (!options.sleep) {
    options.sleep = [](milliseconds time) { std::this_thread::sleep_for(time); };
  }
  return std::unique_ptr<Api>(new Api(std::move(options), std::move(client)));
}

http::Headers Api::HeadersOf(const ApiCall& call) const {
  http::Headers headers = {{"Accept", "application/json"}};
  if (!options_.token.empty()) headers.emplace_back("Authorization", "Bearer " + options_.token);
  if (!call.body.empty()) headers.emplace_back("Content-Type", call.content_type);
  if (!call.key.empty()) headers.emplace_back("Idempotency-Key", call.key);
  return headers;
}

// The client's own errors, with what to do about them.
Status Api::Explain(Status status) const {
  if (status.code() == StatusCode::kFailedPrecondition) {
    return Unavailable(
        fmt::format("{}: its certificate is not believed: {}\n  name the authority that signed it: "
                    "--cacert FILE "
                    "(of assay up: DATA/pki/root.crt)",
                    options_.server, status.message()));
  }
  if (IsPassing(status)) {
    return {status.code(),
            fmt::format(
                "{} cannot be reached: {}\n  is it running (assay status), and is --server right?",
                options_.server, status.message())};
  }
  return status;
}

Result<json> Api::Call(const ApiCall& call) {
  http::ClientRequest request;
  request.method = call.method;
  request.url = options_.server + call.path;
  request.headers = HeadersOf(call);
  request.body = call.body;
  request.timeout = call.timeout;
  request.max_response_bytes = kMaxAnswer;
  seconds backoff{1};
  for (int attempt = 1;; ++attempt) {
    const Result<http::ClientResponse> response = client_->Send(request);
    if (response.ok() && response->status >= 200 && response->status < 300) {
      if (response->body.empty()) return json();
      json answer = json::parse(response->body, nullptr, false);
      if (answer.is_discarded()) {
        return Internal(options_.server + " answered what is not JSON; is it an Assay server?");
      }
      return answer;
    }
    const Status status = response.ok() ? RefusalOf(*response) : Explain(response.status());
    const seconds asked = response.ok() ? response->RetryAfter() : seconds(0);
    if (!IsPassing(status) || !MayTryAgain(call) || attempt >= options_.tries ||
        asked > options_.longest_wait) {
      return status;
    }
    const seconds wait = std::max(asked, asked.count() > 0 ? seconds(0) : backoff);
    options_.note(fmt::format("{}; trying again in {} s ({} of {})",
                              response.ok() ? "the server is busy" : "the server cannot be reached",
                              wait.count(), attempt, options_.tries - 1));
    options_.sleep(wait);
    backoff = std::min(backoff * 2, seconds(16));
  }
}

Result<json> Api::PostForm(const std::string& path, const Fields& fields, int& status) {
  std::string body;
  for (const auto& [name, value] : fields) {
    body += (body.empty() ? "" : "&") + PercentEncode(name) + "=" + PercentEncode(value);
  }
  http::ClientRequest request;
  request.method = "POST";
  request.url = options_.server + path;
  request.headers = {{"Accept", "application/json"},
                     {"Content-Type", "application/x-www-form-urlencoded"}};
  request.body = body;
  request.max_response_bytes = 64U << 10U;
  const Result<http::ClientResponse> response = client_->Send(request);
  if (!response.ok()) return Explain(response.status());
  status = response->status;
  if (status != 200 && status != 400 && status != 401) return RefusalOf(*response);
  json answer = json::parse(response->body, nullptr, false);
  if (!answer.is_object()) {
    return Internal(options_.server + path +
                    ": answered what is not OAuth; is it an Assay server?");
  }
  return answer;
}

Status Api::Stream(const std::string& path, const std::string& last_event_id,
                   const std::function<Status(std::string_view)>& on_bytes, seconds& retry_after) {
  retry_after = seconds(0);
  http::ClientRequest request;
  request.url = options_.server + path;
  request.headers = {{"Accept", "text/event-stream"}, {"Cache-Control", "no-store"}};
  if (!options_.token.empty()) {
    request.headers.emplace_back("Authorization", "Bearer " + options_.token);
  }
  if (!last_event_id.empty()) request.headers.emplace_back("Last-Event-ID", last_event_id);
  // A refusal has a body that explains it; it comes before the end of the stream.
  std::optional<http::ClientResponse> refused;
  http::StreamHandlers handlers;
  handlers.on_head = [&](const http::ClientResponse& head) {
    if (head.status != 200) {
      refused = head;
      refused->body.clear();
    }
    return OkStatus();
  };
  handlers.on_bytes = [&](std::string_view bytes) {
    if (!refused) return on_bytes(bytes);
    if (refused->body.size() < (64U << 10U)) refused->body += bytes;
    return OkStatus();
  };
  const Status ended = client_->Stream(request, handlers);
  if (!refused) return Explain(ended);
  retry_after = refused->RetryAfter();
  return RefusalOf(*refused);
}

}  // namespace assay::client

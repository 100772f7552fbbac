#include "common/jwt/remote_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/jwt/token.h"

namespace assay::jwt {
namespace {

constexpr uint64_t kMaxBytes = 256U << 10U;
constexpr auto kTimeout = std::chrono::seconds(10);

}  // namespace

RemoteKeys::RemoteKeys(http::Client& client, const limits::TimeSource& time,
                       RemoteKeysOptions options)
    : client_(client), time_(time), options_(options) {}

std::shared_ptr<RemoteKeys::Entry> RemoteKeys::EntryOf(const std::string& url) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Entry>& entry = entries_[url];
  if (!entry) entry = std::make_shared<Entry>();
  std::shared_ptr<Entry> found = entry;
  found->used_at = time_.Now();
  if (entries_.size() > options_.max_addresses) {
    entries_.erase(std::min_element(entries_.begin(), entries_.end(), [](auto& a, auto& b) {
      return a.second->used_at < b.second->used_at;
    }));
  }
  return found;
}

void RemoteKeys::Fetch(Entry& entry, const std::string& url) {
  entry.asked = true;
  entry.asked_at = time_.Now();
  http::ClientRequest request;
  request.url = url;
  request.headers = {{"Accept", "application/json"}};
  request.timeout = kTimeout;
  request.max_response_bytes = kMaxBytes;
  Result<http::ClientResponse> answer = client_.Send(request);
  if (!answer.ok()) {
    entry.failure = std::move(answer).status();
    return;
  }
  if (answer->status != 200) {
    entry.failure = FailedPrecondition(fmt::format("{}: status {}", url, answer->status));
    return;
  }
  Result<KeySet> keys = KeySet::Parse(answer->body);
  if (!keys.ok()) {
    entry.failure = FailedPrecondition(url + ": " + keys.status().message());
    return;
  }
  entry.failure = OkStatus();
  entry.keys = *std::move(keys);
}

Result<nlohmann::json> RemoteKeys::Verify(std::string_view token, const std::string& url) {
  ASSAY_ASSIGN_OR_RETURN(const http::HttpUrl parts, http::ParseHttpUrl(url));
  if (parts.scheme != "https" && !options_.plain_http)
    return InvalidArgument("keys are fetched over https:// only");
  const std::shared_ptr<Entry> entry = EntryOf(url);
  KeySet keys;
  bool may_ask = false;
  {
    const std::lock_guard lock(entry->mutex);
    if (!entry->asked ||
        time_.Now() - entry->asked_at >= (entry->failure.ok() ? options_.keep : options_.pause))
      Fetch(*entry, url);
    if (!entry->failure.ok()) return entry->failure;
    keys = entry->keys;
    may_ask = time_.Now() - entry->asked_at >= options_.pause;
  }
  Result<nlohmann::json> claims = jwt::Verify(token, keys);
  if (claims.ok() || claims.status().code() != StatusCode::kNotFound) return claims;
  if (may_ask) {
    const std::lock_guard lock(entry->mutex);
    // Another may have asked meanwhile.
    if (time_.Now() - entry->asked_at >= options_.pause) Fetch(*entry, url);
    if (!entry->failure.ok()) return entry->failure;
    keys = entry->keys;
  }
  claims = jwt::Verify(token, keys);
  if (claims.status().code() == StatusCode::kNotFound)
    return Unauthenticated(claims.status().message());
  return claims;
}

}  // namespace assay::jwt

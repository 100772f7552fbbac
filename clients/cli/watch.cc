#include "clients/cli/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "clients/cli/fields.h"
#include "common/http/sse.h"

namespace assay::client {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Ends the stream from inside once the submission has: not an error of anybody.
Status Ended() { return {StatusCode::kCancelled, "the submission ended"}; }

class Follower {
 public:
  explicit Follower(const OnEvent& on_event) : on_event_(on_event) {}

  // A new connection: half a line of the old one is not the beginning of this one's.
  void Begin() {
    parser_.emplace();
    seen_ = false;
  }

  Status Take(std::string_view bytes) {
    const Status fed =
        parser_->Feed(bytes, [this](const http::ServerEvent& event) { Tell(event); });
    if (parser_->retry_ms()) retry_ = milliseconds(std::clamp(*parser_->retry_ms(), 0, 30'000));
    ASSAY_RETURN_IF_ERROR(fed);
    if (!refusal_.ok()) return std::exchange(refusal_, OkStatus());
    return last_ ? Ended() : OkStatus();
  }

  const std::optional<json>& last() const { return last_; }
  const std::string& last_id() const { return last_id_; }
  bool seen() const { return seen_; }  // an event, on this connection
  std::optional<milliseconds> retry() const { return retry_; }

 private:
  void Tell(const http::ServerEvent& event) {
    if (last_) return;
    const json whole = json::parse(event.data, nullptr, false);
    if (!whole.is_object()) return;  // of a newer server; what we know is told
    if (event.event == "error") {
      refusal_ = RefusalOf(static_cast<int>(Int(whole, "status", 500)), event.data);
      return;
    }
    seen_ = true;
    if (!event.id.empty()) last_id_ = event.id;
    const json& inner = Child(whole, event.event);
    const json& data = inner.is_null() ? whole : inner;
    on_event_(event.event, data);
    if (event.event == "snapshot" && IsFinal(data)) last_ = data;
  }

  const OnEvent& on_event_;
  std::optional<http::SseParser> parser_{std::in_place};
  std::string last_id_;
  std::optional<json> last_;
  Status refusal_;  // an event "error": the server ends the stream and says why
  std::optional<milliseconds> retry_;
  bool seen_ = false;
};

bool MayResume(const Status& status) {
  return status.ok() || status.code() == StatusCode::kUnavailable ||
         status.code() == StatusCode::kDeadlineExceeded;
}

}  // namespace

bool IsFinal(const json& submission) {
  const std::string state = Word(submission, "state", "STATE_");
  return state == "done" || state == "failed" || state == "cancelled";
}

Result<json> Watch(Api& api, const std::string& id, const OnEvent& on_event, int patience) {
  Follower follower(on_event);
  const std::string path = "/v1/submissions/" + PercentEncode(id) + "/events";
  milliseconds backoff{250};
  for (int silent = 0;;) {
    follower.Begin();
    seconds asked{};
    const Status status = api.Stream(
        path, follower.last_id(),
        [&follower](std::string_view bytes) { return follower.Take(bytes); }, asked);
    if (follower.last()) return *follower.last();
    if (!MayResume(status)) return status;
    silent = follower.seen() ? 0 : silent + 1;
    if (follower.seen()) backoff = milliseconds(250);
    if (silent > patience || asked > api.options().longest_wait) {
      return Unavailable(
          fmt::format("{}\n  the submission goes on without you; see it later with assay watch {}",
                      status.ok() ? "the server ended the connection before the submission ended"
                                  : status.message(),
                      id));
    }
    const milliseconds wait = asked.count() > 0
                                  ? milliseconds(asked)
                                  : std::max(backoff, follower.retry().value_or(backoff));
    if (silent > 1 || asked.count() > 0) {
      api.options().note(fmt::format("the connection was lost; taking it up again in {:.1f} s",
                                     static_cast<double>(wait.count()) / 1000));
    }
    api.options().sleep(wait);
    backoff = std::min(backoff * 2, milliseconds(8000));
  }
}

}  // namespace assay::client

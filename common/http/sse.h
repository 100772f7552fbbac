#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/status.h"

namespace assay::http {

struct ServerEvent {
  std::string event;  // "message" where the server gave none
  std::string data;   // lines joined by '\n'
  std::string id;     // the last that the server gave, in this event or before
};

// Server-sent events out of a text/event-stream (WHATWG HTML, 9.2.6), however the bytes are cut
// into pieces. What comes in is untrusted. Thread-compatible.
class SseParser {
 public:
  using Each = std::function<void(const ServerEvent&)>;
  explicit SseParser(size_t max_event_bytes = 1U << 20U) : max_(max_event_bytes) {}

  // Calls `each` for every event that `bytes` completes. kResourceExhausted: an event or a line is
  // longer than allowed; the stream is of no use any more.
  Status Feed(std::string_view bytes, const Each& each);

  // For Last-Event-ID when the stream is taken up again.
  const std::string& last_id() const { return last_id_; }
  // Milliseconds that the server wants a client to wait before that; where it said so.
  std::optional<int> retry_ms() const { return retry_ms_; }

 private:
  void TakeLine(const Each& each);
  void TakeField(std::string_view name, std::string_view value);

  const size_t max_;
  std::string line_, data_, event_, last_id_;
  std::optional<int> retry_ms_;
  bool has_data_ = false;
  bool after_cr_ = false;
  bool first_line_ = true;
};

}  // namespace assay::http

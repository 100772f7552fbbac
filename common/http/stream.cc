#include "common/http/stream.h"

#include <utility>

namespace assay::http {
namespace {

void AppendLine(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ");
  for (const char c : value)
    if (c != '\r' && c != '\n' && c != '\0') out.push_back(c);
  out.push_back('\n');
}

}  // namespace

std::string FormatEvent(std::string_view data, std::string_view event, std::string_view id) {
  std::string out;
  out.reserve(data.size() + event.size() + id.size() + 32);
  if (!id.empty()) AppendLine(out, "id", id);
  if (!event.empty()) AppendLine(out, "event", event);
  while (true) {
    const size_t end = data.find_first_of("\r\n");
    AppendLine(out, "data", data.substr(0, end));
    if (end == std::string_view::npos) break;
    const bool pair = data[end] == '\r' && end + 1 < data.size() && data[end + 1] == '\n';
    data.remove_prefix(end + (pair ? 2 : 1));
  }
  out.push_back('\n');
  return out;
}

void OutStream::Send(std::string_view data, std::string_view event, std::string_view id) {
  std::string message = kind_ == Kind::kEvents ? FormatEvent(data, event, id) : std::string(data);
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (!open_ || closing_ || overflow_) return;
    bytes_ += message.size();
    overflow_ = bytes_ > max_bytes_;
    if (overflow_) {
      queue_.clear();
    } else {
      queue_.push_back(std::move(message));
    }
    // Whoever is busy with a write that does not end must hear of an overflow all the same.
    wake = !std::exchange(woken_, true) || overflow_;
  }
  Wake(wake);
}

void OutStream::Close(int code, std::string_view reason) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (!open_ || closing_) return;
    closing_ = true;
    code_ = code;
    reason_ = reason.substr(0, 120);  // a close frame holds 123 bytes
    wake = !std::exchange(woken_, true);
  }
  Wake(wake);
}

void OutStream::Wake(bool wake) {
  if (!wake) return;
  loop_->Post([self = shared_from_this()] {
    if (const auto sink = self->sink_.lock()) sink->Drain();
  });
}

bool OutStream::open() const {
  const std::lock_guard lock(mutex_);
  return open_ && !closing_ && !overflow_;
}

size_t OutStream::queued_bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

void OutStream::Attach(std::weak_ptr<StreamSink> sink) { sink_ = std::move(sink); }

OutStream::Taken OutStream::Take() {
  const std::lock_guard lock(mutex_);
  woken_ = false;
  Taken taken;
  taken.messages = std::exchange(queue_, {});
  taken.closing = closing_;
  taken.code = code_;
  taken.reason = reason_;
  return taken;
}

bool OutStream::overflowed() const {
  const std::lock_guard lock(mutex_);
  return overflow_;
}

void OutStream::Written(size_t bytes) {
  const std::lock_guard lock(mutex_);
  bytes_ -= std::min(bytes, bytes_);
}

void OutStream::Message(std::string_view text) {
  if (callbacks_.on_message && !ended_) callbacks_.on_message(text);
}

void OutStream::Closed() {
  if (std::exchange(ended_, true)) return;
  {
    const std::lock_guard lock(mutex_);
    open_ = false;
    queue_ = {};
    bytes_ = 0;
  }
  // Callbacks often hold what holds this stream: they go with the connection.
  const StreamCallbacks callbacks = std::exchange(callbacks_, {});
  if (callbacks.on_close) callbacks.on_close();
}

}  // namespace assay::http

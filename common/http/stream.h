#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/loop.h"
#include "common/http/server.h"

namespace assay::http {

class OutStream;

// What writes a stream's messages to its connection, on the loop's thread.
class StreamSink {
 public:
  virtual ~StreamSink() = default;
  // There is something to take, or Close or overflow was said.
  virtual void Drain() = 0;
};

// The side of a Stream that handlers hold: a bounded queue, filled from any thread and emptied on
// the loop's thread.
class OutStream final : public Stream, public std::enable_shared_from_this<OutStream> {
 public:
  enum class Kind : uint8_t { kEvents, kWebSocket };
  OutStream(Kind kind, std::shared_ptr<Loop> loop, size_t max_bytes, StreamCallbacks callbacks)
      : kind_(kind),
        loop_(std::move(loop)),
        max_bytes_(max_bytes),
        callbacks_(std::move(callbacks)) {}

  void Send(std::string_view data, std::string_view event, std::string_view id) override;
  void Close(int code, std::string_view reason) override;
  bool open() const override;
  size_t queued_bytes() const override;

  // --- of the loop's thread ---
  void Attach(std::weak_ptr<StreamSink> sink);
  struct Taken {
    std::vector<std::string> messages;
    bool closing = false;  // after these messages
    int code = 1000;
    std::string reason;
  };
  // What waits; its bytes count as queued until Written.
  Taken Take();
  bool overflowed() const;
  void Written(size_t bytes);
  void Message(std::string_view text);
  // The connection is gone: on_close is called, once; nothing is taken any more.
  void Closed();

 private:
  void Wake(bool wake);

  const Kind kind_;
  const std::shared_ptr<Loop> loop_;
  const size_t max_bytes_;
  StreamCallbacks callbacks_;
  std::weak_ptr<StreamSink> sink_;

  mutable std::mutex mutex_;
  std::vector<std::string> queue_;
  size_t bytes_ = 0;
  bool open_ = true;
  bool closing_ = false;
  bool overflow_ = false;
  bool woken_ = false;
  bool ended_ = false;
  int code_ = 1000;
  std::string reason_;
};

// "id: …\nevent: …\ndata: …\n\n"; a line break inside data begins another data line.
std::string FormatEvent(std::string_view data, std::string_view event, std::string_view id);

}  // namespace assay::http

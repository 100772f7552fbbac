#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/loop.h"
#include "common/http/request_parser.h"
#include "common/http/server.h"
#include "common/http/stream.h"
#include "common/http/transport.h"

namespace assay::http {

// What all connections of a server share. Immutable after the start but for the counters.
struct ServerShared {
  ServerOptions options;
  Router router;
  log::Logger logger;
  std::atomic<size_t> body_bytes{0};  // of requests that are being read or answered
};

Response ErrorResponse(const ServerShared& shared, int status, std::string_view detail);

// HTTP/1.1 on one connection: one request after another, each answered before the next is looked
// at. Of its loop's thread; what handlers hold of it (responders, streams) knows it weakly.
class Connection final : public Member,
                         public StreamSink,
                         public std::enable_shared_from_this<Connection> {
 public:
  // `refuse`: the server is full; the first request is answered 503.
  Connection(std::shared_ptr<Loop> loop, std::shared_ptr<ServerShared> shared,
             std::unique_ptr<Transport> transport, std::string address, bool refuse);
  ~Connection() override;
  void Start();

  void Tick(Clock::time_point now) override;
  void BeginStop() override;
  void Abort() override;
  void Drain() override;

  // --- what a responder asks for, once a request ---
  void Answer(Response response);
  void BeginEvents(const std::shared_ptr<OutStream>& stream, const Headers& headers);
  void BeginWebSocket(const std::shared_ptr<OutStream>& stream, const Headers& headers);

 private:
  enum class State : uint8_t {
    kHandshake,
    kHead,
    kBody,
    kHandling,
    kWriting,
    kEvents,
    kLinger,
    kClosed
  };

  void StartRead();
  void OnRead(ErrorCode error, size_t bytes);
  bool Trusts(std::string_view address) const;
  bool ReadProxy();
  void Advance();
  void OnHead();
  bool ReserveBody(size_t bytes);
  void ReleaseBody();
  void OnRequest();
  std::string PeerOf(const Request& request) const;
  void Refuse(int status, std::string_view detail, Headers headers = {});

  void Write(std::string data);
  void WriteMore();
  void OnWritten(ErrorCode error, size_t bytes);
  void OnDrained();
  void OnAnswered();
  void Linger();
  Headers DefaultHeaders() const;
  void WriteEvents(std::string_view text);
  void Observe();

  const std::shared_ptr<Loop> loop_;
  const std::shared_ptr<ServerShared> shared_;
  std::unique_ptr<Transport> transport_;
  std::string address_;  // of the client, as far as a proxy that is believed says it
  const bool refuse_;

  State state_ = State::kHandshake;
  Clock::time_point deadline_;
  bool reading_ = false;
  bool writing_ = false;
  bool end_of_input_ = false;
  bool close_after_ = false;  // this answer is the last one
  bool begun_ = false;        // what a proxy says first was read

  std::vector<char> chunk_;
  std::string in_;
  std::vector<std::string> out_;
  size_t out_offset_ = 0;
  size_t written_bytes_ = 0;  // of this answer

  std::unique_ptr<RequestParser> parser_;
  std::shared_ptr<Request> request_;
  Router::Match match_;
  size_t reserved_body_ = 0;
  std::shared_ptr<std::atomic<bool>> gone_;
  Clock::time_point request_start_;
  int status_ = 0;

  std::shared_ptr<OutStream> events_;
  bool chunked_events_ = true;
  bool events_end_ = false;
  size_t event_bytes_ = 0;  // taken from events_ and not written yet
  Clock::time_point next_heartbeat_;
};

// The request asked for a WebSocket in the right way.
bool IsWebSocketRequest(const Request& request);

// Answers the handshake and serves the stream from then on. `early` came behind the request.
void StartWebSocket(const std::shared_ptr<Loop>& loop, std::shared_ptr<ServerShared> shared,
                    std::unique_ptr<Transport> transport, std::shared_ptr<const Request> request,
                    std::string pattern, std::string early, std::shared_ptr<OutStream> stream,
                    Headers headers);

// Answers `request` of `connection`; see Responder.
std::shared_ptr<Responder> MakeResponder(std::shared_ptr<Loop> loop,
                                         std::shared_ptr<ServerShared> shared,
                                         std::weak_ptr<Connection> connection,
                                         std::shared_ptr<const Request> request,
                                         std::shared_ptr<std::atomic<bool>> gone);

}  // namespace assay::http

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/log/log.h"
#include "common/status.h"

// HTTP/1.1, server-sent events and WebSocket, over TLS 1.3 or plain (Boost.Beast behind a pimpl).
// Everything that a client sends is bounded: head, body, time, messages, connections.
namespace assay::http {

using Headers = std::vector<std::pair<std::string, std::string>>;  // names as they came

struct Request {
  std::string method;                                      // "GET"
  std::string path;                                        // percent-decoded, begins with '/'
  std::string target;                                      // as it came
  std::vector<std::pair<std::string, std::string>> query;  // decoded
  Headers headers;
  std::string body;
  std::string peer;  // the client's address, as a trusted proxy says it, where one is between
  std::map<std::string, std::string, std::less<>> params;  // of the route: "/v1/x/{id}"

  std::string_view Header(std::string_view name) const;  // case is ignored; "" where absent
  std::optional<std::string> Query(std::string_view name) const;
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
};

// A text/event-stream or a WebSocket to one client. Thread-safe; every call returns at once. What a
// client does not read is kept up to a bound, past which the connection is closed: it resumes.
class Stream {
 public:
  virtual ~Stream() = default;
  // SSE: one event with `id` and `event` where not empty. WebSocket: a text message.
  virtual void Send(std::string_view data, std::string_view event = {},
                    std::string_view id = {}) = 0;
  virtual void Close(int code = 1000, std::string_view reason = {}) = 0;
  virtual bool open() const = 0;
  virtual size_t queued_bytes() const = 0;
};
struct StreamCallbacks {
  std::function<void(std::string_view)> on_message;  // WebSocket text messages; may be empty
  std::function<void()> on_close;                    // once, last
};

// Answers one request, from any thread, once; what comes after the first answer is dropped. One
// that is destroyed without an answer answers 500.
class Responder {
 public:
  virtual ~Responder() = default;
  virtual void Send(Response response) = 0;
  // Instead of Send: the response becomes an event stream, or the WebSocket that the request asked
  // for (else 426, and null). `headers` are added to the response's. Callbacks come from the
  // server's threads, one at a time for one stream; never after on_close, and none where the server
  // has stopped. The stream may be sent to at once. A client that is gone already gets a stream
  // that closes.
  virtual std::shared_ptr<Stream> StartEvents(StreamCallbacks callbacks, Headers headers = {}) = 0;
  virtual std::shared_ptr<Stream> AcceptWebSocket(StreamCallbacks callbacks,
                                                  Headers headers = {}) = 0;
  // True when the client went away.
  virtual bool gone() const = 0;
};
// Called on the server's I/O threads: must not block. Work that blocks goes to a pool of its own.
using Handler =
    std::function<void(const std::shared_ptr<const Request>&, std::shared_ptr<Responder>)>;

// Routes by method and path. "{name}" stands for one segment, "{name*}" for the rest. Where several
// fit, the one that was added first.
class Router {
 public:
  // `max_body_bytes`: 0 is the server's.
  void Add(std::string_view method, std::string_view pattern, Handler handler,
           size_t max_body_bytes = 0);
  struct Match {
    const Handler* handler = nullptr;
    std::map<std::string, std::string, std::less<>> params;
    std::vector<std::string> allowed;  // methods of the path, where only the method does not fit
    std::string_view pattern;          // for metrics: few values
    size_t max_body_bytes = 0;
  };
  // HEAD is answered by GET's handler where it has none of its own.
  Match Find(std::string_view method, std::string_view path) const;
  // Method and pattern of each, as they were added.
  std::vector<std::pair<std::string_view, std::string_view>> routes() const;

 private:
  struct Route {
    std::string method, pattern;
    std::vector<std::string> segments;
    Handler handler;
    size_t max_body_bytes = 0;
  };
  std::vector<Route> routes_;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  uint16_t port = 0;  // 0: any; Server::port() says which
  unsigned threads = 1;
  std::filesystem::path certificate, key;  // both empty: plain; read again when they change
  size_t max_body_bytes = 16U << 20U;
  size_t max_total_body_bytes = 512U << 20U;  // of all requests at one time; above it 503
  size_t max_head_bytes = 16U << 10U;
  size_t max_connections = 18'000;
  size_t max_stream_backlog_bytes = 256U << 10U;
  size_t max_message_bytes = 64U << 10U;  // of a WebSocket, from the client
  std::chrono::milliseconds head_timeout{10'000}, body_timeout{60'000}, idle_timeout{75'000};
  std::chrono::milliseconds ping_interval{30'000};  // of streams
  // Addresses whose X-Forwarded-For is believed; and, without a certificate, a PROXY header of
  // version 2 before the first request. Such a proxy lets no client say either.
  std::vector<std::string> trusted_proxies;
  Headers headers;  // added to every response that has none of the name: security headers
  // Called after each response, for logs and metrics; may be empty.
  std::function<void(const Request&, std::string_view pattern, int status, std::chrono::nanoseconds,
                     uint64_t bytes)>
      observe;
  // Makes the answers that the server gives itself (400, 404, 405, 408, 413, 431, 500, 503); empty:
  // plain text.
  std::function<Response(int status, std::string_view detail)> error;
};

class Server {
 public:
  // kInvalidArgument: options or certificates; kUnavailable: the address cannot be bound.
  static Result<std::unique_ptr<Server>> Start(ServerOptions options, Router router,
                                               log::Logger logger);
  virtual ~Server() = default;  // as Stop with no time
  virtual uint16_t port() const = 0;
  virtual size_t connections() const = 0;
  // Accepts no more, lets requests end, closes streams with 1001, returns when all is closed or the
  // time is over. Not from a handler. Later calls do nothing.
  virtual void Stop(std::chrono::milliseconds timeout) = 0;
};

}  // namespace assay::http

#include <atomic>
#include <utility>

#include "common/http/connection.h"
#include "common/http/gzip.h"
#include "common/http/message.h"

namespace assay::http {
namespace {

constexpr size_t kCompressFrom = 2048;

bool WorthCompressing(std::string_view type) {
  if (type.starts_with("text/event-stream")) return false;
  for (const std::string_view good : {"text/", "application/json", "application/problem+json",
                                      "application/yaml", "image/svg+xml"})
    if (type.starts_with(good)) return true;
  return false;
}

// On the handler's thread, which is often not the one that serves everybody else's connection.
void Compress(const Request& request, Response& response) {
  if (response.body.size() < kCompressFrom || HasNoBody(response.status) ||
      !WorthCompressing(FindHeader(response.headers, "Content-Type")) ||
      FindHeader(response.headers, "Content-Encoding").data() != nullptr)
    return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!AcceptsGzip(request.Header("Accept-Encoding"))) return;
  auto packed = Gzip(response.body);
  if (!packed.ok() || packed->size() >= response.body.size()) return;
  response.body = std::move(packed).value();
  response.headers.emplace_back("Content-Encoding", "gzip");
}

class ResponderImpl final : public Responder {
 public:
  ResponderImpl(std::shared_ptr<Loop> loop, std::shared_ptr<ServerShared> shared,
                std::weak_ptr<Connection> connection, std::shared_ptr<const Request> request,
                std::shared_ptr<std::atomic<bool>> gone)
      : loop_(std::move(loop)),
        shared_(std::move(shared)),
        connection_(std::move(connection)),
        request_(std::move(request)),
        gone_(std::move(gone)) {}

  ~ResponderImpl() override {
    if (!answered_.load()) Send(ErrorResponse(*shared_, 500, "the request was dropped"));
  }
  ResponderImpl(const ResponderImpl&) = delete;
  ResponderImpl& operator=(const ResponderImpl&) = delete;

  void Send(Response response) override {
    if (answered_.exchange(true)) return;
    Compress(*request_, response);
    loop_->Post([connection = connection_, response = std::move(response)]() mutable {
      if (const auto live = connection.lock()) live->Answer(std::move(response));
    });
  }

  std::shared_ptr<Stream> StartEvents(StreamCallbacks callbacks, Headers headers) override {
    if (request_->method == "HEAD") {
      Response head{200, headers, {}};
      head.headers.emplace_back("Content-Type", "text/event-stream");
      Send(std::move(head));
    }
    return Begin(OutStream::Kind::kEvents, std::move(callbacks), std::move(headers));
  }

  std::shared_ptr<Stream> AcceptWebSocket(StreamCallbacks callbacks, Headers headers) override {
    if (!IsWebSocketRequest(*request_)) {
      Response response = ErrorResponse(*shared_, 426, "this address speaks WebSocket only");
      response.headers.emplace_back("Upgrade", "websocket");
      response.headers.emplace_back("Sec-WebSocket-Version", "13");
      Send(std::move(response));
      return nullptr;
    }
    return Begin(OutStream::Kind::kWebSocket, std::move(callbacks), std::move(headers));
  }

  bool gone() const override { return gone_->load(std::memory_order_relaxed); }

 private:
  std::shared_ptr<Stream> Begin(OutStream::Kind kind, StreamCallbacks callbacks, Headers headers) {
    auto stream = std::make_shared<OutStream>(
        kind, loop_, shared_->options.max_stream_backlog_bytes, std::move(callbacks));
    const bool mine = !answered_.exchange(true);
    loop_->Post([connection = connection_, stream, kind, mine, headers = std::move(headers)] {
      const auto live = connection.lock();
      if (!live || !mine) return stream->Closed();
      if (kind == OutStream::Kind::kEvents) return live->BeginEvents(stream, headers);
      live->BeginWebSocket(stream, headers);
    });
    return stream;
  }

  const std::shared_ptr<Loop> loop_;
  const std::shared_ptr<ServerShared> shared_;
  const std::weak_ptr<Connection> connection_;
  const std::shared_ptr<const Request> request_;
  const std::shared_ptr<std::atomic<bool>> gone_;
  std::atomic<bool> answered_{false};
};

}  // namespace

Response ErrorResponse(const ServerShared& shared, int status, std::string_view detail) {
  if (shared.options.error) return shared.options.error(status, detail);
  Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
  response.body = std::string(ReasonPhrase(status)) + ": " + std::string(detail) + "\n";
  return response;
}

std::shared_ptr<Responder> MakeResponder(std::shared_ptr<Loop> loop,
                                         std::shared_ptr<ServerShared> shared,
                                         std::weak_ptr<Connection> connection,
                                         std::shared_ptr<const Request> request,
                                         std::shared_ptr<std::atomic<bool>> gone) {
  return std::make_shared<ResponderImpl>(std::move(loop), std::move(shared), std::move(connection),
                                         std::move(request), std::move(gone));
}

}  // namespace assay::http

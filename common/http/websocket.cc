#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <optional>
#include <random>
#include <utility>

#include "common/http/connection.h"
#include "common/http/message.h"

namespace assay::http {
namespace {

namespace websocket = boost::beast::websocket;
namespace beast_http = boost::beast::http;

constexpr std::chrono::seconds kCloseTime{2};
constexpr auto kNever = Clock::time_point::max();
constexpr size_t kKeptBuffer = 2048;

// Anywhere in the second half of the interval: those who came together would be pinged together
// ever after.
std::chrono::milliseconds FirstPing(std::chrono::milliseconds interval) {
  thread_local std::minstd_rand random(std::random_device{}());
  std::uniform_int_distribution<int64_t> any(interval.count() / 2, interval.count());
  return std::chrono::milliseconds(any(random));
}

// A Transport as Beast wants its next layer; `early` is read first.
class TransportStream {
 public:
  using executor_type = boost::asio::io_context::executor_type;
  TransportStream(std::unique_ptr<Transport> transport, std::string early)
      : transport_(std::move(transport)), early_(std::move(early)) {}

  executor_type get_executor() { return transport_->executor(); }

  template <typename Buffers, typename Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(ErrorCode, size_t)>(
        [this](auto&& handler, boost::asio::mutable_buffer buffer) {
          Read(buffer, std::forward<decltype(handler)>(handler));
        },
        token, First(buffers));
  }

  template <typename Buffers, typename Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    BufferList list;
    const auto end = boost::asio::buffer_sequence_end(buffers);
    for (auto it = boost::asio::buffer_sequence_begin(buffers); it != end; ++it) list.Add(*it);
    return boost::asio::async_initiate<Token, void(ErrorCode, size_t)>(
        [this](auto&& handler, const BufferList& all) {
          transport_->WriteSome(all, std::forward<decltype(handler)>(handler));
        },
        token, list);
  }

  Transport& transport() { return *transport_; }

 private:
  template <typename Buffers>
  static boost::asio::mutable_buffer First(const Buffers& buffers) {
    const auto end = boost::asio::buffer_sequence_end(buffers);
    for (auto it = boost::asio::buffer_sequence_begin(buffers); it != end; ++it) {
      const boost::asio::mutable_buffer buffer(*it);
      if (buffer.size() > 0) return buffer;
    }
    return {};
  }

  void Read(boost::asio::mutable_buffer buffer, IoHandler handler) {
    if (early_.empty()) return transport_->ReadSome(buffer, std::move(handler));
    const size_t bytes = boost::asio::buffer_copy(buffer, boost::asio::buffer(early_));
    early_.erase(0, bytes);
    early_.shrink_to_fit();
    boost::asio::post(get_executor(), [handler = std::move(handler), bytes]() mutable {
      handler(ErrorCode(), bytes);
    });
  }

  std::unique_ptr<Transport> transport_;
  std::string early_;
};

// How Beast ends the connection after the close frames; found by argument-dependent lookup.
template <typename Handler>
void async_teardown(boost::beast::role_type /*role*/, TransportStream& stream, Handler&& handler) {
  stream.transport().ShutdownSend(
      [handler = std::forward<Handler>(handler)](ErrorCode error, size_t /*bytes*/) mutable {
        handler(error);
      });
}
void beast_close_socket(TransportStream& stream) { stream.transport().Close(); }

class WebSocket final : public Member,
                        public StreamSink,
                        public std::enable_shared_from_this<WebSocket> {
 public:
  WebSocket(std::shared_ptr<Loop> loop, std::shared_ptr<ServerShared> shared,
            std::unique_ptr<Transport> transport, std::string early,
            std::shared_ptr<OutStream> stream)
      : loop_(std::move(loop)),
        shared_(std::move(shared)),
        socket_(std::move(transport), std::move(early)),
        stream_(std::move(stream)) {}

  void Start(const Request& request, std::string_view pattern, const Headers& headers);
  void Tick(Clock::time_point now) override;
  void BeginStop() override {
    stream_->Close(websocket::close_code::going_away, "the server stops");
  }
  void Abort() override;
  void Drain() override;

 private:
  void OnAccepted();
  void Read();
  void OnRead(ErrorCode error);
  void WriteNext();
  void SendClose();

  const std::shared_ptr<Loop> loop_;
  const std::shared_ptr<ServerShared> shared_;
  // Deflate is off: it would cost more memory than everything else of the connection.
  websocket::stream<TransportStream, false> socket_;
  const std::shared_ptr<OutStream> stream_;
  boost::beast::flat_buffer in_;
  std::vector<std::string> out_;
  size_t next_ = 0;
  bool open_ = false;
  bool writing_ = false;
  bool pinging_ = false;
  bool heard_ = true;  // since the last ping
  bool closing_ = false;
  bool close_sent_ = false;
  bool ended_ = false;
  int close_code_ = 1000;
  std::string close_reason_;
  Clock::time_point next_ping_;
  Clock::time_point deadline_;
};

void WebSocket::Start(const Request& request, std::string_view pattern, const Headers& headers) {
  loop_->Add(shared_from_this());
  stream_->Attach(weak_from_this());
  deadline_ = Clock::now() + shared_->options.head_timeout;
  const auto started = Clock::now();
  socket_.auto_fragment(false);  // one frame a message: it is all in memory anyhow
  socket_.read_message_max(shared_->options.max_message_bytes);
  socket_.set_option(
      websocket::stream_base::decorator([headers](websocket::response_type& response) {
        response.erase(beast_http::field::server);  // no need to say with what it is made
        for (const auto& [name, value] : headers) response.set(name, value);
      }));
  socket_.control_callback(
      [this](websocket::frame_type, boost::beast::string_view) { heard_ = true; });
  beast_http::request<beast_http::empty_body> handshake;
  handshake.method(beast_http::verb::get);
  handshake.target("/");
  handshake.version(11);
  for (const char* name :
       {"Host", "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version"}) {
    const std::string_view value = request.Header(name);
    handshake.set(name, boost::beast::string_view(value.data(), value.size()));
  }
  if (shared_->options.observe)
    shared_->options.observe(request, pattern, 101, Clock::now() - started, 0);
  socket_.async_accept(handshake, [self = shared_from_this()](ErrorCode error) {
    if (error || self->ended_) return self->Abort();
    self->OnAccepted();
  });
}

void WebSocket::OnAccepted() {
  // The decorator holds the headers; nobody needs them any more.
  socket_.set_option(websocket::stream_base::decorator([](websocket::response_type&) {}));
  open_ = true;
  deadline_ = kNever;
  next_ping_ = Clock::now() + FirstPing(shared_->options.ping_interval);
  if (loop_->stopping()) BeginStop();
  Read();
  Drain();
}

void WebSocket::Read() {
  socket_.async_read(
      in_, [self = shared_from_this()](ErrorCode error, size_t /*bytes*/) { self->OnRead(error); });
}

void WebSocket::OnRead(ErrorCode error) {
  if (ended_) return;
  if (error) return Abort();
  heard_ = true;
  if (!socket_.got_text()) {
    in_.consume(in_.size());
    stream_->Close(websocket::close_code::unknown_data, "only text messages are read here");
  } else {
    const auto data = in_.cdata();
    stream_->Message({static_cast<const char*>(data.data()), data.size()});
    in_.consume(in_.size());
  }
  if (in_.capacity() > kKeptBuffer) in_.shrink_to_fit();
  if (!ended_) Read();
}

void WebSocket::Drain() {
  if (ended_) return;
  if (stream_->overflowed()) return Abort();
  if (!open_ || writing_ || close_sent_) return;
  if (next_ >= out_.size()) {
    OutStream::Taken taken = stream_->Take();
    out_ = std::move(taken.messages);
    next_ = 0;
    closing_ = closing_ || taken.closing;
    close_code_ = taken.code;
    close_reason_ = std::move(taken.reason);
  }
  if (next_ < out_.size()) return WriteNext();
  out_ = {};
  if (closing_) SendClose();
}

void WebSocket::WriteNext() {
  writing_ = true;
  deadline_ = Clock::now() + shared_->options.idle_timeout;
  socket_.text(true);
  socket_.async_write(boost::asio::buffer(out_[next_]),
                      [self = shared_from_this()](ErrorCode error, size_t bytes) {
                        self->writing_ = false;
                        if (error || self->ended_) return self->Abort();
                        self->deadline_ = kNever;
                        self->stream_->Written(bytes);
                        ++self->next_;
                        self->Drain();
                      });
}

void WebSocket::SendClose() {
  close_sent_ = true;
  deadline_ = Clock::now() + kCloseTime;
  const websocket::close_reason reason(static_cast<websocket::close_code>(close_code_),
                                       boost::beast::string_view(close_reason_));
  // The pending read sees the peer's close frame and ends the connection.
  socket_.async_close(reason, [self = shared_from_this()](ErrorCode /*error*/) { self->Abort(); });
}

void WebSocket::Tick(Clock::time_point now) {
  if (now >= deadline_) return Abort();
  if (!open_ || close_sent_ || now < next_ping_) return;
  // Nothing came since the last ping, not even its answer: the peer is gone.
  if (!heard_ || pinging_) return Abort();
  next_ping_ = now + shared_->options.ping_interval;
  heard_ = false;
  pinging_ = true;
  socket_.async_ping({}, [self = shared_from_this()](ErrorCode error) {
    self->pinging_ = false;
    if (error) self->Abort();
  });
}

void WebSocket::Abort() {
  if (std::exchange(ended_, true)) return;
  const std::shared_ptr<WebSocket> self = shared_from_this();
  socket_.next_layer().transport().Close();
  loop_->Remove(*this);
  stream_->Closed();
}

bool Base64Of16Bytes(std::string_view key) {
  if (key.size() != 24 || !key.ends_with("==")) return false;
  return key.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") == 22;
}

}  // namespace

bool IsWebSocketRequest(const Request& request) {
  return request.method == "GET" && EqualsIgnoringCase(request.Header("Upgrade"), "websocket") &&
         HasToken(request.Header("Connection"), "upgrade") &&
         request.Header("Sec-WebSocket-Version") == "13" &&
         Base64Of16Bytes(request.Header("Sec-WebSocket-Key")) && request.body.empty();
}

void StartWebSocket(const std::shared_ptr<Loop>& loop, std::shared_ptr<ServerShared> shared,
                    std::unique_ptr<Transport> transport, std::shared_ptr<const Request> request,
                    std::string pattern, std::string early, std::shared_ptr<OutStream> stream,
                    Headers headers) {
  std::make_shared<WebSocket>(loop, std::move(shared), std::move(transport), std::move(early),
                              std::move(stream))
      ->Start(*request, pattern, headers);
}

}  // namespace assay::http

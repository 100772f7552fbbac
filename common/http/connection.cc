#include "common/http/connection.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <exception>
#include <utility>

#include "common/http/message.h"
#include "common/http/proxy_header.h"

namespace assay::http {
namespace {

constexpr size_t kSmallChunk = 4096;
constexpr size_t kLargeChunk = size_t{64} << 10U;
constexpr size_t kMaxPipelinedBytes = size_t{64} << 10U;
constexpr std::chrono::seconds kLingerTime{2};
constexpr auto kNever = Clock::time_point::max();

std::string HttpDate() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 40> text{};
  const size_t size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), size};
}

bool LooksLikeAddress(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF.:") == std::string_view::npos;
}

std::string Chunk(std::string_view data) {
  std::array<char, 20> size{};
  const int digits = std::snprintf(size.data(), size.size(), "%zx\r\n", data.size());
  std::string out(size.data(), static_cast<size_t>(digits));
  out.append(data).append("\r\n");
  return out;
}

}  // namespace

Connection::Connection(std::shared_ptr<Loop> loop, std::shared_ptr<ServerShared> shared,
                       std::unique_ptr<Transport> transport, std::string address, bool refuse)
    : loop_(std::move(loop)),
      shared_(std::move(shared)),
      transport_(std::move(transport)),
      address_(std::move(address)),
      refuse_(refuse) {}

Connection::~Connection() { ReleaseBody(); }

void Connection::Start() {
  loop_->Add(shared_from_this());
  deadline_ = Clock::now() + shared_->options.head_timeout;
  transport_->Handshake([self = shared_from_this()](ErrorCode error, size_t /*bytes*/) {
    if (error || self->state_ == State::kClosed) return self->Abort();
    self->state_ = State::kHead;
    self->Advance();
  });
}

// --- reading ---

void Connection::StartRead() {
  if (reading_ || end_of_input_ || state_ == State::kClosed) return;
  const bool large = state_ == State::kBody && parser_ && parser_->content_length() > kLargeChunk;
  const size_t wanted = large ? kLargeChunk : kSmallChunk;
  if (chunk_.size() != wanted) std::vector<char>(wanted).swap(chunk_);
  reading_ = true;
  transport_->ReadSome(boost::asio::buffer(chunk_),
                       [self = shared_from_this()](ErrorCode error, size_t bytes) {
                         self->reading_ = false;
                         self->OnRead(error, bytes);
                       });
}

void Connection::OnRead(ErrorCode error, size_t bytes) {
  if (state_ == State::kClosed) return;
  if (error) {
    end_of_input_ = true;
    if (gone_) gone_->store(true, std::memory_order_relaxed);
    // A client may close its half after the request and still wait for the answer.
    if (state_ != State::kHandling && state_ != State::kWriting) Abort();
    return;
  }
  switch (state_) {
    case State::kEvents:
    case State::kLinger:
      return StartRead();  // nothing that comes now is of use; the end of it is
    case State::kHead:
    case State::kBody:
      in_.append(chunk_.data(), bytes);
      return Advance();
    default:
      in_.append(chunk_.data(), bytes);
      if (in_.size() < kMaxPipelinedBytes) StartRead();
  }
}

bool Connection::Trusts(std::string_view address) const {
  const auto& proxies = shared_->options.trusted_proxies;
  return std::find(proxies.begin(), proxies.end(), address) != proxies.end();
}

// Whose connection it is, where a proxy that is believed says it before all else. Inside of TLS it
// would be the client who says it. False: the connection waits for more, or is over.
bool Connection::ReadProxy() {
  if (!shared_->options.certificate.empty() || !Trusts(address_)) return begun_ = true;
  ProxyHeader header = ReadProxyHeader(in_);
  switch (header.state) {
    case ProxyHeader::State::kNeedMore:
      StartRead();
      return false;
    case ProxyHeader::State::kBad:
      Abort();
      return false;
    case ProxyHeader::State::kDone:
      in_.erase(0, header.size);
      if (!header.address.empty()) address_ = std::move(header.address);
      break;
    case ProxyHeader::State::kNone:
      break;
  }
  return begun_ = true;
}

void Connection::Advance() {
  if (!begun_ && !ReadProxy()) return;
  while (state_ == State::kHead || state_ == State::kBody) {
    if (state_ == State::kHead && !parser_) {
      if (in_.empty()) {
        in_.shrink_to_fit();
        return StartRead();
      }
      parser_ = std::make_unique<RequestParser>(shared_->options.max_head_bytes);
      request_start_ = Clock::now();
      deadline_ = request_start_ + shared_->options.head_timeout;
    }
    size_t used = 0;
    const RequestParser::Step step = parser_->Feed(in_, used);
    in_.erase(0, used);
    if (state_ == State::kBody && !ReserveBody(parser_->request().body.size())) return;
    switch (step) {
      case RequestParser::Step::kNeedMore:
        return StartRead();
      case RequestParser::Step::kHead:
        OnHead();
        break;
      case RequestParser::Step::kDone:
        return OnRequest();
      case RequestParser::Step::kError:
        return Refuse(parser_->error_status(), parser_->error());
    }
  }
}

void Connection::OnHead() {
  Request& request = parser_->request();
  close_after_ = !parser_->keep_alive();
  if (refuse_) return Refuse(503, "too many connections; try again soon", {{"Retry-After", "2"}});
  match_ = shared_->router.Find(request.method, request.path);
  if (match_.handler == nullptr) {
    if (match_.allowed.empty()) return Refuse(404, "nothing has this address");
    std::string allowed;
    for (const std::string& method : match_.allowed)
      allowed.append(allowed.empty() ? "" : ", ").append(method);
    return Refuse(405, "this address takes " + allowed, {{"Allow", allowed}});
  }
  const size_t bound =
      match_.max_body_bytes != 0 ? match_.max_body_bytes : shared_->options.max_body_bytes;
  if (parser_->content_length() > bound)
    return Refuse(413, "the body is larger than " + std::to_string(bound) + " bytes");
  if (!ReserveBody(parser_->content_length())) return;
  parser_->set_max_body_bytes(bound);
  state_ = State::kBody;
  deadline_ = Clock::now() + shared_->options.body_timeout;
  if (parser_->expects_continue() && parser_->has_body() && in_.empty())
    Write("HTTP/1.1 100 Continue\r\n\r\n");
}

// Bodies of all connections together have a bound, or a thousand large uploads end the process.
bool Connection::ReserveBody(size_t bytes) {
  if (bytes <= reserved_body_) return true;
  const size_t more = bytes - reserved_body_;
  if (shared_->body_bytes.fetch_add(more) + more > shared_->options.max_total_body_bytes) {
    shared_->body_bytes.fetch_sub(more);
    Refuse(503, "too many uploads at once; try again soon", {{"Retry-After", "2"}});
    return false;
  }
  reserved_body_ = bytes;
  return true;
}

void Connection::ReleaseBody() { shared_->body_bytes.fetch_sub(std::exchange(reserved_body_, 0)); }

std::string Connection::PeerOf(const Request& request) const {
  if (!Trusts(address_)) return address_;
  std::string chain;
  for (const auto& [name, value] : request.headers)
    if (EqualsIgnoringCase(name, "X-Forwarded-For")) chain.append(",").append(value);
  // From the right: every proxy adds whom it saw, and what stands left of an unknown one is
  // hearsay.
  std::string peer = address_;
  while (!chain.empty()) {
    const size_t comma = chain.rfind(',');
    std::string address = chain.substr(comma + 1);
    chain.resize(comma);
    std::erase(address, ' ');
    if (address.empty() || address.size() > 64 || !LooksLikeAddress(address)) break;
    peer = address;
    if (!Trusts(address)) break;
  }
  return peer;
}

void Connection::OnRequest() {
  state_ = State::kHandling;
  deadline_ = kNever;
  request_ = std::make_shared<Request>(std::move(parser_->request()));
  request_->peer = PeerOf(*request_);
  request_->params = std::move(match_.params);
  parser_.reset();
  gone_ = std::make_shared<std::atomic<bool>>(end_of_input_);
  // A WebSocket takes the transport over, which must have no read outstanding then.
  if (!IsWebSocketRequest(*request_) && in_.size() < kMaxPipelinedBytes) StartRead();
  try {
    (*match_.handler)(request_, MakeResponder(loop_, shared_, weak_from_this(), request_, gone_));
  } catch (const std::exception& error) {
    // The responder, dropped by the unwinding, answers 500.
    shared_->logger.Error("a handler threw", {{"route", match_.pattern}, {"what", error.what()}});
  }
}

void Connection::Refuse(int status, std::string_view detail, Headers headers) {
  // Before the body was read its end is not known: the connection cannot be used again.
  const bool whole_head = status == 404 || status == 405;
  if (!whole_head || parser_->has_body()) close_after_ = true;
  Response response = ErrorResponse(*shared_, status, detail);  // `detail` may be the parser's
  request_ = std::make_shared<Request>(std::move(parser_->request()));
  parser_.reset();
  state_ = State::kHandling;
  for (auto& header : headers) response.headers.push_back(std::move(header));
  Answer(std::move(response));
}

// --- answering ---

Headers Connection::DefaultHeaders() const {
  Headers headers = shared_->options.headers;
  headers.emplace_back("Date", HttpDate());
  headers.emplace_back("Connection", close_after_ ? "close" : "keep-alive");
  return headers;
}

void Connection::Answer(Response response) {
  if (state_ != State::kHandling) return;
  state_ = State::kWriting;
  status_ = response.status;
  close_after_ = close_after_ || end_of_input_ || loop_->stopping();
  Headers defaults = DefaultHeaders();
  if (!HasNoBody(response.status))
    defaults.emplace_back("Content-Length", std::to_string(response.body.size()));
  std::string head = ResponseHead(response.status, response.headers, defaults);
  const bool bodiless = HasNoBody(response.status) || (request_ && request_->method == "HEAD");
  if (bodiless) response.body.clear();
  if (response.body.size() <= kSmallChunk) {
    head.append(response.body);
    Write(std::move(head));
  } else {
    out_.push_back(std::move(head));
    Write(std::move(response.body));
  }
}

void Connection::Write(std::string data) {
  out_.push_back(std::move(data));
  if (!writing_) WriteMore();
}

void Connection::WriteMore() {
  writing_ = true;
  if (state_ == State::kWriting || state_ == State::kEvents)
    deadline_ = Clock::now() + shared_->options.idle_timeout;
  BufferList buffers;
  size_t offset = out_offset_;
  for (const std::string& data : out_) {
    buffers.Add(boost::asio::buffer(data.data() + offset, data.size() - offset));
    offset = 0;
  }
  transport_->WriteSome(buffers, [self = shared_from_this()](ErrorCode error, size_t bytes) {
    self->OnWritten(error, bytes);
  });
}

void Connection::OnWritten(ErrorCode error, size_t bytes) {
  writing_ = false;
  if (state_ == State::kClosed) return;
  if (error) return Abort();
  written_bytes_ += bytes;
  out_offset_ += bytes;
  while (!out_.empty() && out_offset_ >= out_.front().size()) {
    out_offset_ -= out_.front().size();
    out_.erase(out_.begin());
  }
  if (!out_.empty()) return WriteMore();
  out_.shrink_to_fit();
  OnDrained();
}

void Connection::OnDrained() {
  if (state_ == State::kWriting) return OnAnswered();
  if (state_ != State::kEvents) return;
  deadline_ = kNever;
  events_->Written(std::exchange(event_bytes_, 0));
  if (events_end_) return Linger();
  Drain();
}

void Connection::Observe() {
  if (!shared_->options.observe) return;
  static const Request kNone;  // of a head that was not understood
  shared_->options.observe(request_ ? *request_ : kNone, match_.pattern, status_,
                           Clock::now() - request_start_, written_bytes_);
}

void Connection::OnAnswered() {
  Observe();
  ReleaseBody();
  request_.reset();
  gone_.reset();
  match_ = {};
  written_bytes_ = 0;
  if (close_after_ || end_of_input_) return Linger();
  state_ = State::kHead;
  deadline_ = Clock::now() + shared_->options.idle_timeout;
  if (loop_->stopping() && in_.empty()) return Abort();
  Advance();
}

// Closing with bytes unread makes the kernel send a reset, which may overtake the answer: so the
// client is told first, and what it still sends is thrown away for a moment.
void Connection::Linger() {
  if (events_) {
    Observe();
    std::exchange(events_, nullptr)->Closed();
  }
  if (end_of_input_) return Abort();
  state_ = State::kLinger;
  deadline_ = Clock::now() + kLingerTime;
  in_.clear();
  transport_->ShutdownSend([self = shared_from_this()](ErrorCode /*error*/, size_t /*bytes*/) {});
  StartRead();
}

// --- events ---

void Connection::BeginEvents(const std::shared_ptr<OutStream>& stream, const Headers& headers) {
  if (state_ != State::kHandling) return stream->Closed();
  state_ = State::kEvents;
  events_ = stream;
  status_ = 200;
  chunked_events_ =
      !close_after_;  // HTTP/1.0, and whoever wants the end of the connection as the end
  Headers all = headers;
  all.emplace_back("Content-Type", "text/event-stream");
  all.emplace_back("Cache-Control", "no-store");
  all.emplace_back("X-Accel-Buffering",
                   "no");  // proxies that collect answers would hold events back
  if (chunked_events_) all.emplace_back("Transfer-Encoding", "chunked");
  ReleaseBody();
  request_->body = {};
  next_heartbeat_ = Clock::now() + shared_->options.ping_interval;
  Write(ResponseHead(200, all, DefaultHeaders()));
  events_->Attach(weak_from_this());
  if (loop_->stopping()) events_->Close(1001, "the server stops");
  StartRead();
  if (end_of_input_) Abort();
}

void Connection::WriteEvents(std::string_view text) {
  next_heartbeat_ = Clock::now() + shared_->options.ping_interval;
  Write(chunked_events_ ? Chunk(text) : std::string(text));
}

void Connection::Drain() {
  if (state_ != State::kEvents) return;
  if (events_->overflowed()) return Abort();
  if (writing_ || events_end_) return;
  OutStream::Taken taken = events_->Take();
  std::string text;
  for (const std::string& message : taken.messages) text.append(message);
  event_bytes_ += text.size();
  events_end_ = taken.closing;
  if (!text.empty()) WriteEvents(text);
  if (!events_end_) return;
  if (chunked_events_) return Write("0\r\n\r\n");
  if (!writing_) Linger();
}

void Connection::BeginWebSocket(const std::shared_ptr<OutStream>& stream, const Headers& headers) {
  if (state_ != State::kHandling) return stream->Closed();
  state_ = State::kClosed;
  const std::shared_ptr<Connection> self = shared_from_this();
  loop_->Remove(*this);
  ReleaseBody();
  Headers all = headers;
  for (const auto& header : shared_->options.headers) all.push_back(header);
  StartWebSocket(loop_, shared_, std::move(transport_), std::move(request_),
                 std::string(match_.pattern), std::move(in_), stream, std::move(all));
}

// --- time ---

void Connection::Tick(Clock::time_point now) {
  if (state_ == State::kEvents && !writing_ && now >= next_heartbeat_) WriteEvents(":\n\n");
  if (now < deadline_) return;
  if (state_ == State::kHead && parser_)
    return Refuse(408, "the head of the request took too long");
  if (state_ == State::kBody) return Refuse(408, "the body of the request took too long");
  Abort();
}

void Connection::BeginStop() {
  if (state_ == State::kHandshake || (state_ == State::kHead && !parser_)) return Abort();
  if (state_ == State::kEvents) events_->Close(1001, "the server stops");
}

void Connection::Abort() {
  if (state_ == State::kClosed) return;
  const std::shared_ptr<Connection> self = shared_from_this();
  if (state_ == State::kEvents || state_ == State::kWriting) Observe();
  state_ = State::kClosed;
  if (gone_) gone_->store(true, std::memory_order_relaxed);
  transport_->Close();
  loop_->Remove(*this);
  if (events_) std::exchange(events_, nullptr)->Closed();
}

}  // namespace assay::http

#include "common/http/test_receiver.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>

#include "common/sigpipe.h"

namespace assay::http {
namespace {

constexpr size_t kMaxHead = 1U << 20U;

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

std::optional<ReceivedRequest> ParseHead(std::string_view head) {
  ReceivedRequest request;
  const size_t end = head.find("\r\n");
  const std::string_view first = head.substr(0, end);
  const size_t space = first.find(' '), second = first.find(' ', space + 1);
  if (second == std::string_view::npos) return std::nullopt;
  request.method = first.substr(0, space);
  request.target = first.substr(space + 1, second - space - 1);
  head.remove_prefix(end + 2);
  while (!head.empty()) {
    const size_t line_end = head.find("\r\n");
    const std::string_view line = head.substr(0, line_end);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::string_view value = line.substr(colon + 1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    request.headers.emplace_back(line.substr(0, colon), value);
    head.remove_prefix(line_end == std::string_view::npos ? head.size() : line_end + 2);
  }
  return request;
}

}  // namespace

std::string_view ReceivedRequest::Header(std::string_view name) const {
  for (const auto& [each, value] : headers)
    if (Lower(each) == Lower(name)) return value;
  return "";
}

void ReceiverConnection::Reply(int status,
                               const std::vector<std::pair<std::string, std::string>>& headers,
                               std::string_view body) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Answer\r\n";
  bool has_length = false;
  for (const auto& [name, value] : headers) {
    has_length = has_length || Lower(name) == "content-length";
    text += name + ": " + value + "\r\n";
  }
  if (!has_length && status != 204 && status != 304)
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  text += "\r\n";
  text += body;
  (void)Write(text);
}

class TestReceiver::Connection final : public ReceiverConnection {
 public:
  Connection(TestReceiver& server, UniqueFd fd, int number)
      : server_(server), fd_(std::move(fd)), number_(number) {}
  ~Connection() override {
    if (ssl_ != nullptr) SSL_free(ssl_);
  }

  bool Start() {
    if (!server_.tls_) return true;
    ssl_ = SSL_new(server_.tls_.get());
    return ssl_ != nullptr && SSL_set_fd(ssl_, fd_.get()) == 1 && SSL_accept(ssl_) == 1;
  }
  bool Write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t n = ssl_ != nullptr
                            ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                            : ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(n));
    }
    return true;
  }
  void CloseAfter() override { close_ = true; }
  void Hang() override {
    std::unique_lock lock(server_.mutex_);
    server_.changed_.wait(lock, [&] { return server_.stopping_; });
    close_ = true;
  }

  std::optional<ReceivedRequest> Read() {
    size_t end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
      if (buffer_.size() > kMaxHead || !More()) return std::nullopt;
    std::optional<ReceivedRequest> request = ParseHead(std::string_view(buffer_).substr(0, end));
    if (!request.has_value()) return std::nullopt;
    buffer_.erase(0, end + 4);
    const size_t length =
        std::strtoull(std::string(request->Header("Content-Length")).c_str(), nullptr, 10);
    while (buffer_.size() < length)
      if (!More()) return std::nullopt;
    request->body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    request->connection = number_;
    return request;
  }
  bool closing() const { return close_; }
  void Shutdown() const { ::shutdown(fd_.get(), SHUT_RDWR); }

 private:
  bool More() {
    char piece[65536];
    const ssize_t n = ssl_ != nullptr ? SSL_read(ssl_, piece, sizeof piece)
                                      : ::recv(fd_.get(), piece, sizeof piece, 0);
    if (n <= 0) return false;
    buffer_.append(piece, static_cast<size_t>(n));
    return true;
  }
  TestReceiver& server_;
  UniqueFd fd_;
  const int number_;
  SSL* ssl_ = nullptr;
  std::string buffer_;
  bool close_ = false;
};

TestReceiver::TestReceiver(Handler handler, const std::filesystem::path& certificate,
                           const std::filesystem::path& key)
    : handler_(std::move(handler)), tls_(nullptr, &SSL_CTX_free) {
  if (!certificate.empty()) {
    tls_.reset(SSL_CTX_new(TLS_server_method()));
    if (SSL_CTX_use_certificate_chain_file(tls_.get(), certificate.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(tls_.get(), key.c_str(), SSL_FILETYPE_PEM) != 1)
      std::abort();
  }
  listener_.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_.get(), 64) != 0 ||
      ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
    std::abort();
  port_ = ntohs(address.sin_port);
  threads_.emplace_back([this] { Accept(); });
}

TestReceiver::~TestReceiver() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto& connection : open_) connection->Shutdown();
    ::shutdown(listener_.get(), SHUT_RDWR);
  }
  changed_.notify_all();
  threads_.front().join();  // no thread is added after this
  for (size_t i = 1; i < threads_.size(); ++i) threads_[i].join();
}

std::string TestReceiver::url() const {
  return (tls_ ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(port_);
}

std::vector<ReceivedRequest> TestReceiver::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

bool TestReceiver::WaitForRequests(size_t count) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(10),
                           [&] { return requests_.size() >= count; });
}

void TestReceiver::Accept() {
  while (true) {
    UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    const std::lock_guard lock(mutex_);
    if (!fd.valid() || stopping_) return;
    open_.push_back(std::make_unique<Connection>(*this, std::move(fd), ++connections_));
    threads_.emplace_back([this, connection = open_.back().get()] { Serve(*connection); });
  }
}

void TestReceiver::Serve(Connection& connection) {
  const SigpipeGuard guard;  // a client that left, under TLS
  if (connection.Start()) {
    while (!connection.closing()) {
      std::optional<ReceivedRequest> request = connection.Read();
      if (!request.has_value()) break;
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(*request);
      }
      changed_.notify_all();
      handler_(*request, connection);
    }
  }
  const std::lock_guard lock(mutex_);
  connection.Shutdown();
}

}  // namespace assay::http

#pragma once

#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/sigpipe.h"
#include "common/unique_fd.h"

// A client for tests that sends exactly what a test says, bytes and pauses alike, and never waits
// longer than its deadline.
namespace assay::http::testing {

class RawClient {
 public:
  explicit RawClient(uint16_t port, SSL_CTX* tls = nullptr, int receive_buffer = 0)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer > 0)
      ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    const timeval limit{10, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    if (tls == nullptr || !connected_) return;
    ssl_.reset(SSL_new(tls));
    SSL_set_fd(ssl_.get(), fd_.get());
    const SigpipeGuard guard;  // OpenSSL writes without MSG_NOSIGNAL
    connected_ = SSL_connect(ssl_.get()) == 1;
  }

  bool connected() const { return connected_; }
  SSL* ssl() const { return ssl_.get(); }
  int fd() const { return fd_.get(); }

  void Send(std::string_view data) {
    const SigpipeGuard guard;
    while (!data.empty()) {
      const auto sent = ssl_ ? SSL_write(ssl_.get(), data.data(), static_cast<int>(data.size()))
                             : ::send(fd_.get(), data.data(), data.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      data.remove_prefix(static_cast<size_t>(sent));
    }
  }
  void ShutdownSend() const { ::shutdown(fd_.get(), SHUT_WR); }

  // Some bytes more into `in`; false at the end, after an error or ten seconds.
  bool Fill() {
    std::array<char, 16384> buffer{};
    const auto got = ssl_ ? SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()))
                          : ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
    if (got <= 0) return false;
    in.append(buffer.data(), static_cast<size_t>(got));
    return true;
  }
  // Up to and with `mark`; what came until then where it does not come.
  std::string ReadUntil(std::string_view mark) {
    while (in.find(mark) == std::string::npos && Fill()) {
    }
    const size_t at = in.find(mark);
    return Take(at == std::string::npos ? in.size() : at + mark.size());
  }
  std::string ReadBytes(size_t count) {
    while (in.size() < count && Fill()) {
    }
    return Take(std::min(count, in.size()));
  }
  std::string ReadAll() {
    while (Fill()) {
    }
    return Take(in.size());
  }
  bool AtEnd() { return in.empty() && !Fill(); }

  struct Answer {
    int status = 0;
    std::string head, body;
    std::string Header(std::string_view name) const {
      const std::string key = "\r\n" + std::string(name) + ": ";
      const size_t at = head.find(key);
      if (at == std::string::npos) return {};
      const size_t begin = at + key.size();
      return head.substr(begin, head.find("\r\n", begin) - begin);
    }
  };
  // One response that says its length; `bodiless`: to HEAD.
  Answer ReadAnswer(bool bodiless = false) {
    Answer answer;
    answer.head = ReadUntil("\r\n\r\n");
    if (answer.head.size() > 12) answer.status = std::atoi(answer.head.c_str() + 9);
    const std::string length = answer.Header("Content-Length");
    if (!bodiless && !length.empty()) answer.body = ReadBytes(std::stoul(length));
    return answer;
  }
  Answer Get(std::string_view target, std::string_view headers = {}) {
    Send("GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(headers) +
         "\r\n");
    return ReadAnswer();
  }

  // --- WebSocket ---
  Answer Upgrade(std::string_view target) {
    Send("GET " + std::string(target) +
         " HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    return ReadAnswer(true);
  }
  static std::string Frame(int opcode, std::string_view payload) {
    std::string frame;
    frame.push_back(static_cast<char>(0x80 | opcode));
    if (payload.size() < 126) {
      frame.push_back(static_cast<char>(0x80 | payload.size()));
    } else if (payload.size() < 65536) {
      frame.push_back(static_cast<char>(0x80 | 126));
      frame.push_back(static_cast<char>(payload.size() >> 8U));
      frame.push_back(static_cast<char>(payload.size() & 255U));
    } else {
      frame.push_back(static_cast<char>(0x80 | 127));
      for (int shift = 56; shift >= 0; shift -= 8)
        frame.push_back(static_cast<char>(static_cast<uint64_t>(payload.size()) >> shift & 255U));
    }
    static constexpr std::string_view kMask = "mask";
    frame.append(kMask);
    for (size_t i = 0; i < payload.size(); ++i)
      frame.push_back(static_cast<char>(payload[i] ^ kMask[i % 4]));
    return frame;
  }
  void SendText(std::string_view text) { Send(Frame(1, text)); }
  struct Received {
    int opcode = -1;
    std::string payload;
    int close_code() const {
      return payload.size() < 2 ? 0
                                : static_cast<unsigned char>(payload[0]) << 8 |
                                      static_cast<unsigned char>(payload[1]);
    }
  };
  Received ReadFrame() {
    Received received;
    const std::string head = ReadBytes(2);
    if (head.size() < 2) return received;
    size_t size = static_cast<unsigned char>(head[1]) & 127U;
    int extra = 0;
    if (size >= 126) extra = size == 126 ? 2 : 8;
    if (extra > 0) size = 0;
    for (; extra > 0; --extra)
      size = size << 8U | static_cast<unsigned char>(ReadBytes(1).append(1, '\0')[0]);
    received.opcode = head[0] & 15;
    received.payload = ReadBytes(size);
    return received;
  }

  std::string in;

 private:
  std::string Take(size_t count) {
    std::string taken = in.substr(0, count);
    in.erase(0, count);
    return taken;
  }
  struct SslFree {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  UniqueFd fd_;
  std::unique_ptr<SSL, SslFree> ssl_;
  bool connected_ = false;
};

}  // namespace assay::http::testing

#include "tests/bench/socket_crowd.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

#include "common/unique_fd.h"

namespace assay::bench {
namespace {

enum class Phase : uint8_t { kShaking, kOpen, kClosed };

struct Client {
  UniqueFd fd;
  Phase phase = Phase::kShaking;
  std::string in, out;
};

constexpr size_t kMaxMessage = size_t{64} << 10U;

// A masked frame of a client (RFC 6455, 5.2); the mask is zero, since nobody is between.
std::string Frame(uint8_t opcode, std::string_view data) {
  std::string frame(1, static_cast<char>(0x80U | opcode));
  if (data.size() < 126) {
    frame.push_back(static_cast<char>(0x80U | data.size()));
  } else {
    frame.push_back(static_cast<char>(0x80U | 126U));
    frame.push_back(static_cast<char>(data.size() >> 8U));
    frame.push_back(static_cast<char>(data.size() & 0xFFU));
  }
  frame.append(4, '\0');
  frame.append(data);
  return frame;
}

}  // namespace

struct SocketCrowd::State {
  std::string target, path, head;
  OnMessage on_message;
  UniqueFd epoll{::epoll_create1(EPOLL_CLOEXEC)};
  std::vector<Client> clients;
  size_t open = 0, shaking = 0;
  uint64_t messages = 0;
  std::string refusal;

  Status Connect();
  void Close(Client& client);
  void Write(size_t index);
  void Read(size_t index);
  void Take(size_t index);
  bool TakeFrame(size_t index);
};

SocketCrowd::SocketCrowd(std::string target, std::string path, std::vector<std::string> headers,
                         OnMessage on_message)
    : state_(std::make_unique<State>()) {
  state_->head = "GET " + path + " HTTP/1.1\r\nHost: " + target +
                 "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  for (const std::string& header : headers) state_->head += header + "\r\n";
  state_->head += "\r\n";
  state_->target = std::move(target);
  state_->path = std::move(path);
  state_->on_message = std::move(on_message);
}

SocketCrowd::~SocketCrowd() = default;

size_t SocketCrowd::open() const { return state_->open; }
uint64_t SocketCrowd::messages() const { return state_->messages; }

Status SocketCrowd::State::Connect() {
  const size_t colon = target.rfind(':');
  uint16_t port = 0;
  std::from_chars(target.data() + colon + 1, target.data() + target.size(), port);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  ::inet_pton(AF_INET, target.substr(0, colon).c_str(), &address.sin_addr);
  // One address has some 28,000 ports for one server: 127.0.0.1, 127.0.0.2 …
  constexpr size_t kOfOneAddress = 20'000;
  const int one = 1;
  sockaddr_in source{};
  source.sin_family = AF_INET;
  source.sin_addr.s_addr =
      htonl(INADDR_LOOPBACK + static_cast<uint32_t>(clients.size() / kOfOneAddress));
  Client client;
  client.fd.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // The port is chosen by connect, so that it need only be free for this server.
  if (!client.fd.valid() ||
      ::setsockopt(client.fd.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one) != 0 ||
      ::bind(client.fd.get(), reinterpret_cast<const sockaddr*>(&source), sizeof source) != 0 ||
      ::connect(client.fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
          0) {
    return ErrnoStatus("connection " + std::to_string(clients.size()) + " to " + target, errno);
  }
  ::setsockopt(client.fd.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  client.out = head;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = clients.size();
  if (::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, client.fd.get(), &event) != 0) {
    return ErrnoStatus("epoll", errno);
  }
  clients.push_back(std::move(client));
  ++shaking;
  Write(clients.size() - 1);
  return OkStatus();
}

void SocketCrowd::State::Close(Client& client) {
  if (client.phase == Phase::kOpen) --open;
  if (client.phase == Phase::kShaking) --shaking;
  client.phase = Phase::kClosed;
  client.fd.reset();
  client.in = client.out = {};
}

void SocketCrowd::State::Write(size_t index) {
  Client& client = clients[index];
  while (!client.out.empty() && client.phase != Phase::kClosed) {
    const ssize_t sent =
        ::send(client.fd.get(), client.out.data(), client.out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) {
      if (errno != EAGAIN) Close(client);
      return;
    }
    client.out.erase(0, static_cast<size_t>(sent));
  }
}

void SocketCrowd::State::Read(size_t index) {
  Client& client = clients[index];
  std::array<char, 16384> buffer{};
  while (client.phase != Phase::kClosed) {
    const ssize_t got = ::recv(client.fd.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return Close(client);
    client.in.append(buffer.data(), static_cast<size_t>(got));
    Take(index);
  }
}

void SocketCrowd::State::Take(size_t index) {
  Client& client = clients[index];
  if (client.phase == Phase::kShaking) {
    const size_t end = client.in.find("\r\n\r\n");
    if (end == std::string::npos) return;
    if (!client.in.starts_with("HTTP/1.1 101")) {
      refusal = client.in.substr(0, 300);
      return Close(client);
    }
    client.in.erase(0, end + 4);
    client.phase = Phase::kOpen;
    ++open;
    --shaking;
  }
  while (client.phase == Phase::kOpen && TakeFrame(index)) {
  }
  if (client.in.empty()) client.in.shrink_to_fit();
}

bool SocketCrowd::State::TakeFrame(size_t index) {
  Client& client = clients[index];
  const std::string& in = client.in;
  if (in.size() < 2) return false;
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(in[at]); };
  size_t length = byte(1) & 0x7FU;
  size_t prefix = 2;
  if (length == 126) {
    if (in.size() < 4) return false;
    length = (size_t{byte(2)} << 8U) | byte(3);
    prefix = 4;
  } else if (length == 127) {
    Close(client);
    return false;
  }
  if (length > kMaxMessage || in.size() < prefix + length) return false;
  const std::string data = in.substr(prefix, length);
  const unsigned opcode = byte(0) & 0x0FU;
  client.in.erase(0, prefix + length);
  if (opcode == 1) {
    ++messages;
    on_message(index, data);
  } else if (opcode == 8) {
    Close(client);
  } else if (opcode == 9) {
    client.out += Frame(10, data);
    Write(index);
  }
  return true;
}

Status SocketCrowd::Open(size_t count, size_t at_once) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(5);
  while (state_->open < count) {
    while (state_->clients.size() < count && state_->shaking < at_once) {
      ASSAY_RETURN_IF_ERROR(state_->Connect());
    }
    Run(std::chrono::milliseconds(5));
    if (!state_->refusal.empty()) return Unavailable("the server said: " + state_->refusal);
    if (std::chrono::steady_clock::now() > until) {
      return DeadlineExceeded(std::to_string(state_->open) + " of " + std::to_string(count) +
                              " WebSockets were open after five minutes");
    }
  }
  return OkStatus();
}

void SocketCrowd::Send(size_t client, std::string_view text) {
  state_->clients.at(client).out += Frame(1, text);
  state_->Write(client);
}

void SocketCrowd::Run(std::chrono::milliseconds most) {
  std::array<epoll_event, 512> events{};
  const int count = ::epoll_wait(state_->epoll.get(), events.data(),
                                 static_cast<int>(events.size()), static_cast<int>(most.count()));
  for (int i = 0; i < count; ++i) {
    state_->Read(events[static_cast<size_t>(i)].data.u64);
    state_->Write(events[static_cast<size_t>(i)].data.u64);
  }
}

}  // namespace assay::bench

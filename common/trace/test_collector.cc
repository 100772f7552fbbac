#include "common/trace/test_collector.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <cstdlib>

#include "common/files.h"

namespace assay::trace {

TestCollector::TestCollector()
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      stop_(::eventfd(0, EFD_CLOEXEC)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (::bind(listener_.get(), raw, size) != 0 || ::listen(listener_.get(), 8) != 0 ||
      ::getsockname(listener_.get(), raw, &size) != 0) {
    std::abort();
  }
  port_ = ::ntohs(address.sin_port);
  thread_ = std::thread([this] { Run(); });
}

TestCollector::~TestCollector() {
  ::eventfd_write(stop_.get(), 1);
  thread_.join();
}

void TestCollector::SetAnswer(std::string body) {
  const std::scoped_lock lock(mutex_);
  answer_ = std::move(body);
}

std::vector<TestCollector::Request> TestCollector::WaitForRequests(size_t count) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::seconds(10), [&] { return requests_.size() >= count; });
  return requests_;
}

void TestCollector::Run() {
  while (Readable(listener_.get())) {
    const UniqueFd connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (connection.valid()) Serve(connection);
  }
}

// false: stop.
bool TestCollector::Readable(int fd) const {
  std::array<pollfd, 2> fds{{{fd, POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
  while (::poll(fds.data(), fds.size(), -1) < 0) {
  }
  return fds[1].revents == 0;
}

bool TestCollector::ReadMore(const UniqueFd& connection, std::string& data) {
  std::array<char, 4096> buffer{};
  if (!Readable(connection.get())) return false;
  const ssize_t got = ::recv(connection.get(), buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  data.append(buffer.data(), static_cast<size_t>(got));
  return true;
}

// Requests of one connection, one after another; each has a Content-Length.
void TestCollector::Serve(const UniqueFd& connection) {
  std::string data;
  while (true) {
    size_t head_end = 0;
    while ((head_end = data.find("\r\n\r\n")) == std::string::npos) {
      if (!ReadMore(connection, data)) return;
    }
    const std::string head = data.substr(0, head_end);
    const size_t at = head.find("Content-Length: ");
    const size_t length = at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
    data.erase(0, head_end + 4);
    while (data.size() < length) {
      if (!ReadMore(connection, data)) return;
    }
    std::string answer;
    // Of this answer: whoever saw the request may set another for the next.
    const int status = status_;
    {
      const std::scoped_lock lock(mutex_);
      requests_.push_back({head, data.substr(0, length)});
      answer = answer_;
    }
    changed_.notify_all();
    data.erase(0, length);
    if (status == 0) continue;
    const Status sent =
        WriteAll(connection.get(), "HTTP/1.1 " + std::to_string(status) +
                                       " X\r\nContent-Type: application/json\r\nContent-Length: " +
                                       std::to_string(answer.size()) + "\r\n\r\n" + answer);
    if (!sent.ok()) return;
  }
}

}  // namespace assay::trace

#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/unique_fd.h"

// For tests: an OTLP collector of plain sockets on the loopback, which keeps what it was sent.
namespace assay::trace {

class TestCollector {
 public:
  TestCollector();
  ~TestCollector();
  TestCollector(const TestCollector&) = delete;
  TestCollector& operator=(const TestCollector&) = delete;

  std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(port_); }
  // Of later answers. 0: reads the request and never answers.
  void SetStatus(int status) { status_ = status; }
  void SetAnswer(std::string body);
  struct Request {
    std::string head, body;
  };
  // All so far, once there are `count`, or after ten seconds.
  std::vector<Request> WaitForRequests(size_t count);

 private:
  void Run();
  void Serve(const UniqueFd& connection);
  bool ReadMore(const UniqueFd& connection, std::string& data);
  bool Readable(int fd) const;

  UniqueFd listener_, stop_;
  uint16_t port_ = 0;
  std::atomic<int> status_{200};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string answer_ = "{\"partialSuccess\":{}}";
  std::vector<Request> requests_;
  std::thread thread_;
};

}  // namespace assay::trace

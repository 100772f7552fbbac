#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "common/http/server.h"
#include "lms/gateway/authenticator.h"

namespace assay::gateway {

// A request is over before its token can end; a stream is not. Every open stream's token is asked
// about again now and then, and a stream whose token has expired or was revoked, or whose person
// may do other things than when it was opened, is closed (4401 for WebSockets): who still may comes
// again, with what they may now. While identity is away streams stay. Thread-safe.
class StreamGuard {
 public:
  explicit StreamGuard(std::shared_ptr<Authenticator> authenticator,
                       std::chrono::milliseconds every = std::chrono::minutes(5));
  ~StreamGuard();
  StreamGuard(const StreamGuard&) = delete;
  StreamGuard& operator=(const StreamGuard&) = delete;

  // Does not keep the stream.
  void Add(const std::shared_ptr<http::Stream>& stream, std::string token,
           Authenticator::PrincipalPtr who);

 private:
  using Clock = std::chrono::steady_clock;
  struct Guarded {
    std::weak_ptr<http::Stream> stream;
    std::string token;
    Authenticator::PrincipalPtr who;
    Clock::time_point next;
  };
  void Run();
  void Ask(const Guarded& one);

  const std::shared_ptr<Authenticator> authenticator_;
  const std::chrono::milliseconds every_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Guarded> streams_;  // the one that is due first in front
  bool stop_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace assay::gateway

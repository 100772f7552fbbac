#include "common/http/loop.h"

#include <algorithm>

namespace assay::http {
namespace {

// A walk over more is cut into parts, between which requests are answered.
constexpr size_t kAtOnce = 500;
constexpr size_t kMostParts = 16;

}  // namespace

void Loop::Start() {
  Schedule();
  thread_ = std::thread([this] { io_.run(); });
}

void Loop::StopAndJoin() {
  ended_.store(true, std::memory_order_release);
  io_.stop();
  if (thread_.joinable()) thread_.join();
  // Handlers that wait own connections, which own this: let them see that all is over.
  AbortAll();
  timer_.cancel();
  io_.restart();
  io_.poll();
}

void Loop::Add(std::shared_ptr<Member> member) {
  member->index_ = members_.size();
  members_.push_back(std::move(member));
  size_.store(members_.size(), std::memory_order_relaxed);
}

void Loop::Remove(Member& member) {
  const size_t index = member.index_;
  if (index >= members_.size() || members_[index].get() != &member) return;
  const std::shared_ptr<Member> last_use = members_[index];  // may be the last owner
  members_[index] = std::move(members_.back());
  members_[index]->index_ = index;
  members_.pop_back();
  size_.store(members_.size(), std::memory_order_relaxed);
}

void Loop::BeginStop() {
  stopping_ = true;
  for (const auto& member : std::vector(members_)) member->BeginStop();
}

void Loop::AbortAll() {
  for (const auto& member : std::vector(members_)) member->Abort();
}

void Loop::Schedule() {
  parts_ = std::clamp<size_t>(members_.size() / kAtOnce, 1, kMostParts);
  timer_.expires_after(tick_ / parts_);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) Tick();
  });
}

// A timer a connection would cost memory and a heap operation for each byte that comes; deadlines
// here are seconds, so one walk does.
void Loop::Tick() {
  const auto now = Clock::now();
  const size_t visits = (members_.size() + parts_ - 1) / parts_;
  for (size_t i = 0; i < visits && !members_.empty(); ++i) {
    // Downwards: who leaves is replaced by the last one, which was visited before.
    if (next_ == 0 || next_ > members_.size()) next_ = members_.size();
    const std::shared_ptr<Member> member = members_[--next_];
    member->Tick(now);
  }
  Schedule();
}

}  // namespace assay::http

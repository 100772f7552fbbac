#include "lms/gateway/stream_guard.h"

#include <utility>

namespace assay::gateway {
namespace {

constexpr int kTokenEnded = 4401;  // of the range that is left to applications

bool SameRights(const permissions::Principal& a, const permissions::Principal& b) {
  return a.id == b.id && a.administrator == b.administrator && a.roles == b.roles &&
         a.scopes == b.scopes;
}

}  // namespace

StreamGuard::StreamGuard(std::shared_ptr<Authenticator> authenticator,
                         std::chrono::milliseconds every)
    : authenticator_(std::move(authenticator)), every_(every), thread_([this] { Run(); }) {}

StreamGuard::~StreamGuard() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void StreamGuard::Add(const std::shared_ptr<http::Stream>& stream, std::string token,
                      Authenticator::PrincipalPtr who) {
  if (!stream) return;
  {
    const std::lock_guard lock(mutex_);
    streams_.push_back({stream, std::move(token), std::move(who), Clock::now() + every_});
  }
  changed_.notify_all();
}

void StreamGuard::Run() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    if (streams_.empty()) {
      changed_.wait(lock);
      continue;
    }
    if (changed_.wait_until(lock, streams_.front().next) == std::cv_status::no_timeout) continue;
    const auto now = Clock::now();
    std::list<Guarded> due;
    while (!streams_.empty() && streams_.front().next <= now)
      due.splice(due.end(), streams_, streams_.begin());
    lock.unlock();
    std::erase_if(due, [](const Guarded& one) {
      const auto stream = one.stream.lock();
      return !stream || !stream->open();
    });
    for (Guarded& one : due) {
      Ask(one);
      one.next = now + every_;
    }
    lock.lock();
    streams_.splice(streams_.end(), due);
  }
}

void StreamGuard::Ask(const Guarded& one) {
  authenticator_->Authenticate(
      one.token, {},
      [stream = one.stream, before = one.who](const Reply& reply,
                                              const Authenticator::PrincipalPtr& now) {
        const bool ended = reply.status.code() == StatusCode::kUnauthenticated;
        if (!ended && (!now || !before || SameRights(*before, *now))) return;
        if (const auto open = stream.lock()) {
          open->Close(kTokenEnded, ended ? "the token has ended" : "what you may do has changed");
        }
      });
}

}  // namespace assay::gateway

#include "lms/gateway/shaper.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace assay::gateway {

struct Shaper::State {
  explicit State(const ShareOptions& options) : share(options) {}
  mutable std::mutex mutex;
  std::condition_variable changed;
  BackgroundShare share;
  std::deque<Waiting> waiting;
  size_t running = 0;
  uint64_t refused = 0;
  bool stopping = false;

  // Under the mutex: counts one that runs, until the ticket is gone.
  static Ticket Begin(const std::shared_ptr<State>& self) {
    ++self->running;
    const auto begin = Clock::now();
    return {self.get(), [self, begin](void*) {
              {
                const std::lock_guard lock(self->mutex);
                --self->running;
                const auto now = Clock::now();
                self->share.Ended(now - begin, now);
              }
              self->changed.notify_one();
            }};
  }
};

Shaper::Shaper(ShaperOptions options)
    : options_(options),
      state_(std::make_shared<State>(options.share)),
      thread_([this] { Loop(); }) {}

Shaper::~Shaper() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->changed.notify_one();
  thread_.join();
}

void Shaper::Run(Start start) {
  Ticket ticket;
  {
    const std::lock_guard lock(state_->mutex);
    if (!state_->stopping && state_->waiting.empty() &&
        state_->share.MayStart(state_->running, Clock::now())) {
      ticket = State::Begin(state_);
    } else if (!state_->stopping && state_->waiting.size() < options_.waiting) {
      state_->waiting.push_back({std::move(start), Clock::now() + options_.patience});
      state_->changed.notify_one();
      return;
    } else {
      ++state_->refused;
    }
  }
  start(ticket);
}

void Shaper::Answered(std::chrono::nanoseconds took) {
  const std::lock_guard lock(state_->mutex);
  const size_t before = static_cast<size_t>(state_->share.share());
  state_->share.Answered(took, Clock::now());
  if (static_cast<size_t>(state_->share.share()) > before) state_->changed.notify_one();
}

Shaper::Figures Shaper::figures() const {
  const std::lock_guard lock(state_->mutex);
  return {state_->running, state_->waiting.size(), state_->share.share(), state_->refused};
}

void Shaper::Loop() {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  while (!state.stopping) {
    const auto now = Clock::now();
    std::vector<std::pair<Start, Ticket>> due;
    while (!state.waiting.empty()) {
      Waiting& first = state.waiting.front();
      const bool may = state.share.MayStart(state.running, now);
      if (!may && first.until > now) break;
      state.refused += may ? 0 : 1;
      due.emplace_back(std::move(first.start), may ? State::Begin(state_) : nullptr);
      state.waiting.pop_front();
    }
    if (!due.empty()) {
      lock.unlock();
      for (const auto& [start, ticket] : due) start(ticket);
      due.clear();  // the last tickets may be here, and take the lock
      lock.lock();
    } else if (state.waiting.empty()) {
      state.changed.wait(lock);
    } else {
      const auto next = state.share.next_start();
      const auto until = state.waiting.front().until;
      state.changed.wait_until(lock, next > now ? std::min(next, until) : until);
    }
  }
  std::deque<Waiting> rest = std::move(state.waiting);
  lock.unlock();
  for (const Waiting& one : rest) one.start(nullptr);
}

}  // namespace assay::gateway

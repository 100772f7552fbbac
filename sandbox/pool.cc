#include "sandbox/pool.h"

#include <algorithm>

namespace assay::sandbox {

SandboxPool::SandboxPool(SandboxFactory& factory, PoolOptions options)
    : factory_(factory), options_(options), thread_([this] { Loop(); }) {}

SandboxPool::~SandboxPool() { Stop(); }

SandboxPool::Key SandboxPool::KeyOf(const SandboxSpec& spec) {
  return {spec.image.digest, spec.disk.bytes, spec.disk.inodes, spec.max_memory_bytes};
}

Result<std::unique_ptr<Sandbox>> SandboxPool::Create(const SandboxSpec& spec) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      Shelf& shelf = shelves_[KeyOf(spec)];
      if (!shelf.pinned) {
        shelf.spec = spec;
        shelf.want = options_.ready_per_key;
      }
      shelf.used = Clock::now();
      while (!shelf.ready.empty()) {
        std::unique_ptr<Sandbox> box = std::move(shelf.ready.front());
        shelf.ready.pop_front();
        shelf.rest_until = shelf.used + options_.rest;
        changed_.notify_all();
        if (box->alive()) {
          ++stats_.warm;
          return box;
        }
        ++stats_.dead;
        doomed_.push_back(std::move(box));
      }
      changed_.notify_all();
    }
    ++stats_.cold;
  }
  return factory_.Create(spec);
}

void SandboxPool::Keep(const SandboxSpec& spec, size_t count) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return;
  Shelf& shelf = shelves_[KeyOf(spec)];
  shelf.spec = spec;
  shelf.want = count;
  shelf.pinned = true;
  shelf.used = Clock::now();
  shelf.retry_at = {};
  while (shelf.ready.size() > count) {
    doomed_.push_back(std::move(shelf.ready.back()));
    shelf.ready.pop_back();
  }
  changed_.notify_all();
}

bool SandboxPool::WaitUntilReady(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [this] { return stopping_ || Satisfied(); }) &&
         !stopping_;
}

void SandboxPool::Stop() {
  std::map<Key, Shelf> shelves;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  std::vector<std::unique_ptr<Sandbox>> doomed;
  {
    const std::lock_guard lock(mutex_);
    shelves.swap(shelves_);
    doomed.swap(doomed_);
  }
}

PoolStats SandboxPool::stats() const {
  const std::lock_guard lock(mutex_);
  PoolStats stats = stats_;
  stats.ready = CountReady();
  return stats;
}

size_t SandboxPool::CountReady() const {
  size_t ready = 0;
  for (const auto& [key, shelf] : shelves_) ready += shelf.ready.size();
  return ready;
}

bool SandboxPool::Satisfied() const {
  return std::all_of(shelves_.begin(), shelves_.end(), [](const auto& entry) {
    return entry.second.ready.size() >= entry.second.want;
  });
}

SandboxPool::Shelf* SandboxPool::Neediest(Clock::time_point now, Clock::time_point* wake) {
  Shelf* best = nullptr;
  size_t most = 0;
  for (auto& [key, shelf] : shelves_) {
    const size_t lacks = shelf.want > shelf.ready.size() ? shelf.want - shelf.ready.size() : 0;
    if (lacks == 0) continue;
    const auto due =
        shelf.ready.empty() ? shelf.retry_at : std::max(shelf.retry_at, shelf.rest_until);
    if (due > now) {
      *wake = std::min(*wake, due);
    } else if (lacks > most || (lacks == most && shelf.used > best->used)) {
      best = &shelf;
      most = lacks;
    }
  }
  return best;
}

bool SandboxPool::MakeRoom(const Shelf& shelf) {
  while (CountReady() >= options_.max_ready) {
    Shelf* oldest = nullptr;
    for (auto& [key, other] : shelves_) {
      if (&other == &shelf || other.pinned || other.ready.empty() || other.used >= shelf.used)
        continue;
      if (oldest == nullptr || other.used < oldest->used) oldest = &other;
    }
    if (oldest == nullptr) return shelf.pinned;
    doomed_.push_back(std::move(oldest->ready.back()));
    oldest->ready.pop_back();
    // It stays as it is until somebody asks for it again.
    oldest->want = oldest->ready.size();
    ++stats_.evicted;
  }
  return true;
}

void SandboxPool::Refill(std::unique_lock<std::mutex>& lock, const Key& key) {
  const SandboxSpec spec = shelves_[key].spec;
  lock.unlock();
  auto made = factory_.Create(spec);
  lock.lock();
  Shelf& shelf = shelves_[key];
  if (!made.ok()) {
    ++stats_.failed;
    shelf.retry = std::clamp(shelf.retry * 2, options_.first_retry, options_.last_retry);
    shelf.retry_at = Clock::now() + shelf.retry;
    return;
  }
  ++stats_.refilled;
  shelf.retry = {};
  shelf.retry_at = {};
  if (shelf.ready.size() < shelf.want && !stopping_) {
    shelf.ready.push_back(std::move(*made));
  } else {
    doomed_.push_back(std::move(*made));
  }
  changed_.notify_all();
}

void SandboxPool::Loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (!doomed_.empty()) {
      auto doomed = std::move(doomed_);
      doomed_.clear();
      lock.unlock();
      doomed.clear();
      lock.lock();
      continue;
    }
    const auto now = Clock::now();
    auto wake = Clock::time_point::max();
    Shelf* shelf = Neediest(now, &wake);
    if (shelf != nullptr && MakeRoom(*shelf)) {
      Refill(lock, KeyOf(shelf->spec));
      continue;
    }
    if (shelf != nullptr) {
      shelf->want = shelf->ready.size();  // no room until it is asked for again
      continue;
    }
    std::erase_if(shelves_, [](const auto& entry) {
      return entry.second.want == 0 && entry.second.ready.empty() && !entry.second.pinned;
    });
    if (wake == Clock::time_point::max()) {
      changed_.wait(lock);
    } else {
      changed_.wait_until(lock, wake);
    }
  }
}

}  // namespace assay::sandbox

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "assay/judge/v1/judge.pb.h"
#include "judge/service/viewer.h"

namespace assay::judge {

// One event as everybody shares it; each stream makes its own view of it.
struct LoggedEvent {
  v1::SubmissionEvent event;  // as instructors see it
  HiddenNumbers hidden{};
  bool last = false;  // a snapshot with a final state
};
using EventPtr = std::shared_ptr<const LoggedEvent>;

// Who is told. Called with a lock of the log held: Offer only puts the event into the watcher's own
// queue and returns at once; true asks for a Kick, which comes without any lock and may write.
class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual bool Offer(const EventPtr& event, Viewer viewer) = 0;
  virtual void Kick() = 0;
};

struct EventLogOptions {
  size_t max_events = 2000;         // of a submission; the oldest go first
  size_t max_bytes = 64ULL << 20U;  // of all; what nobody watches goes first
  std::chrono::seconds keep{300};   // after the end
};

// The latest events of submissions, in memory and bounded, with sequence numbers that grow also
// over restarts: a number is the time in microseconds, or one more than the last. What is gone is
// told by a snapshot from the database instead. Thread-safe.
class EventLog {
 public:
  explicit EventLog(const EventLogOptions& options = {}) : options_(options) {}

  // Fills in sequence and time and tells watchers of the submission and, of snapshots, of its
  // course. The course's key is "tenant/course".
  void Publish(const std::string& id, std::string_view course_key, v1::SubmissionEvent event);

  // Offers the events after `after`, then everything that comes. Returns whether anything was
  // offered. The caller kicks the watcher.
  bool Subscribe(const std::string& id, int64_t after, Viewer viewer,
                 const std::shared_ptr<Watcher>& watcher);
  void Unsubscribe(const std::string& id, const Watcher* watcher);
  void SubscribeCourse(const std::string& course_key, Viewer viewer,
                       const std::shared_ptr<Watcher>& watcher);
  void UnsubscribeCourse(const std::string& course_key, const Watcher* watcher);

  // Watched, and no end of it was told: what a poll of the database asks for.
  std::vector<std::string> WatchedOpen() const;
  bool IsWatched(const std::string& id) const;
  // Forgets what ended long ago. About once a second.
  void Trim();

  struct Stats {
    size_t logs = 0, events = 0, bytes = 0, watchers = 0;
  };
  Stats stats() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Subscription {
    std::shared_ptr<Watcher> watcher;
    Viewer viewer;
  };
  struct Log {
    std::deque<std::pair<EventPtr, size_t>> events;  // with their bytes
    std::vector<Subscription> watchers;
    int64_t sequence = 0;
    HiddenNumbers counted{};
    size_t bytes = 0;
    bool ended = false;
    Clock::time_point touched{};
  };
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, Log> logs;
    size_t bytes = 0;
  };
  static constexpr size_t kShards = 16;

  Shard& ShardOf(const std::string& id) { return shards_[std::hash<std::string>()(id) % kShards]; }
  const Shard& ShardOf(const std::string& id) const {
    return shards_[std::hash<std::string>()(id) % kShards];
  }
  EventPtr Append(Shard& shard, Log& log, v1::SubmissionEvent event) const;
  void MakeRoom(Shard& shard) const;
  void TellCourse(std::string_view course_key, const EventPtr& event);

  const EventLogOptions options_;
  std::array<Shard, kShards> shards_;
  mutable std::mutex courses_mutex_;
  std::unordered_map<std::string, std::vector<Subscription>> courses_;
};

}  // namespace assay::judge

#include "judge/service/event_log.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

namespace assay::judge {
namespace {

using google::protobuf::util::TimeUtil;

int64_t NowMicroseconds() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

bool IsFinal(v1::State state) { return state >= v1::STATE_DONE; }

}  // namespace

EventPtr EventLog::Append(Shard& shard, Log& log, v1::SubmissionEvent event) const {
  const int64_t now = NowMicroseconds();
  log.sequence = std::max(log.sequence + 1, now);
  event.set_sequence(log.sequence);
  *event.mutable_at() = TimeUtil::MicrosecondsToTimestamp(now);
  auto logged = std::make_shared<LoggedEvent>();
  logged->hidden = NextHidden(event, log.counted);
  logged->last = event.has_snapshot() && IsFinal(event.snapshot().state());
  logged->event = std::move(event);
  const size_t bytes = logged->event.ByteSizeLong() + 200;
  log.events.emplace_back(logged, bytes);
  log.bytes += bytes;
  shard.bytes += bytes;
  while (log.events.size() > options_.max_events) {
    log.bytes -= log.events.front().second;
    shard.bytes -= log.events.front().second;
    log.events.pop_front();
  }
  log.ended = logged->last;
  log.touched = Clock::now();
  return logged;
}

void EventLog::Publish(const std::string& id, std::string_view course_key,
                       v1::SubmissionEvent event) {
  event.set_id(id);
  const size_t slash = course_key.find('/');
  if (slash != std::string_view::npos) event.set_course(std::string(course_key.substr(slash + 1)));
  std::vector<std::shared_ptr<Watcher>> kick;
  EventPtr logged;
  {
    Shard& shard = ShardOf(id);
    const std::lock_guard lock(shard.mutex);
    Log& log = shard.logs[id];
    logged = Append(shard, log, std::move(event));
    for (const Subscription& s : log.watchers) {
      if (s.watcher->Offer(logged, s.viewer)) kick.push_back(s.watcher);
    }
    MakeRoom(shard);
  }
  for (const auto& watcher : kick) watcher->Kick();
  if (logged->event.has_snapshot()) TellCourse(course_key, logged);
}

void EventLog::TellCourse(std::string_view course_key, const EventPtr& event) {
  std::vector<std::shared_ptr<Watcher>> kick;
  {
    const std::lock_guard lock(courses_mutex_);
    const auto found = courses_.find(std::string(course_key));
    if (found == courses_.end()) return;
    for (const Subscription& s : found->second) {
      if (s.watcher->Offer(event, s.viewer)) kick.push_back(s.watcher);
    }
  }
  for (const auto& watcher : kick) watcher->Kick();
}

bool EventLog::Subscribe(const std::string& id, int64_t after, Viewer viewer,
                         const std::shared_ptr<Watcher>& watcher) {
  Shard& shard = ShardOf(id);
  const std::lock_guard lock(shard.mutex);
  Log& log = shard.logs[id];
  log.touched = Clock::now();
  bool offered = false;
  for (const auto& [event, bytes] : log.events) {
    if (event->event.sequence() <= after) continue;
    (void)watcher->Offer(event, viewer);
    offered = true;
  }
  log.watchers.push_back({watcher, viewer});
  return offered;
}

void EventLog::Unsubscribe(const std::string& id, const Watcher* watcher) {
  Shard& shard = ShardOf(id);
  std::vector<Subscription> gone;  // destroyed without the lock
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.logs.find(id);
  if (found == shard.logs.end()) return;
  auto& watchers = found->second.watchers;
  const auto end = std::partition(watchers.begin(), watchers.end(), [&](const Subscription& s) {
    return s.watcher.get() != watcher;
  });
  gone.assign(std::make_move_iterator(end), std::make_move_iterator(watchers.end()));
  watchers.erase(end, watchers.end());
  if (watchers.empty() && found->second.events.empty()) shard.logs.erase(found);
}

void EventLog::SubscribeCourse(const std::string& course_key, Viewer viewer,
                               const std::shared_ptr<Watcher>& watcher) {
  const std::lock_guard lock(courses_mutex_);
  auto& watchers = courses_[course_key];
  for (const Subscription& s : watchers) {
    if (s.watcher == watcher) return;
  }
  watchers.push_back({watcher, viewer});
}

void EventLog::UnsubscribeCourse(const std::string& course_key, const Watcher* watcher) {
  const std::lock_guard lock(courses_mutex_);
  const auto found = courses_.find(course_key);
  if (found == courses_.end()) return;
  std::erase_if(found->second, [&](const Subscription& s) { return s.watcher.get() == watcher; });
  if (found->second.empty()) courses_.erase(found);
}

std::vector<std::string> EventLog::WatchedOpen() const {
  std::vector<std::string> ids;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    for (const auto& [id, log] : shard.logs) {
      if (!log.watchers.empty() && !log.ended) ids.push_back(id);
    }
  }
  return ids;
}

bool EventLog::IsWatched(const std::string& id) const {
  const Shard& shard = ShardOf(id);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.logs.find(id);
  return found != shard.logs.end() && !found->second.watchers.empty();
}

// The events of logs that nobody watches, ended ones first. Rare, so a walk will do.
void EventLog::MakeRoom(Shard& shard) const {
  if (shard.bytes <= options_.max_bytes / kShards) return;
  for (const bool only_ended : {true, false}) {
    for (auto it = shard.logs.begin(); it != shard.logs.end();) {
      if (shard.bytes <= options_.max_bytes / kShards * 3 / 4) return;
      Log& log = it->second;
      if (!log.watchers.empty() || (only_ended && !log.ended)) {
        ++it;
        continue;
      }
      shard.bytes -= log.bytes;
      it = shard.logs.erase(it);
    }
  }
}

void EventLog::Trim() {
  const auto now = Clock::now();
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    for (auto it = shard.logs.begin(); it != shard.logs.end();) {
      const Log& log = it->second;
      // One that did not end here is kept longer: its end may have been told to another judge.
      const auto keep = log.ended ? options_.keep : options_.keep * 12;
      if (!log.watchers.empty() || log.touched + keep > now) {
        ++it;
        continue;
      }
      shard.bytes -= log.bytes;
      it = shard.logs.erase(it);
    }
  }
}

EventLog::Stats EventLog::stats() const {
  Stats stats;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    stats.logs += shard.logs.size();
    stats.bytes += shard.bytes;
    for (const auto& [id, log] : shard.logs) {
      stats.events += log.events.size();
      stats.watchers += log.watchers.size();
    }
  }
  return stats;
}

}  // namespace assay::judge

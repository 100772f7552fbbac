#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "common/log/log.h"
#include "lms/gateway/upstream.h"

namespace assay::judge::v1 {
class SubmissionEvent;
}

namespace assay::gateway {

// As somebody may see it, ready to be sent to many.
struct WatchEvent {
  std::string submission;
  std::string type;
  std::shared_ptr<const std::string> json;
  int64_t sequence = 0;
  bool last = false;  // nothing comes after it
};

// One client. Called from gRPC's threads, one at a time for one submission; must not block, and
// must not call the hub from inside.
class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual void OnEvent(const WatchEvent& event) = 0;
  // The watch ended without a last event.
  virtual void OnError(const std::string& submission, int http_status,
                       const std::string& detail) = 0;
};

// All clients' watches over one stream to the judge for each kind of viewer. Where two clients
// watch the same submission the judge tells it once; a client that comes later, or resumes, makes
// the judge tell it again, and the others do not see that. A stream that breaks is opened again and
// goes on after the last event of each. Who may watch what was decided before. Thread-safe.
class WatchHub : public std::enable_shared_from_this<WatchHub> {
 public:
  enum class Viewer : uint8_t { kStudent, kInstructor };

  WatchHub(std::shared_ptr<const Upstream> judge, log::Logger logger);
  ~WatchHub();
  // Streams end, clients are told nothing more.
  void Stop();

  // Events after `after`; the first one is a snapshot.
  void Watch(const std::shared_ptr<Watcher>& watcher, Viewer viewer, const std::string& tenant,
             const std::string& submission, int64_t after);
  void Unwatch(const Watcher& watcher, Viewer viewer, const std::string& submission);
  // Snapshots of everything in a course, as instructors see it.
  void WatchCourse(const std::shared_ptr<Watcher>& watcher, const std::string& tenant,
                   const std::string& course);
  void UnwatchCourse(const Watcher& watcher, const std::string& tenant, const std::string& course);

  // Watches, counting each client's.
  size_t watches() const;
  bool connected() const;  // or nothing is watched

 private:
  struct Subscriber {
    std::shared_ptr<Watcher> watcher;
    int64_t last = 0;
    bool fresh = true;  // has seen no snapshot yet
    // Came to what others watch: all of it was asked for again, and what comes before that begins
    // would overtake it.
    bool behind = false;
  };
  struct Topic {
    std::string tenant;
    std::vector<Subscriber> subscribers;
    int64_t came = -1;  // the sequence of what came last
    int64_t after() const;
  };
  // One stream. Courses are topics of a stream of their own.
  enum Kind : uint8_t { kStudents, kInstructors, kCourses, kKinds };
  struct Line {
    std::shared_ptr<UpstreamStream> stream;
    std::unordered_map<std::string, Topic> topics;  // by id; by "tenant/course"
    uint64_t generation = 0;                        // of the stream
    bool broken = false;                            // waits to be opened again
  };

  void Add(Kind kind, const std::string& key, const std::string& tenant, Subscriber subscriber);
  void Remove(Kind kind, const std::string& key, const Watcher& watcher);
  void Open(Kind kind);  // with the lock
  // With the lock. `all`: from the beginning, whatever was seen.
  void Ask(Kind kind, const std::string& key, bool all = false);
  void Forget(Kind kind, const std::string& key);  // with the lock
  void OnMessage(Kind kind, const std::string& bytes);
  void OnEnd(Kind kind, uint64_t generation, const Reply& reply);
  void Tell(Kind kind, const judge::v1::SubmissionEvent& event);
  void TellError(Kind kind, const judge::v1::SubmissionEvent& event);
  void Reconnect();

  const std::shared_ptr<const Upstream> judge_;
  const log::Logger logger_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Line lines_[kKinds];
  bool stopping_ = false;
  std::thread reconnector_;
};

}  // namespace assay::gateway

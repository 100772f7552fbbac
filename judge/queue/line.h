#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "judge/queue/job.h"

namespace assay::judge {

// The order in which waiting jobs are offered: classes one after another, but a class that waits
// has one of every kShare jobs that are taken before it, so that none starves; inside a class
// the courses that have jobs take turns, one job a turn (round robin), and a course's own jobs by
// age. A course that comes with its first job stands at the end of the ring, so it waits for at
// most one job of each other course, however much those have waiting. Add and Take are O(log
// courses) a job, PutBack (rare) O(courses). In memory only: a hint, the database decides.
// Thread-compatible.
class Line {
 public:
  static constexpr int kShare = 32;

  struct Entry {
    int64_t id = 0;
    JobClass job_class = JobClass::kInteractive;
    std::string course;
  };

  void Add(const Entry& entry);
  // Removes and returns at most `count`, first come first.
  std::vector<Entry> Take(size_t count);
  // Gives back what Take returned last, in the same order: they are first again.
  void PutBack(std::span<const Entry> entries);
  // What waits is exactly `entries`, and what stands here with an id above `keep_above`; courses
  // keep their turns.
  void Replace(std::span<const Entry> entries, int64_t keep_above);

  // How many of its class have a smaller id; -1: it does not stand here.
  int64_t Before(int64_t id, JobClass job_class) const;

  size_t size() const;
  size_t size(JobClass job_class) const { return rings_[Index(job_class)].size; }

 private:
  struct Ring {
    std::map<std::string, std::deque<int64_t>, std::less<>> jobs;  // no empty deques
    std::deque<std::string> turns;                                 // the keys of `jobs`
    size_t size = 0;
    int passed = 0;  // jobs of classes before it that were taken while it waited
  };
  Ring& NextRing();
  static Entry TakeFrom(Ring& ring);

  std::array<Ring, kJobClasses> rings_;
};

}  // namespace assay::judge

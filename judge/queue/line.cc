#include "judge/queue/line.h"

#include <algorithm>
#include <ranges>
#include <utility>

namespace assay::judge {

size_t Line::size() const {
  size_t sum = 0;
  for (const Ring& ring : rings_) sum += ring.size;
  return sum;
}

void Line::Add(const Entry& entry) {
  Ring& ring = rings_[Index(entry.job_class)];
  const auto [jobs, is_new] = ring.jobs.try_emplace(entry.course);
  if (is_new) ring.turns.push_back(entry.course);
  jobs->second.push_back(entry.id);
  ++ring.size;
}

// Some ring has jobs.
Line::Ring& Line::NextRing() {
  size_t first = 0;
  while (rings_[first].size == 0) ++first;
  size_t next = first;
  for (size_t c = first + 1; c < rings_.size(); ++c) {
    if (rings_[c].size > 0 && ++rings_[c].passed >= kShare) next = c;
  }
  rings_[next].passed = 0;
  return rings_[next];
}

Line::Entry Line::TakeFrom(Ring& ring) {
  std::string course = std::move(ring.turns.front());
  ring.turns.pop_front();
  const auto jobs = ring.jobs.find(course);
  Entry entry{jobs->second.front(), {}, course};
  jobs->second.pop_front();
  --ring.size;
  if (jobs->second.empty()) {
    ring.jobs.erase(jobs);
  } else {
    ring.turns.push_back(std::move(course));
  }
  return entry;
}

std::vector<Line::Entry> Line::Take(size_t count) {
  std::vector<Entry> taken;
  for (size_t left = std::min(count, size()); left > 0; --left) {
    Ring& ring = NextRing();
    taken.push_back(TakeFrom(ring));
    taken.back().job_class = static_cast<JobClass>(&ring - rings_.data());
  }
  return taken;
}

int64_t Line::Before(int64_t id, JobClass job_class) const {
  int64_t before = 0;
  bool found = false;
  for (const auto& [course, jobs] : rings_[Index(job_class)].jobs) {
    // In the order of arrival, but for the few that were put back.
    const auto at = std::lower_bound(jobs.begin(), jobs.end(), id);
    before += at - jobs.begin();
    found = found || (at != jobs.end() && *at == id);
  }
  return found ? before : -1;
}

void Line::PutBack(std::span<const Entry> entries) {
  for (const Entry& entry : std::views::reverse(entries)) {
    Ring& ring = rings_[Index(entry.job_class)];
    const auto [jobs, is_new] = ring.jobs.try_emplace(entry.course);
    jobs->second.push_front(entry.id);
    ++ring.size;
    // Its turn was last: in a ring of many it stands at the end, unless it has gone on since.
    if (!is_new && ring.turns.back() == entry.course) ring.turns.pop_back();
    if (is_new || std::ranges::find(ring.turns, entry.course) == ring.turns.end()) {
      ring.turns.push_front(entry.course);
    }
  }
}

void Line::Replace(std::span<const Entry> entries, int64_t keep_above) {
  std::array<Ring, kJobClasses> old = std::exchange(rings_, {});
  for (const Entry& entry : entries) Add(entry);
  for (size_t c = 0; c < old.size(); ++c) {
    Ring& ring = rings_[c];
    ring.passed = old[c].passed;
    for (const std::string& course : old[c].turns) {
      for (const int64_t id : old[c].jobs[course]) {
        if (id > keep_above) Add({id, static_cast<JobClass>(c), course});
      }
    }
    // The turns as they were, then the courses that are new.
    std::deque<std::string> turns;
    std::map<std::string, bool, std::less<>> placed;
    for (const auto* list : {&old[c].turns, &ring.turns}) {
      for (const std::string& course : *list) {
        if (ring.jobs.contains(course) && placed.emplace(course, true).second) {
          turns.push_back(course);
        }
      }
    }
    ring.turns = std::move(turns);
  }
}

}  // namespace assay::judge

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

std::vector<Line::Entry> Line::Take(size_t count) {
  std::vector<Entry> taken;
  for (size_t c = 0; c < rings_.size(); ++c) {
    Ring& ring = rings_[c];
    while (ring.size > 0 && taken.size() < count) {
      std::string course = std::move(ring.turns.front());
      ring.turns.pop_front();
      const auto jobs = ring.jobs.find(course);
      taken.push_back({jobs->second.front(), static_cast<JobClass>(c), course});
      jobs->second.pop_front();
      --ring.size;
      if (jobs->second.empty()) {
        ring.jobs.erase(jobs);
      } else {
        ring.turns.push_back(std::move(course));
      }
    }
  }
  return taken;
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

#include "lms/courses/policy/allocation.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "lms/courses/policy/mix.h"

namespace assay::courses::allocation {
namespace {

using Candidates = std::vector<size_t>;  // places in Plan::graders

bool Meet(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& one) {
    return std::find(b.begin(), b.end(), one) != b.end();
  });
}

bool MayGrade(const Grader& grader, const Work& work) {
  return std::none_of(work.people.begin(), work.people.end(), [&](const std::string& person) {
    return person == grader.id || grader.conflicts.contains(person);
  });
}

class Allocator {
 public:
  Allocator(const Plan& plan, const std::vector<Work>& works, Keep keep)
      : plan_(plan), works_(works), keep_(keep), made_(works.size()) {
    for (size_t i = 0; i < plan.graders.size(); ++i) place_[plan.graders[i].id] = i;
    for (size_t i = 0; i < works.size(); ++i) order_.push_back(i);
    const auto rank = [&](size_t i) { return std::pair(RankOf(plan.seed, works[i].id), i); };
    std::sort(order_.begin(), order_.end(), [&](size_t a, size_t b) { return rank(a) < rank(b); });
  }

  std::vector<Allocated> Run() {
    std::vector<Candidates> candidates(works_.size());
    std::vector<Slot> slots;
    for (const size_t i : order_) {
      candidates[i] = FirstsOf(works_[i], made_[i].why_not);
      slots.push_back({i, &candidates[i], works_[i].grader, works_[i].graded});
    }
    for (const auto& [i, grader] : Spread(slots)) made_[i].grader = grader;
    Seconds();
    return std::move(made_);
  }

 private:
  // A grader to be found for a piece of work.
  struct Slot {
    size_t work;
    const Candidates* candidates;
    std::string now;  // "": nobody
    bool fixed;
  };
  using Loads = std::vector<int64_t>;

  double WeightOf(size_t grader) const {
    return plan_.method == Method::kWeights ? plan_.graders[grader].weight : 1;
  }

  Candidates WithoutConflict(const Work& work) const {
    Candidates all;
    for (size_t i = 0; i < plan_.graders.size(); ++i)
      if (WeightOf(i) > 0 && MayGrade(plan_.graders[i], work)) all.push_back(i);
    return all;
  }

  Candidates FirstsOf(const Work& work, WhyNot& why_not) const {
    Candidates all = WithoutConflict(work);
    // Whoever marked it as the second is never its first.
    if (work.second_graded)
      std::erase_if(all, [&](size_t i) { return plan_.graders[i].id == work.second; });
    if (plan_.method == Method::kSections) {
      const bool any =
          std::any_of(plan_.graders.begin(), plan_.graders.end(),
                      [&](const Grader& grader) { return Meet(grader.sections, work.sections); });
      const auto has = [&](const Grader& grader) {
        return any ? Meet(grader.sections, work.sections) : grader.sections.empty();
      };
      if (std::none_of(plan_.graders.begin(), plan_.graders.end(), has))
        why_not = WhyNot::kNoSection;
      std::erase_if(all, [&](size_t i) { return !has(plan_.graders[i]); });
    }
    if (all.empty() && why_not == WhyNot::kNone) why_not = WhyNot::kNoGrader;
    return all;
  }

  // Gives each of `slots`, which what fewest may grade opens, to whoever comes first by `key`.
  std::vector<std::pair<size_t, std::string>> Give(
      std::vector<Slot> slots, Loads& loads,
      const std::function<std::tuple<double, double>(size_t)>& key) const {
    std::stable_sort(slots.begin(), slots.end(), [](const Slot& a, const Slot& b) {
      return a.candidates->size() < b.candidates->size();
    });
    std::vector<std::pair<size_t, std::string>> given;
    for (const Slot& slot : slots) {
      std::optional<size_t> best;
      const auto full = [&](size_t i) {
        return std::tuple_cat(key(i), std::tuple(RankOf(plan_.seed, plan_.graders[i].id), i));
      };
      for (const size_t i : *slot.candidates)
        if (!best || full(i) < full(*best)) best = i;
      if (!best) continue;
      ++loads[*best];
      given.emplace_back(slot.work, plan_.graders[*best].id);
    }
    return given;
  }

  // In the order of the seed.
  std::vector<std::pair<size_t, std::string>> Spread(const std::vector<Slot>& slots) const {
    Loads loads(plan_.graders.size());
    const auto share = [&](size_t i) {
      return (static_cast<double>(loads[i]) + 0.5) / WeightOf(i);
    };
    std::vector<std::pair<size_t, std::string>> given;
    std::vector<Slot> open;
    const auto stay = [&](const Slot& slot) {
      const auto found = place_.find(slot.now);
      if (found != place_.end()) ++loads[found->second];
      given.emplace_back(slot.work, slot.now);
    };
    for (const Slot& slot : slots) {
      if (!slot.now.empty() && (slot.fixed || keep_ == Keep::kAll)) {
        stay(slot);
      } else {
        open.push_back(slot);
      }
    }
    if (keep_ == Keep::kMost) {
      // How much each would have: what is allocated already stays up to that.
      const Loads before = loads;
      Give(open, loads, [&](size_t i) { return std::tuple(share(i), 0.0); });
      const Loads wanted = std::exchange(loads, before);
      std::vector<Slot> freed;
      for (const Slot& slot : open) {
        const auto found = place_.find(slot.now);
        const bool stays = found != place_.end() && loads[found->second] < wanted[found->second] &&
                           std::find(slot.candidates->begin(), slot.candidates->end(),
                                     found->second) != slot.candidates->end();
        if (stays) {
          stay(slot);
        } else {
          freed.push_back(slot);
        }
      }
      const auto rest = Give(freed, loads, [&](size_t i) {
        return std::tuple(static_cast<double>(loads[i] - wanted[i]), share(i));
      });
      given.insert(given.end(), rest.begin(), rest.end());
      return given;
    }
    const auto rest = Give(open, loads, [&](size_t i) { return std::tuple(share(i), 0.0); });
    given.insert(given.end(), rest.begin(), rest.end());
    return given;
  }

  void Seconds() {
    std::vector<Candidates> candidates(works_.size());
    const double exact = plan_.second_percent / 100 * static_cast<double>(works_.size());
    const auto wanted = static_cast<size_t>(std::ceil(exact - 1e-9));
    std::vector<Slot> slots;
    const auto add = [&](size_t i, const std::string& now) {
      candidates[i] = WithoutConflict(works_[i]);
      std::erase_if(candidates[i], [&](size_t one) {
        const std::string& id = plan_.graders[one].id;
        return id == made_[i].grader || id == works_[i].marker;
      });
      slots.push_back({i, &candidates[i], now, works_[i].second_graded});
    };
    // What was drawn stays drawn, what is marked already first.
    const auto drawn = [&](size_t i) {
      const Work& work = works_[i];
      if (work.second.empty() || work.second == made_[i].grader) return 2;
      if (work.second_graded) return 0;
      if (work.second == work.marker) return 2;
      return keep_ == Keep::kNone ? 2 : 1;
    };
    for (int turn = 0; turn <= 2; ++turn) {
      for (const size_t i : order_) {
        if (drawn(i) != turn || made_[i].grader.empty()) continue;
        const bool stays = turn == 0 || (turn == 1 && keep_ == Keep::kAll);
        if (!stays && slots.size() >= wanted) continue;
        add(i, turn == 2 ? "" : works_[i].second);
      }
    }
    for (const auto& [i, grader] : Spread(slots)) made_[i].second = grader;
    for (const Slot& slot : slots)
      if (made_[slot.work].second.empty()) made_[slot.work].why_not = WhyNot::kNoSecond;
  }

  const Plan& plan_;
  const std::vector<Work>& works_;
  const Keep keep_;
  std::map<std::string, size_t> place_;
  std::vector<size_t> order_;  // of works, by the seed
  std::vector<Allocated> made_;
};

}  // namespace

std::vector<Allocated> Allocate(const Plan& plan, const std::vector<Work>& works, Keep keep) {
  return Allocator(plan, works, keep).Run();
}

}  // namespace assay::courses::allocation

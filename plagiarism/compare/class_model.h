#pragma once

#include <cstdint>
#include <vector>

#include "plagiarism/evidence/features.h"

// What is rare and what is common in one assignment.
namespace assay::plagiarism {

// A feature of a submission, by its number in the class: sorted, small, quick to intersect.
struct Term {
  uint32_t id = 0;
  float amount = 0;  // 1 + ln(how often)
};

// Numbers the features of one kind over a class and weighs them. Not thread-safe while it is
// filled; immutable afterwards.
class TermTable {
 public:
  explicit TermTable(size_t expected);

  // The terms of a bag, by number. Bags of templates go to Exclude().
  std::vector<Term> Take(const FeatureBag& bag);
  void Exclude(const FeatureBag& bag);

  // weights()[id] for ids up to size(). `share` of a submission: 1 for one that stands alone, less
  // for one of several that are nearly the same, so that a ring of copies does not make its own
  // passages look common. `submissions` is by submission, with the terms of Take().
  void Weigh(const std::vector<std::vector<Term>>& submissions, const std::vector<float>& share);

  // After Weigh(): as if two people of `all` had it.
  void MakeRare(uint64_t hash, double all);

  const std::vector<float>& weights() const { return weights_; }
  // In how many submissions it is, by share.
  const std::vector<float>& people() const { return people_; }
  size_t size() const { return next_; }
  // kNone: nobody has it.
  uint32_t Find(uint64_t hash) const;
  static constexpr uint32_t kNone = UINT32_MAX;

 private:
  uint32_t Number(uint64_t hash);
  void Grow();

  struct Slot {
    uint64_t hash = 0;
    uint32_t id = kNone;
  };
  std::vector<Slot> slots_;
  uint32_t next_ = 0;
  std::vector<float> weights_, people_;
  std::vector<bool> excluded_;
};

// Weighted overlap of two submissions in one kind.
struct Overlap {
  double both = 0, left = 0, right = 0;
  uint32_t shared = 0;

  // How much of the smaller side is in the larger one, 0 to 1: what was put into a copy costs
  // nothing. 0 where a side is empty.
  double Similarity() const;
  // How far that can be relied on, 0 to 1: a side that has little of a kind says little.
  double Confidence() const;
  bool measured() const { return left > 0 && right > 0; }
};

Overlap Intersect(const std::vector<Term>& left, const std::vector<Term>& right,
                  const std::vector<float>& weights);
// The sums over one side, once for all of its pairs.
double TotalWeight(const std::vector<Term>& terms, const std::vector<float>& weights);

}  // namespace assay::plagiarism

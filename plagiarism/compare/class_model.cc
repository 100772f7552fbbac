#include "plagiarism/compare/class_model.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace assay::plagiarism {
namespace {

// What everybody has weighs this, beside the logarithm for what is rare. Hardly anything: half of
// each text may be what the course gave out, and nobody said so.
constexpr double kCommonWeight = 0.1;
// What the smaller side must weigh for half of the full confidence.
constexpr double kHalfConfident = 8;

}  // namespace

TermTable::TermTable(size_t expected) : slots_(std::bit_ceil(expected * 2 + 16)) {}

void TermTable::Grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  const size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.id == kNone) continue;
    size_t at = slot.hash & mask;
    while (slots_[at].id != kNone) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

uint32_t TermTable::Number(uint64_t hash) {
  if (next_ * 2 > slots_.size()) Grow();
  const size_t mask = slots_.size() - 1;
  size_t at = hash & mask;
  while (slots_[at].id != kNone && slots_[at].hash != hash) at = (at + 1) & mask;
  if (slots_[at].id == kNone) slots_[at] = {hash, next_++};
  return slots_[at].id;
}

uint32_t TermTable::Find(uint64_t hash) const {
  const size_t mask = slots_.size() - 1;
  size_t at = hash & mask;
  while (slots_[at].id != kNone && slots_[at].hash != hash) at = (at + 1) & mask;
  return slots_[at].id;
}

std::vector<Term> TermTable::Take(const FeatureBag& bag) {
  std::vector<Term> terms;
  terms.reserve(bag.size());
  for (const Feature& feature : bag) {
    const float amount =
        feature.count == 1 ? 1.0F : 1.0F + std::log(static_cast<float>(feature.count));
    terms.push_back({Number(feature.hash), amount});
  }
  std::sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) { return a.id < b.id; });
  return terms;
}

void TermTable::Exclude(const FeatureBag& bag) {
  for (const Feature& feature : bag) {
    const uint32_t id = Number(feature.hash);
    if (excluded_.size() <= id) excluded_.resize(id + 1);
    excluded_[id] = true;
  }
}

void TermTable::Weigh(const std::vector<std::vector<Term>>& submissions,
                      const std::vector<float>& share) {
  people_.assign(next_, 0);
  double all = 0;
  for (size_t i = 0; i < submissions.size(); ++i) {
    all += share[i];
    for (const Term& term : submissions[i]) people_[term.id] += share[i];
  }
  weights_.resize(next_);
  excluded_.resize(next_);
  for (uint32_t id = 0; id < next_; ++id) {
    const double rarity = std::log((all + 1) / std::max(people_[id], 1e-3F));
    weights_[id] = excluded_[id] ? 0 : static_cast<float>(std::max(rarity, 0.0) + kCommonWeight);
  }
}

void TermTable::MakeRare(uint64_t hash, double all) {
  const uint32_t id = Find(hash);
  if (id != kNone) weights_[id] = static_cast<float>(std::log((all + 1) / 2) + kCommonWeight);
}

double Overlap::Similarity() const {
  return measured() ? std::min(both / std::min(left, right), 1.0) : 0;
}

double Overlap::Confidence() const {
  const double smaller = std::min(left, right);
  return smaller / (smaller + kHalfConfident);
}

double TotalWeight(const std::vector<Term>& terms, const std::vector<float>& weights) {
  double total = 0;
  for (const Term& term : terms) total += static_cast<double>(weights[term.id] * term.amount);
  return total;
}

Overlap Intersect(const std::vector<Term>& left, const std::vector<Term>& right,
                  const std::vector<float>& weights) {
  Overlap overlap;
  const Term *a = left.data(), *b = right.data();
  const Term *a_end = a + left.size(), *b_end = b + right.size();
  while (a != a_end && b != b_end) {
    if (a->id == b->id) {
      overlap.both += static_cast<double>(weights[a->id] * std::min(a->amount, b->amount));
      ++overlap.shared;
      ++a;
      ++b;
    } else {
      const bool first = a->id < b->id;
      a += first ? 1 : 0;
      b += first ? 0 : 1;
    }
  }
  return overlap;
}

}  // namespace assay::plagiarism

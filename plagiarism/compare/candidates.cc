#include "plagiarism/compare/candidates.h"

#include <algorithm>
#include <cmath>

namespace assay::plagiarism {
namespace {

// What more submissions have than this leads nobody to a copy.
constexpr uint32_t kRare = 48;
// At most so many terms of one submission and kind are looked up, the rarest first by weight.
constexpr size_t kMostTerms = 600;

struct Postings {
  std::vector<uint32_t> start;  // by term
  std::vector<uint32_t> submission;
};

Postings Invert(const std::vector<std::vector<Term>>& submissions, size_t terms,
                std::vector<uint32_t>& count) {
  count.assign(terms, 0);
  for (const auto& one : submissions) {
    for (const Term& term : one) ++count[term.id];
  }
  Postings postings;
  postings.start.resize(terms + 1);
  for (size_t id = 0; id < terms; ++id) {
    const bool kept = count[id] > 1 && count[id] <= kRare;
    postings.start[id + 1] = postings.start[id] + (kept ? count[id] : 0);
  }
  postings.submission.resize(postings.start[terms]);
  std::vector<uint32_t> at(postings.start.begin(), postings.start.end() - 1);
  for (uint32_t i = 0; i < submissions.size(); ++i) {
    for (const Term& term : submissions[i]) {
      if (postings.start[term.id] != postings.start[term.id + 1])
        postings.submission[at[term.id]++] = i;
    }
  }
  return postings;
}

}  // namespace

std::vector<PairIndex> CandidatePairs(const std::vector<std::vector<std::vector<Term>>>& kinds,
                                      const std::vector<const TermTable*>& tables,
                                      size_t most_for_one) {
  const size_t count = kinds.front().size();
  std::vector<Postings> postings;
  for (size_t kind = 0; kind < kinds.size(); ++kind) {
    std::vector<uint32_t> occurrences;
    postings.push_back(Invert(kinds[kind], tables[kind]->size(), occurrences));
  }
  std::vector<float> score(count);
  std::vector<uint32_t> touched;
  std::vector<PairIndex> pairs;
  for (uint32_t i = 0; i < count; ++i) {
    touched.clear();
    for (size_t kind = 0; kind < kinds.size(); ++kind) {
      const std::vector<Term>& terms = kinds[kind][i];
      const float part = 1.0F / std::sqrt(static_cast<float>(terms.size()) + 20.0F);
      const size_t step = terms.size() / kMostTerms + 1;
      for (size_t t = 0; t < terms.size(); t += step) {
        const uint32_t id = terms[t].id;
        const float weight = tables[kind]->weights()[id] * part;
        for (uint32_t p = postings[kind].start[id]; p < postings[kind].start[id + 1]; ++p) {
          const uint32_t other = postings[kind].submission[p];
          if (other == i) continue;
          if (score[other] == 0) touched.push_back(other);
          score[other] += weight;
        }
      }
    }
    const size_t most = std::min(most_for_one, touched.size());
    std::partial_sort(
        touched.begin(), touched.begin() + static_cast<std::ptrdiff_t>(most), touched.end(),
        [&](uint32_t a, uint32_t b) { return score[a] != score[b] ? score[a] > score[b] : a < b; });
    for (size_t t = 0; t < touched.size(); ++t) {
      if (t < most) pairs.emplace_back(std::minmax(i, touched[t]));
      score[touched[t]] = 0;
    }
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

}  // namespace assay::plagiarism

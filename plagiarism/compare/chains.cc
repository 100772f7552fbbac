#include "plagiarism/compare/chains.h"

#include <algorithm>

namespace assay::plagiarism {
namespace {

constexpr double kDiscount = 2;  // of the log odds
// Below it a link leads nowhere: even odds are what the discount must leave something of.
constexpr double kLeastOdds = -4;

struct Neighbour {
  uint32_t other;
  double odds;
};

}  // namespace

std::vector<Link> FollowChains(const std::vector<PairIndex>& pairs, const std::vector<double>& odds,
                               const std::vector<bool>& linked, size_t submissions) {
  std::vector<std::vector<Neighbour>> neighbours(submissions);
  for (size_t p = 0; p < pairs.size(); ++p) {
    if (!linked[p] || odds[p] < kLeastOdds) continue;
    neighbours[pairs[p].first].push_back({pairs[p].second, odds[p]});
    neighbours[pairs[p].second].push_back({pairs[p].first, odds[p]});
  }
  for (auto& list : neighbours) {
    std::sort(list.begin(), list.end(),
              [](const Neighbour& a, const Neighbour& b) { return a.other < b.other; });
  }
  std::vector<Link> links(pairs.size());
  for (size_t p = 0; p < pairs.size(); ++p) {
    Link& link = links[p];
    link.odds = odds[p];
    if (!linked[p]) continue;
    const auto &a = neighbours[pairs[p].first], &b = neighbours[pairs[p].second];
    for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
      if (x->other == y->other) {
        const double weaker = std::min(x->odds, y->odds) - kDiscount;
        if (weaker > link.odds) link = {weaker, x->other};
        ++x;
        ++y;
      } else {
        x->other < y->other ? ++x : ++y;
      }
    }
  }
  return links;
}

}  // namespace assay::plagiarism

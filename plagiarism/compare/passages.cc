#include "plagiarism/compare/passages.h"

#include <algorithm>
#include <unordered_map>

#include "plagiarism/hash.h"

namespace assay::plagiarism {
namespace {

constexpr uint32_t kShortestRun = 9;   // tokens
constexpr uint32_t kGap = 4;           // tokens that were changed inside of a run
constexpr size_t kMostOfOneKind = 40;  // passages
constexpr size_t kMostPlaces = 50;     // of one gram; more say nothing
constexpr uint32_t kNear = 3;          // bytes between features that are one passage

std::vector<uint64_t> Grams(const std::vector<Token>& tokens, uint32_t length) {
  std::vector<uint64_t> grams;
  for (size_t i = 0; i + length <= tokens.size(); ++i) {
    uint64_t hash = 0;
    for (size_t j = i; j < i + length; ++j) hash = hash * 0x9e3779b97f4a7c15U + tokens[j].kind + 1;
    grams.push_back(Mix(hash));
  }
  return grams;
}

struct Tiling {
  std::vector<bool> left, right;  // tokens that are in a run already
};

bool Free(const std::vector<bool>& used, uint32_t begin, uint32_t length) {
  return std::none_of(used.begin() + begin, used.begin() + begin + length,
                      [](bool one) { return one; });
}

void MergeRuns(std::vector<TokenRun>& runs) {
  std::sort(runs.begin(), runs.end(),
            [](const TokenRun& a, const TokenRun& b) { return a.left < b.left; });
  size_t kept = 0;
  for (size_t i = 0; i < runs.size(); ++i) {
    if (kept > 0) {
      TokenRun& last = runs[kept - 1];
      const uint32_t left_end = last.left + last.length, right_end = last.right + last.length;
      if (runs[i].left >= left_end && runs[i].right >= right_end &&
          runs[i].left - left_end <= kGap && runs[i].right - right_end == runs[i].left - left_end) {
        last.length = runs[i].left + runs[i].length - last.left;
        continue;
      }
    }
    runs[kept++] = runs[i];
  }
  runs.resize(kept);
}

}  // namespace

std::vector<TokenRun> CommonRuns(const std::vector<Token>& left, const std::vector<Token>& right,
                                 uint32_t shortest) {
  const std::vector<uint64_t> left_grams = Grams(left, shortest),
                              right_grams = Grams(right, shortest);
  std::unordered_map<uint64_t, std::vector<uint32_t>> places;
  for (uint32_t j = 0; j < right_grams.size(); ++j) {
    std::vector<uint32_t>& at = places[right_grams[j]];
    if (at.size() < kMostPlaces) at.push_back(j);
  }
  std::vector<TokenRun> found;
  for (uint32_t i = 0; i < left_grams.size(); ++i) {
    const auto at = places.find(left_grams[i]);
    if (at == places.end()) continue;
    for (const uint32_t j : at->second) {
      // Only where a run begins.
      if (i > 0 && j > 0 && left[i - 1].kind == right[j - 1].kind) continue;
      uint32_t length = shortest;
      while (i + length < left.size() && j + length < right.size() &&
             left[i + length].kind == right[j + length].kind) {
        ++length;
      }
      found.push_back({i, j, length});
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const TokenRun& a, const TokenRun& b) { return a.length > b.length; });
  Tiling used{std::vector<bool>(left.size()), std::vector<bool>(right.size())};
  std::vector<TokenRun> runs;
  for (const TokenRun& run : found) {
    if (!Free(used.left, run.left, run.length) || !Free(used.right, run.right, run.length))
      continue;
    std::fill_n(used.left.begin() + run.left, run.length, true);
    std::fill_n(used.right.begin() + run.right, run.length, true);
    runs.push_back(run);
  }
  MergeRuns(runs);
  return runs;
}

namespace {

Region RegionOf(const SourceTree& source, uint32_t file, uint32_t begin, uint32_t end) {
  Region region;
  region.file = file;
  region.begin = begin;
  region.end = end;
  region.begin_line = source.LineOf(begin);
  region.end_line = source.LineOf(end > begin ? end - 1 : begin);
  return region;
}

void AddRuns(const PassageSide& left, const PassageSide& right, std::vector<Passage>& out) {
  for (uint32_t i = 0; i < left.sources->size(); ++i) {
    const SourceTree& a = (*left.sources)[i];
    for (uint32_t j = 0; j < right.sources->size(); ++j) {
      const SourceTree& b = (*right.sources)[j];
      if (a.language.name != b.language.name) continue;
      for (const TokenRun& run : CommonRuns(a.tokens, b.tokens, kShortestRun)) {
        Passage passage;
        passage.kind = Evidence::kTokens;
        passage.left =
            RegionOf(a, i, a.tokens[run.left].begin, a.tokens[run.left + run.length - 1].end);
        passage.right =
            RegionOf(b, j, b.tokens[run.right].begin, b.tokens[run.right + run.length - 1].end);
        passage.weight = run.length;
        passage.what = std::to_string(run.length) + " tokens in the same order";
        out.push_back(std::move(passage));
      }
    }
  }
}

struct Shared {
  Region left, right;
  double weight;
};

bool Touches(const Region& a, const Region& b) {
  return a.file == b.file && b.begin <= a.end + kNear && a.begin <= b.end + kNear;
}

void Widen(Region& a, const Region& b) {
  a.begin = std::min(a.begin, b.begin);
  a.end = std::max(a.end, b.end);
  a.begin_line = std::min(a.begin_line, b.begin_line);
  a.end_line = std::max(a.end_line, b.end_line);
}

std::string What(Evidence kind, std::string_view left_text) {
  std::string text(left_text.substr(0, 60));
  for (char& c : text) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  switch (kind) {
    case Evidence::kStructure:
      return "computes the same from the same";
    case Evidence::kIdentifiers:
      return "the same name: " + text;
    case Evidence::kLiterals:
      return "the same value: " + text;
    case Evidence::kComments:
      return "the same words of a comment: " + text;
    case Evidence::kLayout:
      return "laid out alike";
    case Evidence::kRarity:
      return "characters that hardly anybody else has";
    default:
      return "";
  }
}

// The heaviest features that both have, those that touch on both sides put together.
void AddShared(Evidence kind, const PassageSide& left, const PassageSide& right,
               const TermTable& table, std::vector<Passage>& out) {
  const FeatureBag &a = left.profile->of(kind), &b = right.profile->of(kind);
  std::vector<Shared> shared;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i].hash != b[j].hash) {
      (a[i].hash < b[j].hash ? i : j) += 1;
      continue;
    }
    const uint32_t id = table.Find(a[i].hash);
    const double weight = id == TermTable::kNone ? 0 : static_cast<double>(table.weights()[id]);
    // What half of the class has is no passage of two.
    if (weight > 0.8) {
      shared.push_back({RegionOf((*left.sources)[a[i].file], a[i].file, a[i].begin, a[i].end),
                        RegionOf((*right.sources)[b[j].file], b[j].file, b[j].begin, b[j].end),
                        weight});
    }
    ++i;
    ++j;
  }
  std::sort(shared.begin(), shared.end(), [](const Shared& x, const Shared& y) {
    return x.left.file != y.left.file ? x.left.file < y.left.file : x.left.begin < y.left.begin;
  });
  std::vector<Shared> merged;
  for (const Shared& one : shared) {
    if (!merged.empty() && Touches(merged.back().left, one.left) &&
        Touches(merged.back().right, one.right)) {
      Widen(merged.back().left, one.left);
      Widen(merged.back().right, one.right);
      merged.back().weight += one.weight;
    } else {
      merged.push_back(one);
    }
  }
  std::stable_sort(merged.begin(), merged.end(),
                   [](const Shared& x, const Shared& y) { return x.weight > y.weight; });
  if (merged.size() > kMostOfOneKind) merged.resize(kMostOfOneKind);
  for (const Shared& one : merged) {
    const SourceTree& source = (*left.sources)[one.left.file];
    Passage passage;
    passage.kind = kind;
    passage.left = one.left;
    passage.right = one.right;
    passage.weight = one.weight;
    passage.what = What(kind, source.text.substr(one.left.begin, one.left.end - one.left.begin));
    out.push_back(std::move(passage));
  }
}

double Covered(const std::vector<SourceTree>& sources, const std::vector<Passage>& passages,
               Region Passage::*side) {
  size_t all = 0, inside = 0;
  for (uint32_t file = 0; file < sources.size(); ++file) {
    std::vector<bool> in(sources[file].text.size());
    for (const Passage& passage : passages) {
      const Region& region = passage.*side;
      if (region.file != file || passage.kind == Evidence::kLayout) continue;
      std::fill(in.begin() + region.begin, in.begin() + std::min<size_t>(region.end, in.size()),
                true);
    }
    for (const Token& token : sources[file].tokens) {
      ++all;
      inside += token.begin < in.size() && in[token.begin] ? 1 : 0;
    }
  }
  return all == 0 ? 0 : static_cast<double>(inside) / static_cast<double>(all);
}

}  // namespace

void FindPassages(const PassageSide& left, const PassageSide& right,
                  const std::array<const TermTable*, kEvidenceKinds>& tables, Pair& pair) {
  pair.passages.clear();
  for (const Evidence kind : kAllEvidence) {
    const size_t first = pair.passages.size();
    if (kind == Evidence::kTokens) {
      AddRuns(left, right, pair.passages);
    } else if (kind != Evidence::kRarity && kind != Evidence::kLayout) {
      // Those two are scores: their stretches are the others' passages, seen once more.
      AddShared(kind, left, right, *tables[static_cast<size_t>(kind)], pair.passages);
    }
    double all = 0;
    for (size_t i = first; i < pair.passages.size(); ++i) all += pair.passages[i].weight;
    for (size_t i = first; i < pair.passages.size(); ++i) pair.passages[i].weight /= all;
  }
  std::stable_sort(
      pair.passages.begin(), pair.passages.end(), [](const Passage& a, const Passage& b) {
        return a.left.file != b.left.file ? a.left.file < b.left.file : a.left.begin < b.left.begin;
      });
  pair.left_covered = Covered(*left.sources, pair.passages, &Passage::left);
  pair.right_covered = Covered(*right.sources, pair.passages, &Passage::right);
}

}  // namespace assay::plagiarism

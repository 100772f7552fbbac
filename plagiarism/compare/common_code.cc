#include "plagiarism/compare/common_code.h"

#include <algorithm>
#include <map>

#include "plagiarism/hash.h"

namespace assay::plagiarism {
namespace {

constexpr double kShare = 0.5;
constexpr double kFewestPeople = 4;
constexpr size_t kShortest = 8;  // features in a row: at least 13 tokens
constexpr size_t kRepresentatives = 40;

std::string KeyOf(const std::vector<uint64_t>& features) {
  uint64_t hash = 0xc0de;
  for (const uint64_t one : features) hash = Combine(hash, one);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string key;
  for (int i = 0; i < 16; ++i, hash >>= 4U) key += kDigits[hash & 15U];
  return key;
}

}  // namespace

std::vector<CommonPassage> FindCommonCode(const std::vector<std::vector<SourceTree>>& sources,
                                          const std::vector<Profile>& profiles,
                                          const TermTable& tokens, double all, size_t most) {
  std::map<std::string, CommonPassage> found;
  std::vector<uint64_t> taken;  // features that are in a passage already, sorted
  for (uint32_t i = 0; i < profiles.size() && i < kRepresentatives; ++i) {
    FeatureBag bag = profiles[i].of(Evidence::kTokens);
    std::sort(bag.begin(), bag.end(), [](const Feature& a, const Feature& b) {
      return a.file != b.file ? a.file < b.file : a.begin < b.begin;
    });
    CommonPassage passage;
    double people = 0;
    const auto finish = [&] {
      const bool known = std::count_if(passage.features.begin(), passage.features.end(),
                                       [&](uint64_t one) {
                                         return std::binary_search(taken.begin(), taken.end(), one);
                                       }) *
                             2 >
                         static_cast<std::ptrdiff_t>(passage.features.size());
      if (passage.features.size() >= kShortest && !known) {
        const SourceTree& source = sources[i][passage.code.region.file];
        passage.code.submission = i;
        passage.code.people = static_cast<uint32_t>(people + 0.5);
        passage.code.region.begin_line = source.LineOf(passage.code.region.begin);
        passage.code.region.end_line = source.LineOf(passage.code.region.end - 1);
        passage.code.key = KeyOf(passage.features);
        taken.insert(taken.end(), passage.features.begin(), passage.features.end());
        std::sort(taken.begin(), taken.end());
        found.emplace(passage.code.key, passage);
      }
      passage = {};
    };
    for (const Feature& feature : bag) {
      const uint32_t id = tokens.Find(feature.hash);
      const double have = id == TermTable::kNone ? 0 : static_cast<double>(tokens.people()[id]);
      const bool common = have >= kFewestPeople && have >= kShare * all && tokens.weights()[id] > 0;
      const bool goes_on = !passage.features.empty() && passage.code.region.file == feature.file &&
                           feature.begin <= passage.code.region.end;
      if (!common || !goes_on) finish();
      if (!common) continue;
      if (passage.features.empty()) {
        passage.code.region.file = feature.file;
        passage.code.region.begin = feature.begin;
        people = have;
      }
      passage.code.region.end = std::max(passage.code.region.end, feature.end);
      passage.features.push_back(feature.hash);
      people = std::min(people, have);
    }
    finish();
  }
  std::vector<CommonPassage> passages;
  for (auto& [key, passage] : found) passages.push_back(std::move(passage));
  std::stable_sort(passages.begin(), passages.end(),
                   [](const CommonPassage& a, const CommonPassage& b) {
                     return a.features.size() > b.features.size();
                   });
  if (passages.size() > most) passages.resize(most);
  return passages;
}

}  // namespace assay::plagiarism

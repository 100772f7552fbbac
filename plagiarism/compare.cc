#include "plagiarism/compare.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <thread>
#include <utility>

#include "plagiarism/compare/candidates.h"
#include "plagiarism/compare/chains.h"
#include "plagiarism/compare/class_model.h"
#include "plagiarism/compare/clusters.h"
#include "plagiarism/compare/common_code.h"
#include "plagiarism/compare/fusion.h"
#include "plagiarism/compare/passages.h"
#include "plagiarism/evidence/features.h"
#include "plagiarism/source/tree.h"

namespace assay::plagiarism {
namespace {

// Up to so many submissions every pair is looked at closely.
constexpr size_t kEveryPair = 200;
constexpr size_t kCandidatesForOne = 6;
// Pairs drawn at random, in larger classes, to see what independent ones look like.
constexpr size_t kBackgroundPairs = 2000;
constexpr double kNearlyTheSame = 0.65;
constexpr double kClusterAt = 0.7;
constexpr size_t kMostCommon = 20;
constexpr int kRounds = 4;

// Calls work(i) for 0 … count-1, on several threads.
template <typename Work>
void ForEach(size_t count, int threads, Work&& work) {
  std::atomic<size_t> next = 0;
  const auto run = [&] {
    for (size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::thread> others;
  for (int t = 1; t < threads && static_cast<size_t>(t) < count; ++t) others.emplace_back(run);
  run();
  for (std::thread& one : others) one.join();
}

class Comparer {
 public:
  Comparer(std::vector<Submission> submissions, const CompareOptions& options) : options_(options) {
    out_.submissions = std::move(submissions);
  }

  Result<Comparison> Run() {
    ASSAY_RETURN_IF_ERROR(CheckIds());
    ASSAY_RETURN_IF_ERROR(Say(0, "reading"));
    Read();
    ASSAY_RETURN_IF_ERROR(Say(0.4, "weighing"));
    Number();
    ASSAY_RETURN_IF_ERROR(Say(0.5, "looking for candidates"));
    ChoosePairs();
    FindShares();
    Weigh();
    TakeCommonCode();
    ASSAY_RETURN_IF_ERROR(Say(0.6, "comparing"));
    Score();
    ASSAY_RETURN_IF_ERROR(Say(0.9, "finding passages"));
    Report();
    ASSAY_RETURN_IF_ERROR(Say(1, "done"));
    return std::move(out_);
  }

 private:
  size_t count() const { return out_.submissions.size(); }

  Status CheckIds() {
    std::set<std::string_view> ids;
    for (Submission& one : out_.submissions) {
      if (!ids.insert(one.id).second)
        return InvalidArgument("two submissions have the id \"" + one.id + "\"");
      if (one.person.empty()) one.person = one.id;
    }
    return OkStatus();
  }

  Status Say(double part, std::string_view doing) const {
    if (options_.progress) options_.progress(part, doing);
    if (options_.stop.stop_requested())
      return {StatusCode::kCancelled, "the comparison was stopped"};
    return OkStatus();
  }

  void Read() {
    sources_.resize(count());
    profiles_.resize(count());
    ForEach(count(), options_.threads, [&](size_t i) {
      const std::vector<SourceFile>& files = out_.submissions[i].files;
      for (size_t f = 0; f < files.size() && f < UINT16_MAX; ++f) {
        SourceTree source = ReadSource(files[f].path, files[f].text);
        AddFeatures(source, static_cast<uint16_t>(f), profiles_[i]);
        source.nodes = {};
        sources_[i].push_back(std::move(source));
      }
      Seal(profiles_[i]);
    });
    for (uint32_t i = 0; i < count(); ++i) NoteFiles(i);
  }

  void NoteFiles(uint32_t i) {
    std::map<std::string_view, size_t> bytes;
    for (uint32_t f = 0; f < sources_[i].size(); ++f) {
      const SourceTree& source = sources_[i][f];
      if (!source.note.empty()) out_.notes.push_back({i, f, source.note});
      bytes[source.language.name] += source.text.size() + 1;
    }
    std::string_view language = "nothing";
    size_t most = 0;
    for (const auto& [name, size] : bytes) {
      if (size > most) language = name;
      most = std::max(most, size);
    }
    out_.languages.emplace_back(language);
  }

  void Number() {
    for (const Evidence kind : kAllEvidence) {
      size_t features = 0;
      for (const Profile& profile : profiles_) features += profile.of(kind).size();
      tables_.push_back(std::make_unique<TermTable>(features / 2));
    }
    terms_.resize(kEvidenceKinds);
    ForEach(kEvidenceKinds, options_.threads, [&](size_t kind) {
      terms_[kind].resize(count());
      for (size_t i = 0; i < count(); ++i) {
        FeatureBag& bag = profiles_[i].bags[kind];
        if (out_.submissions[i].origin == Origin::kTemplate) {
          tables_[kind]->Exclude(bag);
        } else {
          terms_[kind][i] = tables_[kind]->Take(bag);
        }
        // Their stretches are never shown, so their places are not needed any more.
        if (kAllEvidence[kind] == Evidence::kRarity || kAllEvidence[kind] == Evidence::kLayout)
          bag = {};
      }
    });
    share_.assign(count(), 1);
    std::map<std::string_view, float> versions;
    for (const Submission& one : out_.submissions) ++versions[one.person];
    for (size_t i = 0; i < count(); ++i) {
      share_[i] = out_.submissions[i].origin == Origin::kTemplate
                      ? 0
                      : 1 / versions[out_.submissions[i].person];
    }
    Weigh();
  }

  void Weigh() {
    ForEach(kEvidenceKinds, options_.threads,
            [&](size_t kind) { tables_[kind]->Weigh(terms_[kind], share_); });
  }

  bool Comparable(uint32_t i, uint32_t j) const {
    const Submission &a = out_.submissions[i], &b = out_.submissions[j];
    return a.origin != Origin::kTemplate && b.origin != Origin::kTemplate &&
           (a.origin == Origin::kClass || b.origin == Origin::kClass) && a.person != b.person;
  }

  void ChoosePairs() {
    if (count() <= kEveryPair) {
      for (uint32_t i = 0; i < count(); ++i) {
        for (uint32_t j = i + 1; j < count(); ++j) {
          if (Comparable(i, j)) chosen_.emplace_back(i, j);
        }
      }
      background_ = chosen_;
      return;
    }
    std::vector<const TermTable*> tables;
    for (const auto& table : tables_) tables.push_back(table.get());
    chosen_ = CandidatePairs(terms_, tables, kCandidatesForOne);
    std::erase_if(chosen_,
                  [&](const PairIndex& pair) { return !Comparable(pair.first, pair.second); });
    std::mt19937 random(1);
    std::uniform_int_distribution<uint32_t> any(0, static_cast<uint32_t>(count() - 1));
    for (size_t tries = 0; tries < 4 * kBackgroundPairs && background_.size() < kBackgroundPairs;
         ++tries) {
      const uint32_t i = any(random), j = any(random);
      if (i != j && Comparable(i, j)) background_.emplace_back(std::minmax(i, j));
    }
  }

  // Of several that are nearly the same, each counts in part. By weight: what all have does not
  // make them the same.
  void FindShares() {
    std::array<std::vector<double>, kEvidenceKinds> totals;
    const auto alike_in = [&](Evidence evidence, const PairIndex& pair) {
      const auto kind = static_cast<size_t>(evidence);
      const auto &a = terms_[kind][pair.first], &b = terms_[kind][pair.second];
      const double all = totals[kind][pair.first] + totals[kind][pair.second];
      return all > 0 ? 2 * Intersect(a, b, tables_[kind]->weights()).both / all : 0.0;
    };
    for (const Evidence evidence : {Evidence::kTokens, Evidence::kRarity}) {
      const auto kind = static_cast<size_t>(evidence);
      for (const auto& terms : terms_[kind])
        totals[kind].push_back(TotalWeight(terms, tables_[kind]->weights()));
    }
    std::vector<uint8_t> same(chosen_.size());
    ForEach(chosen_.size(), options_.threads, [&](size_t p) {
      const double mean =
          (alike_in(Evidence::kTokens, chosen_[p]) + alike_in(Evidence::kRarity, chosen_[p])) / 2;
      same[p] = mean > kNearlyTheSame ? 1 : 0;
    });
    std::vector<float> alike(count(), 1);
    for (size_t p = 0; p < chosen_.size(); ++p) {
      if (same[p] == 0) continue;
      ++alike[chosen_[p].first];
      ++alike[chosen_[p].second];
    }
    for (size_t i = 0; i < count(); ++i) share_[i] /= alike[i];
  }

  void TakeCommonCode() {
    double all = 0;
    for (const float one : share_) all += static_cast<double>(one);
    TermTable& tokens = *tables_[static_cast<size_t>(Evidence::kTokens)];
    for (CommonPassage& passage : FindCommonCode(sources_, profiles_, tokens, all, kMostCommon)) {
      passage.code.accepted = !options_.refused_common.contains(passage.code.key);
      if (!passage.code.accepted) {
        for (const uint64_t feature : passage.features) tokens.MakeRare(feature, all);
      }
      out_.common.push_back(std::move(passage.code));
    }
  }

  bool SameLanguage(uint32_t i, uint32_t j) const { return out_.languages[i] == out_.languages[j]; }

  // Kinds that mean nothing between two languages.
  bool Applies(Evidence kind, const PairIndex& pair) const {
    return SameLanguage(pair.first, pair.second) ||
           (kind != Evidence::kTokens && kind != Evidence::kLayout);
  }

  void Measure(const PairIndex& index, Pair& pair) const {
    pair.left = index.first;
    pair.right = index.second;
    for (size_t kind = 0; kind < kEvidenceKinds; ++kind) {
      if (!Applies(kAllEvidence[kind], index)) continue;
      const std::vector<float>& weights = tables_[kind]->weights();
      Overlap overlap = Intersect(terms_[kind][index.first], terms_[kind][index.second], weights);
      overlap.left = totals_[kind][index.first];
      overlap.right = totals_[kind][index.second];
      pair.evidence[kind].measured = overlap.measured();
      pair.evidence[kind].similarity = overlap.Similarity();
      pair.evidence[kind].confidence = overlap.Confidence();
    }
  }

  std::vector<Pair> MeasureAll(const std::vector<PairIndex>& indices) const {
    std::vector<Pair> pairs(indices.size());
    ForEach(indices.size(), options_.threads, [&](size_t p) { Measure(indices[p], pairs[p]); });
    return pairs;
  }

  void Score() {
    totals_.resize(kEvidenceKinds);
    for (size_t kind = 0; kind < kEvidenceKinds; ++kind) {
      for (const auto& terms : terms_[kind])
        totals_[kind].push_back(TotalWeight(terms, tables_[kind]->weights()));
    }
    pairs_ = MeasureAll(chosen_);
    std::vector<Pair> drawn;
    if (background_.size() != chosen_.size()) drawn = MeasureAll(background_);
    // Candidates are not what the class is like; what was drawn is.
    std::vector<Pair>& background = drawn.empty() ? pairs_ : drawn;
    const double shift = LearnBackground(background);
    std::vector<double> odds;
    std::vector<bool> within;
    for (Pair& pair : pairs_) {
      odds.push_back(FuseWithUsual(pair) + shift);
      within.push_back(Across(pair) == 0);
    }
    const std::vector<Link> links = FollowChains(chosen_, odds, within, count());
    for (size_t p = 0; p < pairs_.size(); ++p) {
      pairs_[p].through = links[p].through;
      Conclude(pairs_[p], links[p].odds, background.size());
    }
    for (Pair& pair : drawn) Count(Probability(FuseWithUsual(pair) + shift));
  }

  // What independent pairs look like here, and how many pairs are: each from the other, in turns,
  // beginning with the lower half. Gives the shift of the odds.
  double LearnBackground(std::vector<Pair>& pairs) {
    std::vector<double> independent = LowerHalf(pairs);
    double shift = 0;
    for (int round = 0; round < kRounds; ++round) {
      for (size_t kind = 0; kind < kEvidenceKinds; ++kind) {
        std::array<std::vector<Seen>, 2> seen;
        for (size_t p = 0; p < pairs.size(); ++p) {
          const EvidenceScore& score = pairs[p].evidence[kind];
          if (score.measured) seen[Across(pairs[p])].push_back({score.similarity, independent[p]});
        }
        for (size_t across = 0; across < 2; ++across) {
          usual_[across][kind] =
              BackgroundOf(seen[across], UsualBackground(kAllEvidence[kind], across == 1));
        }
      }
      std::vector<double> odds;
      for (Pair& pair : pairs) odds.push_back(FuseWithUsual(pair));
      shift = PriorShift(odds);
      for (size_t p = 0; p < pairs.size(); ++p) independent[p] = 1 - Probability(odds[p] + shift);
    }
    return shift;
  }

  static std::vector<double> LowerHalf(const std::vector<Pair>& pairs) {
    std::vector<double> mean;
    for (const Pair& pair : pairs) {
      double sum = 0;
      for (const EvidenceScore& score : pair.evidence) sum += std::sqrt(score.similarity);
      mean.push_back(sum);
    }
    std::vector<double> sorted = mean;
    std::sort(sorted.begin(), sorted.end());
    const double middle = sorted.empty() ? 0 : sorted[sorted.size() / 2];
    for (double& one : mean) one = one <= middle ? 1 : 0.2;
    return mean;
  }

  size_t Across(const Pair& pair) const { return SameLanguage(pair.left, pair.right) ? 0 : 1; }

  double FuseWithUsual(Pair& pair) const {
    for (size_t kind = 0; kind < kEvidenceKinds; ++kind) {
      EvidenceScore& score = pair.evidence[kind];
      if (score.measured) score.surprise = Surprise(score.similarity, usual_[Across(pair)][kind]);
    }
    return Fuse(pair);
  }

  void Conclude(Pair& pair, double odds, size_t background) {
    std::array<double, kEvidenceKinds> features{};
    for (size_t kind = 0; kind < kEvidenceKinds; ++kind)
      features[kind] = static_cast<double>(
          std::min(terms_[kind][pair.left].size(), terms_[kind][pair.right].size()));
    const double deviation = Uncertainty(pair, features, background);
    pair.probability = Probability(odds);
    pair.low = Probability(odds - 1.645 * deviation);
    pair.high = Probability(odds + 1.645 * deviation);
    if (background_.size() == chosen_.size()) Count(pair.probability);
  }

  void Count(double probability) {
    ++out_.histogram[std::min<size_t>(static_cast<size_t>(probability * 50), 49)];
    ++out_.compared;
  }

  // Of all versions of two people, the pair that tells most.
  void KeepOneOfTwoPeople() {
    std::set<std::pair<std::string_view, std::string_view>> seen;
    std::erase_if(pairs_, [&](const Pair& pair) {
      std::string_view a = out_.submissions[pair.left].person,
                       b = out_.submissions[pair.right].person;
      if (b < a) std::swap(a, b);
      return !seen.emplace(a, b).second;
    });
  }

  void Report() {
    std::sort(pairs_.begin(), pairs_.end(), [](const Pair& a, const Pair& b) {
      if (a.probability != b.probability) return a.probability > b.probability;
      return std::pair(a.left, a.right) < std::pair(b.left, b.right);
    });
    KeepOneOfTwoPeople();
    out_.clusters = FindClusters(pairs_, count(), kClusterAt);
    std::erase_if(pairs_,
                  [&](const Pair& pair) { return pair.probability < options_.min_probability; });
    if (pairs_.size() > options_.max_pairs) pairs_.resize(options_.max_pairs);
    std::array<const TermTable*, kEvidenceKinds> tables{};
    for (size_t kind = 0; kind < kEvidenceKinds; ++kind) tables[kind] = tables_[kind].get();
    ForEach(pairs_.size(), options_.threads, [&](size_t p) {
      Pair& pair = pairs_[p];
      FindPassages({&sources_[pair.left], &profiles_[pair.left]},
                   {&sources_[pair.right], &profiles_[pair.right]}, tables, pair);
      pair.provenance = ProvenanceOf(out_.submissions[pair.left], out_.submissions[pair.right]);
    });
    out_.pairs = std::move(pairs_);
  }

  const CompareOptions& options_;
  Comparison out_;
  std::vector<std::vector<SourceTree>> sources_;  // they borrow the submissions' texts
  std::vector<Profile> profiles_;
  std::vector<std::unique_ptr<TermTable>> tables_;     // by kind
  std::vector<std::vector<std::vector<Term>>> terms_;  // by kind and submission
  std::vector<std::vector<double>> totals_;            // by kind and submission
  std::vector<float> share_;
  std::array<std::array<Background, kEvidenceKinds>, 2> usual_;  // one language, across two
  std::vector<PairIndex> chosen_, background_;
  std::vector<Pair> pairs_;
};

}  // namespace

Result<Comparison> Compare(std::vector<Submission> submissions, const CompareOptions& options) {
  return Comparer(std::move(submissions), options).Run();
}

}  // namespace assay::plagiarism

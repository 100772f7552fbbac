#include "plagiarism/report/demo/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <set>

#include "plagiarism/report/demo/programs.h"

namespace assay::plagiarism::report {
namespace {

using std::chrono::minutes;
using std::chrono::system_clock;

constexpr std::array<std::string_view, 24> kGivenNames = {
    "Amara", "Björn", "Chiara", "Dávid", "Elif",   "Farid",  "Greta", "Hiroshi",
    "Ines",  "Jonas", "Katya",  "Léon",  "Mira",   "Nils",   "Olena", "Pablo",
    "Quinn", "Rosa",  "Sven",   "Tuğba", "Ulrike", "Viktor", "Wanda", "Yusuf"};
constexpr std::array<std::string_view, 9> kFamilyNames = {
    "Okafor", "Lindqvist", "Rossi", "Nagy", "Yılmaz", "Haddad", "Weber", "Tanaka", "O'Brien"};

struct Line {
  std::string_view text;  // without blanks around it
  uint32_t begin = 0, end = 0;
};

std::vector<Line> Lines(std::string_view text) {
  std::vector<Line> lines;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const size_t code = std::min(line.find_first_not_of(' '), line.size());
    lines.push_back(
        {line.substr(code), static_cast<uint32_t>(begin + code), static_cast<uint32_t>(end)});
    begin = end + 1;
  }
  return lines;
}

bool IsWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Names become one letter: what is left is the shape of the line.
std::string Shape(std::string_view line) {
  std::string out;
  for (size_t i = 0; i < line.size(); ++i) {
    if (!IsWord(line[i])) {
      out += line[i];
    } else if (out.empty() || out.back() != 'x') {
      out += 'x';
    }
  }
  return out;
}

Region RegionOf(const std::vector<Line>& lines, size_t first, size_t last) {
  return {0, lines[first].begin, lines[last].end, static_cast<uint32_t>(first + 1),
          static_cast<uint32_t>(last + 1)};
}

size_t GivenLines() { return Lines(GivenPart()).size(); }

// Stretches of at least three lines of the same shape, longest first at each place.
void AddBlocks(const std::vector<Line>& left, const std::vector<Line>& right, size_t skip,
               Pair& pair) {
  std::set<size_t> used;
  for (size_t i = skip; i < left.size();) {
    size_t best = 0, at = 0;
    for (size_t j = skip; j < right.size(); ++j) {
      size_t length = 0;
      while (i + length < left.size() && j + length < right.size() && !used.contains(j + length) &&
             Shape(left[i + length].text) == Shape(right[j + length].text))
        ++length;
      if (length > best) {
        best = length;
        at = j;
      }
    }
    if (best >= 3) {
      bool same = true;
      for (size_t k = 0; k < best; ++k) {
        used.insert(at + k);
        same = same && left[i + k].text == right[at + k].text;
      }
      Passage passage{same ? Evidence::kTokens : Evidence::kStructure,
                      RegionOf(left, i, i + best - 1), RegionOf(right, at, at + best - 1),
                      static_cast<double>(best) / static_cast<double>(left.size()), ""};
      if (!same) passage.what = "the same steps with other names";
      pair.passages.push_back(std::move(passage));
    }
    i += std::max<size_t>(best, 1);
  }
}

void AddComments(const std::vector<Line>& left, const std::vector<Line>& right, Pair& pair) {
  for (size_t i = 0; i < left.size(); ++i) {
    const std::string_view text = left[i].text;
    if (!text.starts_with("// ") && !text.starts_with("# ")) continue;
    const std::string_view said = text.substr(text.find(' ') + 1);
    for (size_t j = 0; j < right.size(); ++j) {
      const bool comment = right[j].text.starts_with("// ") || right[j].text.starts_with("# ");
      if (!comment || !right[j].text.ends_with(said)) continue;
      Passage passage{Evidence::kComments, RegionOf(left, i, i), RegionOf(right, j, j), 0.2, ""};
      for (const std::string_view word :
           {"seperate", "avarage", "histogramm", "frequence", "occurences"}) {
        if (said.find(word) != std::string_view::npos)
          passage.what = fmt::format("a comment with the same misspelling: {}", word);
      }
      if (passage.what.empty()) passage.what = "the same comment";
      pair.passages.push_back(std::move(passage));
      break;
    }
  }
}

void AddWords(std::string_view left, std::string_view right, size_t skip, Pair& pair) {
  struct Telling {
    std::string_view text;
    Evidence kind;
    std::string_view what;
  };
  constexpr std::array<Telling, 4> kTelling = {{
      {"haeufigkeit", Evidence::kIdentifiers, "a name that 3 of 40 use: haeufigkeit"},
      {"[^a-zäöüß]+", Evidence::kLiterals, "a text that hardly anybody has: \"[^a-zäöüß]+\""},
      {"%-12s %5d ", Evidence::kRarity, "characters that hardly anybody has: %-12s %5d"},
      {"different words: ", Evidence::kLiterals, "the same text: \"different words: \""},
  }};
  const auto region = [](std::string_view text, size_t at, size_t size) {
    const auto line = static_cast<uint32_t>(
        1 + std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
    return Region{0, static_cast<uint32_t>(at), static_cast<uint32_t>(at + size), line, line};
  };
  for (const Telling& telling : kTelling) {
    const size_t l = left.find(telling.text, skip), r = right.find(telling.text, skip);
    if (l == std::string_view::npos || r == std::string_view::npos) continue;
    pair.passages.push_back({telling.kind, region(left, l, telling.text.size()),
                             region(right, r, telling.text.size()), 0.4,
                             std::string(telling.what)});
  }
}

double Covered(const Pair& pair, const std::vector<Line>& lines, bool left) {
  std::set<uint32_t> covered;
  for (const Passage& passage : pair.passages) {
    const Region& region = left ? passage.left : passage.right;
    for (uint32_t line = region.begin_line; line <= region.end_line; ++line) covered.insert(line);
  }
  return static_cast<double>(covered.size()) /
         static_cast<double>(std::max<size_t>(1, lines.size()));
}

// Scores that go with the passages found; contributions add up to the odds.
void Score(Pair& pair, std::mt19937_64& random) {
  const auto noise = [&] { return static_cast<double>(random() % 1000) / 1000.0 - 0.5; };
  std::array<double, kEvidenceKinds> found{};
  for (const Passage& passage : pair.passages) {
    const double lines = passage.left.end_line - passage.left.begin_line + 1;
    found[static_cast<size_t>(passage.kind)] +=
        passage.kind <= Evidence::kStructure ? lines / 45 : 0.3;
  }
  found[1] = std::min(1.0, found[0] + found[1] + 0.05);
  double odds = -4.2;
  for (const Evidence kind : kAllEvidence) {
    EvidenceScore& score = pair.of(kind);
    score.measured =
        kind != Evidence::kComments || random() % 9 != 0 || found[static_cast<size_t>(kind)] > 0;
    if (!score.measured) continue;
    score.similarity =
        std::clamp(found[static_cast<size_t>(kind)] + 0.12 + noise() * 0.16, 0.01, 0.99);
    score.surprise = (score.similarity - 0.15) * 9 + noise();
    score.contribution = (score.similarity - 0.22) * 3.1 + noise() * 0.5;
    odds += score.contribution;
  }
  pair.probability = 1 / (1 + std::exp(-odds * 1.4));
  const double width = 0.4 * pair.probability * (1 - pair.probability) + 0.015;
  pair.low = std::max(0.0, pair.probability - width * 1.3);
  pair.high = std::min(1.0, pair.probability + width * 0.7);
}

std::string Gap(minutes time) {
  const auto total = time.count();
  if (total >= 2 * 1440) return fmt::format("{} days", total / 1440);
  if (total >= 60) return fmt::format("{} h {} min", total / 60, total % 60);
  return fmt::format("{} min", total);
}

void AddProvenance(const Submission& left, const Submission& right, Pair& pair) {
  if (!left.submitted_at || !right.submitted_at) return;
  const auto gap = std::chrono::duration_cast<minutes>(*right.submitted_at - *left.submitted_at);
  if (gap.count() == 0) return;
  pair.provenance.first = gap.count() > 0 ? Provenance::First::kLeft : Provenance::First::kRight;
  pair.provenance.confidence =
      std::min(0.95, 0.5 + static_cast<double>(std::abs(gap.count())) / 3000);
  pair.provenance.why = fmt::format("submitted {} earlier", Gap(std::chrono::abs(gap)));
}

class Demo {
 public:
  Demo(const DemoSize& size, uint64_t seed) : size_(size), random_(seed) {}

  Comparison Make() {
    AddPeople();
    AddOthers();
    ComparePairs();
    AddClusters();
    AddNotes();
    return std::move(result_);
  }

 private:
  void AddPeople();
  void AddOthers();
  void Add(const std::string& id, std::string path, std::string text, Origin origin);
  void ComparePairs();
  void AddClusters();
  void AddNotes();

  DemoSize size_;
  std::mt19937_64 random_;
  Comparison result_;
};

void Demo::Add(const std::string& id, std::string path, std::string text, Origin origin) {
  // An evening a few days before the end, most of them close to it.
  const auto end = system_clock::from_time_t(1795993140);  // 2026-11-29 22:59 UTC
  const double part = std::pow(static_cast<double>(random_() % 1000) / 1000, 2.5);
  std::optional<system_clock::time_point> at =
      end - minutes(static_cast<int64_t>(part * 5 * 1440) + 3);
  if (origin == Origin::kEarlier) *at -= minutes(366 * 1440);
  if (origin == Origin::kOutside) at.reset();
  result_.languages.emplace_back(path.ends_with(".py") ? "python" : "java");
  result_.submissions.push_back({id, "", {{std::move(path), std::move(text)}}, at, origin});
}

void Demo::AddPeople() {
  std::vector<Habits> all;
  for (uint32_t i = 0; i < size_.people; ++i) {
    Habits habits = RandomHabits(random_);
    // Every eighth shares with the one before, more or less disguised; the start of a group of
    // four.
    if (i % 8 == 1) habits = all[i - 1];
    if (i % 8 == 2 || i % 16 == 3) {
      habits = all[i - 1];
      Rename(habits, random_);
      if (i % 16 == 3) habits.choices[2] = (habits.choices[2] + 1) % 3;
    }
    if (i % 8 == 5) habits.remarks = all[i - 1].remarks;
    all.push_back(habits);
    const auto number = i / kGivenNames.size();
    std::string id(kGivenNames[i % kGivenNames.size()]);
    id += ' ';
    id += kFamilyNames[(i * 5 + number) % kFamilyNames.size()];
    if (i >= kGivenNames.size() * kFamilyNames.size()) id += fmt::format(" {}", i);
    const bool python = i % 13 == 12;
    Add(id, python ? "words.py" : "src/WordStatistics.java",
        python ? PythonProgram(habits) : JavaProgram(habits), Origin::kClass);
  }
}

void Demo::AddOthers() {
  if (size_.people < 9) return;
  std::mt19937_64 same(7);
  Habits habits = RandomHabits(same);
  Add("2025-0113", "WordStatistics.java", JavaProgram(habits), Origin::kEarlier);
  Rename(habits, same);
  result_.submissions[4].files[0].text = JavaProgram(habits);
  Add("github.com/example/wordcount", "WordCount.java", JavaProgram(RandomHabits(random_)),
      Origin::kOutside);
}

void Demo::ComparePairs() {
  constexpr uint32_t kLooked = 60, kNear = 4;
  const size_t given = GivenLines();
  std::vector<std::vector<Line>> lines;
  for (const Submission& submission : result_.submissions)
    lines.push_back(Lines(submission.files[0].text));
  const auto skip = [&](size_t i) { return result_.languages[i] == "java" ? given : 0; };
  for (uint32_t l = 0; l < result_.submissions.size(); ++l) {
    for (uint32_t r = l + 1; r < result_.submissions.size(); ++r) {
      const Submission &left = result_.submissions[l], &right = result_.submissions[r];
      if (left.origin != Origin::kClass && right.origin != Origin::kClass) continue;
      ++result_.compared;
      if (size_.people > kLooked && r - l > kNear) {
        // Of a large class only neighbours are looked at; the others make up the background.
        ++result_.histogram[random_() % (1 + random_() % 20)];
        continue;
      }
      Pair pair;
      pair.left = l;
      pair.right = r;
      AddBlocks(lines[l], lines[r], std::min(skip(l), skip(r)), pair);
      AddComments(lines[l], lines[r], pair);
      AddWords(left.files[0].text, right.files[0].text, 0, pair);
      std::stable_sort(pair.passages.begin(), pair.passages.end(),
                       [](const auto& a, const auto& b) { return a.left.begin < b.left.begin; });
      pair.left_covered = Covered(pair, lines[l], true);
      pair.right_covered = Covered(pair, lines[r], false);
      Score(pair, random_);
      AddProvenance(left, right, pair);
      ++result_.histogram[std::min<size_t>(49, static_cast<size_t>(pair.probability * 50))];
      result_.pairs.push_back(std::move(pair));
    }
  }
  std::stable_sort(result_.pairs.begin(), result_.pairs.end(),
                   [](const Pair& a, const Pair& b) { return a.probability > b.probability; });
  if (result_.pairs.size() > size_.pairs) result_.pairs.resize(size_.pairs);
}

// Connected by pairs that are likelier than not.
void Demo::AddClusters() {
  std::map<uint32_t, uint32_t> cluster_of;
  for (const Pair& pair : result_.pairs) {
    if (pair.probability < 0.5) continue;
    const uint32_t left = cluster_of.try_emplace(pair.left, pair.left).first->second;
    const uint32_t right = cluster_of.try_emplace(pair.right, pair.right).first->second;
    for (auto& [member, cluster] : cluster_of) {
      if (cluster == right) cluster = left;
    }
  }
  std::map<uint32_t, std::vector<uint32_t>> members;
  for (const auto& [member, cluster] : cluster_of) members[cluster].push_back(member);
  for (auto& [cluster, list] : members) {
    double sum = 0;
    int count = 0;
    for (const Pair& pair : result_.pairs) {
      if (cluster_of.contains(pair.left) && cluster_of[pair.left] == cluster &&
          cluster_of.contains(pair.right) && cluster_of[pair.right] == cluster) {
        sum += pair.probability;
        ++count;
      }
    }
    result_.clusters.push_back({std::move(list), sum / std::max(1, count)});
  }
}

void Demo::AddNotes() {
  if (result_.submissions.size() < 8) return;
  result_.notes.push_back({3, 0, "does not parse (line 41): compared by its words"});
  result_.notes.push_back({7, 0, "invalid UTF-8 in 3 places: read as U+FFFD"});
  const auto lines = Lines(result_.submissions[0].files[0].text);
  result_.common.push_back(
      {0, RegionOf(lines, 6, 14), static_cast<uint32_t>(size_.people), true, "c0ffee4d19"});
  result_.common.push_back({0, RegionOf(lines, lines.size() - 4, lines.size() - 1),
                            static_cast<uint32_t>(size_.people / 3), false, "9a1be7720c"});
}

}  // namespace

Comparison DemoComparison(const DemoSize& size, uint64_t seed) { return Demo(size, seed).Make(); }

}  // namespace assay::plagiarism::report

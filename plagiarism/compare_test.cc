#include "plagiarism/compare.h"
#include "plagiarism/compare/clusters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "plagiarism/compare/chains.h"

namespace assay::plagiarism {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Submission One(const std::string& id, const std::string& path, std::string text) {
  Submission submission;
  submission.id = id;
  submission.files = {{path, std::move(text)}};
  return submission;
}

// Twelve ways to do one task, with words of their own each.
std::vector<Submission> Class() {
  static constexpr std::array kWords = {"apple", "river", "stone", "cloud", "tiger", "maple",
                                        "ember", "frost", "comet", "lemon", "robin", "cedar"};
  std::vector<Submission> all;
  for (unsigned i = 0; i < kWords.size(); ++i) {
    std::mt19937 random(i);
    const std::string w = kWords[i];
    std::string text = "# " + w + " counts things\ndef " + w + "(n):\n";
    for (int line = 0; line < 12; ++line) {
      const std::string a = w + std::to_string(random() % 4), b = w + std::to_string(random() % 4);
      switch (random() % 4) {
        case 0:
          text += "    " + a + " = " + b + " * " + std::to_string(random() % 90) + " - n\n";
          break;
        case 1:
          text += "    for k in range(" + b + "):\n        " + a + " += k % 7\n";
          break;
        case 2:
          text += "    if " + a + " < n:\n        print('" + w + " is', " + b + ")\n";
          break;
        default:
          text += "    " + a + " = " + w + "(" + b + " // 2)\n";
      }
    }
    all.push_back(One(w, "main.py", text + "    return n\n"));
  }
  return all;
}

const Pair* Find(const Comparison& comparison, std::string_view one, std::string_view other) {
  for (const Pair& pair : comparison.pairs) {
    const std::string &a = comparison.submissions[pair.left].id,
                      &b = comparison.submissions[pair.right].id;
    if ((a == one && b == other) || (a == other && b == one)) return &pair;
  }
  return nullptr;
}

Comparison CompareAll(std::vector<Submission> all, CompareOptions options = {}) {
  auto comparison = Compare(std::move(all), options);
  EXPECT_TRUE(comparison.ok()) << comparison.status().ToString();
  return *std::move(comparison);
}

// Other names, no comments, and a statement that does nothing after nearly every one.
std::string Disguised(std::string text, const std::string& word) {
  for (size_t at = 0; (at = text.find(word, at)) != std::string::npos;) text.replace(at, 5, "zz");
  text.erase(0, text.find('\n') + 1);
  std::string out;
  int line = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = text.find('\n', begin);
    const std::string one = text.substr(begin, end - begin);
    out += one + "\n";
    begin = end + 1;
    if (one.back() != ':' && one.find("return") == std::string::npos)
      out += one.substr(0, one.find_first_not_of(' ')) + "pad" + std::to_string(++line) + " = 0\n";
  }
  return out;
}

TEST(Compare, ADisguisedCopyComesFirst) {
  std::vector<Submission> all = Class();
  all.push_back(One("eve", "main.py", Disguised(all[3].files[0].text, "cloud")));
  const Comparison comparison = CompareAll(std::move(all));
  ASSERT_FALSE(comparison.pairs.empty());
  const Pair& first = comparison.pairs.front();
  EXPECT_EQ(comparison.submissions[first.left].id, "cloud");
  EXPECT_EQ(comparison.submissions[first.right].id, "eve");
  EXPECT_GT(first.probability, comparison.pairs[1].probability);
  EXPECT_GT(first.of(Evidence::kStructure).surprise, 1);
  EXPECT_LE(first.low, first.probability);
  EXPECT_GE(first.high, first.probability);
  EXPECT_EQ(comparison.compared, 13U * 12 / 2);
}

TEST(Compare, PassagesLieInTheirFiles) {
  std::vector<Submission> all = Class();
  all.push_back(One("eve", "other.py", all[5].files[0].text));
  const Comparison comparison = CompareAll(std::move(all));
  const Pair* pair = Find(comparison, "maple", "eve");
  ASSERT_NE(pair, nullptr);
  EXPECT_GT(pair->left_covered, 0.9);
  EXPECT_FALSE(pair->passages.empty());
  for (const Pair& one : comparison.pairs) {
    for (const Passage& passage : one.passages) {
      const auto inside = [&](uint32_t submission, const Region& region) {
        const auto& files = comparison.submissions[submission].files;
        return region.file < files.size() && region.begin < region.end &&
               region.end <= files[region.file].text.size() && region.begin_line <= region.end_line;
      };
      EXPECT_TRUE(inside(one.left, passage.left));
      EXPECT_TRUE(inside(one.right, passage.right));
    }
  }
}

TEST(Compare, TemplatesCountForNothing) {
  std::string given = "def load(path):\n    rows = []\n    for line in open(path):\n";
  for (int i = 0; i < 20; ++i)
    given += "        rows.append(line.split(',')[" + std::to_string(i) + "] + 'suffix')\n";
  given += "    return rows\n";
  std::vector<Submission> all = Class();
  for (const size_t with : {1U, 2U}) all[with].files[0].text += given;
  const double before = Find(CompareAll(all), "river", "stone")->probability;
  Submission template_of = One("given", "load.py", given);
  template_of.origin = Origin::kTemplate;
  all.push_back(template_of);
  const Comparison comparison = CompareAll(std::move(all));
  EXPECT_LT(Find(comparison, "river", "stone")->probability, before / 2);
  for (const Pair& pair : comparison.pairs)
    EXPECT_NE(comparison.submissions[pair.right].id, "given");
}

TEST(Compare, WhatACourseGaveOutMakesNobodySuspect) {
  const std::string given =
      "# The course's helpers: leave them as they are.\nimport sys\n\n\n"
      "def course_read(path=None):\n    stream = sys.stdin if path is None else open(path)\n"
      "    words = []\n    for line in stream:\n        line = line.strip()\n"
      "        if not line or line.startswith('#'):\n            continue\n"
      "        words.extend(line.split())\n    return words\n\n\n"
      "def course_check(condition, message):\n    if not condition:\n"
      "        print('check failed:', message, file=sys.stderr)\n        sys.exit(3)\n\n\n";
  std::vector<Submission> all = Class();
  all.push_back(One("copy", "main.py", given + Disguised(all[3].files[0].text, "cloud")));
  for (size_t i = 0; i + 1 < all.size(); ++i) all[i].files[0].text.insert(0, given);
  const Comparison comparison = CompareAll(std::move(all));
  const Pair* copied = Find(comparison, "cloud", "copy");
  ASSERT_NE(copied, nullptr);
  EXPECT_EQ(copied, &comparison.pairs.front());
  EXPECT_LT(comparison.pairs[1].probability, 0.5);
}

TEST(Compare, APersonsOwnVersionsAreNeverAPair) {
  std::vector<Submission> all = Class();
  all[0].person = "ann";
  Submission again = One("apple-2", "main.py", all[0].files[0].text);
  again.person = "ann";
  all.push_back(again);
  all.push_back(One("eve", "main.py", again.files[0].text));
  const Comparison comparison = CompareAll(std::move(all));
  EXPECT_EQ(Find(comparison, "apple", "apple-2"), nullptr);
  const bool first = Find(comparison, "apple", "eve") != nullptr;
  const bool second = Find(comparison, "apple-2", "eve") != nullptr;
  EXPECT_TRUE(first != second) << "two people are one pair, whichever versions tell most";
}

TEST(Compare, EarlierTermsAreOnlyTheOtherSide) {
  std::vector<Submission> all = Class();
  for (const char* id : {"old-1", "old-2"}) {
    Submission old = One(id, "main.py", all[7].files[0].text);
    old.origin = Origin::kEarlier;
    all.push_back(old);
  }
  const Comparison comparison = CompareAll(std::move(all));
  EXPECT_EQ(Find(comparison, "old-1", "old-2"), nullptr);
  const Pair* pair = Find(comparison, "frost", "old-1");
  ASSERT_NE(pair, nullptr);
  EXPECT_GT(pair->probability, 0.8);
  EXPECT_EQ(pair->provenance.first, Provenance::First::kRight);
}

TEST(Compare, WhatWasTypedWasThereBeforeWhatWasPasted) {
  using std::chrono_literals::operator""min;
  const Submission plain = Class()[0];
  const auto size = static_cast<int64_t>(plain.files[0].text.size());
  const auto at = std::chrono::system_clock::time_point(std::chrono::hours(500000));
  Submission typed = plain, pasted = plain;
  typed.submitted_at = at + 60min;
  pasted.submitted_at = at;
  typed.edits = EditHistory{90min, 48min, size, 0, 0, 0};
  pasted.edits = EditHistory{3min, 2min, 10, size, size, 1};
  Provenance provenance = ProvenanceOf(typed, pasted);
  EXPECT_EQ(provenance.first, Provenance::First::kLeft) << "although it was handed in later";
  EXPECT_EQ(provenance.why, "typed in 48 min; of the other, " + std::to_string(size) +
                                " characters were pasted at once");
  EXPECT_EQ(ProvenanceOf(pasted, typed).first, Provenance::First::kRight);

  // Times are what is left where the editor saw too little, or the same of both.
  pasted.edits->largest_paste = 5;
  pasted.edits->pastes = 100;
  EXPECT_EQ(ProvenanceOf(typed, pasted).first, Provenance::First::kRight)
      << "moved about in small pieces";
  pasted.edits = EditHistory{3min, 2min, 10, 50, 50, 1};
  EXPECT_EQ(ProvenanceOf(typed, pasted).first, Provenance::First::kRight)
      << "most came by another way";
  pasted.edits = typed.edits;
  EXPECT_EQ(ProvenanceOf(typed, pasted).first, Provenance::First::kRight) << "both were typed";
  pasted.edits.reset();
  EXPECT_EQ(ProvenanceOf(typed, pasted).first, Provenance::First::kRight)
      << "nothing is known of one";
}

TEST(Compare, TranslationsAreFound) {
  std::vector<Submission> all = Class();
  all.push_back(One("java", "Main.java",
                    "class Main {\n  static int lemonTotal(int[] prices) {\n"
                    "    // sums the lemmon prices\n    int total = 0;\n"
                    "    for (int i = 0; i < prices.length; i++) {\n"
                    "      if (prices[i] % 13 == 0) { total += prices[i] * 4711; }\n    }\n"
                    "    System.out.println(\"the lemons cost\" + total);\n    return total;\n"
                    "  }\n}\n"));
  all.push_back(One("python", "lemons.py",
                    "# sums the lemmon prices\ndef f(xs):\n    t = 0\n"
                    "    for x in range(len(xs)):\n        if xs[x] % 13 == 0:\n"
                    "            t = t + xs[x] * 4711\n    print('the lemons cost', t)\n"
                    "    return t\n"));
  const Comparison comparison = CompareAll(std::move(all));
  const Pair* pair = Find(comparison, "java", "python");
  ASSERT_NE(pair, nullptr);
  EXPECT_FALSE(pair->of(Evidence::kTokens).measured);
  EXPECT_GT(pair->of(Evidence::kStructure).similarity, 0.5);
  for (const Pair& other : comparison.pairs) {
    if (comparison.submissions[other.left].id == "java" ||
        comparison.submissions[other.right].id == "java") {
      EXPECT_LE(other.probability, pair->probability);
    }
  }
}

TEST(Compare, BadFilesAreNotesAndTheOthersGoOn) {
  std::vector<Submission> all = Class();
  all.push_back(One("empty", "main.py", ""));
  all.push_back(One("binary", "main.py", std::string(5000, '\0') + "x"));
  all.push_back(One("broken", "Main.java", "class A { int f( { } } }\nint x = ;"));
  all.push_back(One("utf8", "main.py", "x = '\xff\xfe\x80'\nprint(x)\n"));
  all.push_back(One("deep", "main.py", std::string(200'000, '(')));
  all.push_back(One("brackets", "main.py", std::string(100'000, '(') + std::string(100'000, ')')));
  std::string chain = "int main() { return 1", steps, inner;
  for (int i = 0; i < 100'000; ++i) chain += "+1";
  for (int i = 0; i < 1'000; ++i) steps += std::string(static_cast<size_t>(i), ' ') + "if a:\n";
  for (int i = 0; i < 40'000; ++i) inner += "namespace a{";
  all.push_back(One("chain", "main.c", chain + "; }\n"));
  all.push_back(One("steps", "main.py", steps));
  all.push_back(One("inner", "main.cpp", inner));
  std::string same;
  for (int i = 0; i < 20'000; ++i) same += "x = x + 1\n";
  all.push_back(One("same", "main.py", same));
  all.push_back(One("same too", "main.py", same));
  all.push_back(One("large", "a.js", "var a=1;" + std::string(3U << 20U, 'b')));
  const Comparison comparison = CompareAll(std::move(all));
  const auto note = [&](std::string_view id) {
    for (const FileNote& one : comparison.notes) {
      if (comparison.submissions[one.submission].id == id) return one.text;
    }
    return std::string();
  };
  EXPECT_EQ(note("empty"), "is empty");
  EXPECT_THAT(note("binary"), HasSubstr("not text"));
  EXPECT_THAT(note("broken"), HasSubstr("does not parse (line 1)"));
  EXPECT_THAT(note("large"), HasSubstr("compared by its words"));
  EXPECT_THAT(note("brackets"), HasSubstr("compared by its words"));
  EXPECT_THAT(note("chain"), HasSubstr("compared by its words"));
  EXPECT_GT(Find(comparison, "same", "same too")->probability, 0.5);
}

TEST(Compare, CommonCodeIsFoundAndMayBeRefused) {
  std::string shared =
      "def menu(choice, names, limit):\n    while choice != 0 and limit > 3:\n"
      "        names.append(choice + limit)\n        limit = limit - 1\n"
      "        print(names[0], choice * 2)\n    return names\n";
  std::vector<Submission> all = Class();
  for (size_t i = 0; i < 9; ++i) all[i].files[0].text += shared;
  const Comparison comparison = CompareAll(all);
  ASSERT_FALSE(comparison.common.empty());
  EXPECT_TRUE(comparison.common.front().accepted);
  EXPECT_GE(comparison.common.front().people, 4U);
  CompareOptions options;
  for (const CommonCode& one : comparison.common) options.refused_common.insert(one.key);
  const Comparison refused = CompareAll(all, options);
  EXPECT_THAT(refused.common, Contains(Field(&CommonCode::accepted, false)));
  EXPECT_GT(Find(refused, "apple", "river")->of(Evidence::kTokens).similarity,
            Find(comparison, "apple", "river")->of(Evidence::kTokens).similarity);
}

TEST(Compare, LargeClassesFindTheirCopiesByRareParts) {
  std::vector<Submission> all;
  for (unsigned i = 0; i < 260; ++i) {
    std::mt19937 random(i);
    std::string text = "int f(int a) {\n";
    for (int line = 0; line < 25; ++line) {
      text += "  a = a " + std::string(1, "+-*/"[random() % 4]) + " " +
              std::to_string(random() % 1000) + (random() % 3 == 0 ? " * f(a - 1);\n" : ";\n");
    }
    all.push_back(One("s" + std::to_string(i), "a.c", text + "  return a;\n}\n"));
  }
  all.push_back(One("copy", "a.c", "/* mine */\n" + all[77].files[0].text));
  const Comparison comparison = CompareAll(std::move(all));
  EXPECT_EQ(Find(comparison, "s77", "copy"), &comparison.pairs.front());
  ASSERT_FALSE(comparison.clusters.empty());
}

TEST(Compare, OneSharedValueIsLittleToRelyOn) {
  std::vector<Submission> all = Class();
  all.push_back(One("left", "main.py", "def f(a):\n    return a * 8191\n"));
  all.push_back(
      One("right", "main.py",
          "import sys\nwords = sys.stdin.read().split()\nwhile words:\n"
          "    first, *words = words\n    sys.stdout.write(first[::-1] if 8191 else '')\n"));
  const Comparison comparison = CompareAll(all);
  const Pair* pair = Find(comparison, "left", "right");
  ASSERT_NE(pair, nullptr);
  EXPECT_GT(pair->of(Evidence::kLiterals).similarity, 0.9);
  EXPECT_LT(pair->of(Evidence::kLiterals).confidence, 0.5);
  EXPECT_LT(pair->probability, 0.5);
}

TEST(Chains, TheWeakerLinkDecidesAndPaysForTheStep) {
  const std::vector<PairIndex> pairs = {{0, 1}, {0, 2}, {1, 2}, {2, 3}};
  const std::vector<Link> links = FollowChains(pairs, {9, 5, -3, -8}, {true, true, true, true}, 4);
  EXPECT_EQ(links[0].odds, 9);
  EXPECT_EQ(links[0].through, Pair::kNobody);
  EXPECT_LT(links[2].odds, 5);
  EXPECT_GT(links[2].odds, 0);
  EXPECT_EQ(links[2].through, 0U);
  EXPECT_EQ(links[3].odds, -8) << "nothing leads there";
}

TEST(Chains, NothingIsBuiltOnWhatIsNotLinked) {
  const std::vector<PairIndex> pairs = {{0, 1}, {0, 2}, {1, 2}};
  EXPECT_EQ(FollowChains(pairs, {9, 9, -3}, {true, false, true}, 3)[2].odds, -3);
  EXPECT_EQ(FollowChains(pairs, {9, 9, -3}, {true, true, false}, 3)[2].odds, -3);
}

TEST(Compare, SameIdsAreAnError) {
  const auto comparison = Compare({One("a", "a.py", "x"), One("a", "a.py", "y")}, {});
  ASSERT_FALSE(comparison.ok());
  EXPECT_EQ(comparison.status().code(), StatusCode::kInvalidArgument);
}

TEST(Compare, StopsWhenItIsTold) {
  std::stop_source stop;
  stop.request_stop();
  CompareOptions options;
  options.stop = stop.get_token();
  const auto comparison = Compare(Class(), options);
  ASSERT_FALSE(comparison.ok());
  EXPECT_EQ(comparison.status().code(), StatusCode::kCancelled);
}

TEST(Compare, NothingAndOneAreNoPairs) {
  EXPECT_THAT(CompareAll({}).pairs, IsEmpty());
  EXPECT_THAT(CompareAll({One("a", "a.py", "print(1)")}).pairs, IsEmpty());
}

}  // namespace
}  // namespace assay::plagiarism

#include "plagiarism/report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "common/crypto/encoding.h"
#include "plagiarism/report/demo/comparison.h"
#include "plagiarism/report/page.h"

namespace assay::plagiarism {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string Unzip(std::string_view packed) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string input(packed), out;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  int result = Z_OK;
  while (result == Z_OK) {
    std::array<char, 1U << 16U> part{};
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = part.size();
    result = inflate(&stream, Z_NO_FLUSH);
    out.append(part.data(), part.size() - stream.avail_out);
  }
  EXPECT_EQ(result, Z_STREAM_END);
  inflateEnd(&stream);
  return out;
}

// What the page's script reads.
json Embedded(const std::string& html) {
  const std::string_view mark = "id=\"data\">";
  const size_t begin = html.find(mark) + mark.size();
  const std::string data = html.substr(begin, html.find('<', begin) - begin);
  const auto packed = crypto::Base64Decode(data);
  EXPECT_TRUE(packed.ok()) << packed.status().message();
  return json::parse(packed.ok() ? Unzip(*packed) : "{}");
}

size_t Count(std::string_view text, std::string_view what) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
    ++count;
  return count;
}

// Two people and one pair, of texts that the test chooses.
Comparison Two(std::string left, std::string right) {
  Comparison comparison;
  comparison.submissions.push_back({"anna", "", {{"Anna.java", std::move(left)}}, {}, {}});
  comparison.submissions.push_back({"berta", "", {{"Berta.java", std::move(right)}}, {}, {}});
  comparison.languages = {"java", "java"};
  Pair pair;
  pair.right = 1;
  pair.probability = 0.875;
  comparison.pairs.push_back(pair);
  comparison.compared = 1;
  comparison.histogram[43] = 1;
  return comparison;
}

std::string Html(const Comparison& comparison, const ReportOptions& options = {}) {
  auto html = HtmlReport(comparison, options);
  EXPECT_TRUE(html.ok()) << html.status().message();
  return html.ok() ? *html : "";
}

json Json(const Comparison& comparison, const ReportOptions& options = {}) {
  auto text = JsonReport(comparison, options);
  EXPECT_TRUE(text.ok()) << text.status().message();
  return text.ok() ? json::parse(*text) : json();
}

constexpr std::string_view kHostile =
    "</script><script>alert(1)</script><!-- {{script}} ]]> <img src=x onerror=alert(2)>\"'&";

TEST(HtmlReport, HostileTextsStayData) {
  Comparison comparison = Two(std::string(kHostile), std::string(kHostile));
  comparison.submissions[0].id = kHostile;
  comparison.submissions[0].files[0].path = kHostile;
  comparison.languages[0] = kHostile;
  comparison.notes.push_back({0, 0, std::string(kHostile)});
  comparison.pairs[0].passages.push_back({Evidence::kComments, {}, {}, 1, std::string(kHostile)});
  comparison.pairs[0].provenance.why = kHostile;
  ReportOptions options;
  options.title = kHostile;
  const std::string plain = Html(Two("a", "b"));
  const std::string html = Html(comparison, options);
  // The same elements as in a harmless report.
  for (const std::string_view tag : {"<script", "</script", "<img", "<!--", "</style", "<h1"})
    EXPECT_EQ(Count(html, tag), Count(plain, tag)) << tag;
  const json data = Embedded(html);
  EXPECT_EQ(data["submissions"][0]["files"][0]["text"], kHostile);
  EXPECT_EQ(data["submissions"][0]["id"], kHostile);
  EXPECT_EQ(data["pairs"][0]["passages"][0]["what"], kHostile);
  EXPECT_EQ(data["title"], kHostile);
}

TEST(HtmlReport, LoadsNothingAndRunsOnlyItsOwn) {
  const std::string html = Html(report::DemoComparison());
  EXPECT_THAT(html, HasSubstr("content=\"default-src 'none'; script-src 'sha256-"));
  EXPECT_THAT(html, Not(HasSubstr("unsafe")));
  for (const std::string_view loads : {"src=", "@import", "url(", "fetch(", "innerHTML"})
    EXPECT_EQ(Count(html, loads), 0U) << loads;
  // The only address is the name of a namespace.
  EXPECT_EQ(Count(html, "http"), Count(html, "http://www.w3.org/2000/svg") + Count(html, "http-"));
}

// Offsets are bytes here and UTF-16 units there.
TEST(HtmlReport, RegionsSpanTheSameTextInThePage) {
  const std::string text = "ä\xF0\x9F\x8E\x84\xFF\xFE/* same */ x";
  Comparison comparison = Two(text, "/* same */");
  const auto at = static_cast<uint32_t>(text.find("/*"));
  comparison.pairs[0].passages.push_back(
      {Evidence::kComments, {0, at, at + 10, 1, 1}, {0, 0, 10, 1, 1}, 1, ""});
  const json left = Embedded(Html(comparison))["pairs"][0]["passages"][0]["left"];
  // One unit, two units, and U+FFFD for each byte that is no UTF-8.
  EXPECT_EQ(left["begin"], 5);
  EXPECT_EQ(left["end"], 15);
  EXPECT_EQ(Json(comparison)["pairs"][0]["passages"][0]["left"]["begin"], at);
}

TEST(HtmlReport, SourcesAreBoundedAndTheLikeliestComeFirst) {
  Comparison comparison = Two(std::string(1000, 'a'), std::string(1000, 'b'));
  comparison.submissions[1].files.push_back({"binary", std::string("\0x", 2)});
  ReportOptions options;
  options.max_source_bytes = 1500;
  json files = Embedded(Html(comparison, options))["submissions"];
  EXPECT_EQ(files[0]["files"][0]["text"], std::string(1000, 'a'));
  EXPECT_FALSE(files[1]["files"][0].contains("text"));
  EXPECT_FALSE(files[1]["files"][1].contains("text"));
  options.max_file_bytes = 700;
  files = Embedded(Html(comparison, options))["submissions"];
  EXPECT_EQ(files[1]["files"][0]["text"], std::string(700, 'b'));
  EXPECT_EQ(files[1]["files"][0]["cut"], true);
  EXPECT_EQ(files[1]["files"][0]["bytes"], 1000);
}

TEST(HtmlReport, AClassOfFiveHundredFits) {
  const std::string html = Html(report::DemoComparison({.people = 500, .pairs = 500}));
  EXPECT_LT(html.size(), 10U << 20U);
  EXPECT_EQ(Embedded(html)["pairs"].size(), 500U);
}

TEST(Names, LeftOutMeansNowhere) {
  Comparison comparison = Two("x", "y");
  comparison.submissions[0].person = "Anna Lindqvist";
  ReportOptions options;
  options.names = Names::kLeftOut;
  const std::string page = Embedded(Html(comparison, options)).dump();
  for (const std::string& text :
       {page, *JsonReport(comparison, options), *CsvReport(comparison, options)})
    EXPECT_THAT(text, AllOf(Not(HasSubstr("nna")), Not(HasSubstr("erta")), HasSubstr("Student 1")));
  EXPECT_THAT(page, HasSubstr("file 1.java"));
  options.names = Names::kHidden;
  EXPECT_THAT(Embedded(Html(comparison, options)).dump(), HasSubstr("Anna Lindqvist"));
}

TEST(Names, PseudonymsAreOnePersonsAndFollowNoList) {
  Comparison comparison;
  for (const char* id : {"a", "b", "c", "d", "e", "f", "g", "h"})
    comparison.submissions.push_back({id, id, {}, {}, {}});
  comparison.submissions.push_back({"a2", "a", {}, {}, {}});
  comparison.submissions.push_back({"old", "", {}, {}, Origin::kEarlier});
  ReportOptions options;
  options.pseudonym_key = "secret";
  const json first = Json(comparison, options)["submissions"];
  std::vector<std::string> names;
  for (size_t i = 0; i < 8; ++i) names.push_back(first[i]["pseudonym"]);
  EXPECT_FALSE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(first[8]["pseudonym"].get<std::string>(),
            names[0].substr(0, names[0].find(',')) + ", version 2");
  EXPECT_EQ(first[9]["pseudonym"], "Earlier term 1");
  // The same people in another order.
  std::reverse(comparison.submissions.begin(), comparison.submissions.end());
  EXPECT_EQ(Json(comparison, options)["submissions"][9]["id"], "a");
  EXPECT_EQ(Json(comparison, options)["submissions"][8]["pseudonym"], names[1]);
}

TEST(Decisions, GoToTheirPair) {
  const Comparison comparison = Two("x", "y");
  ReportOptions options;
  const std::string key = PairKey(options, "berta", "anna");
  options.decisions = {{key, Decision::State::kOpen, "asked both", "Ines", {}},
                       {key, Decision::State::kDismissed, "=group work", "Ines", {}},
                       {"ffff", Decision::State::kReferred, "another report's", "Ines", {}}};
  const json decisions = Json(comparison, options)["pairs"][0]["decisions"];
  ASSERT_EQ(decisions.size(), 2U);
  EXPECT_EQ(decisions[1]["state"], "dismissed");
  EXPECT_EQ(decisions[1]["when"], "1970-01-01T00:00:00Z");
  const std::string csv = *CsvReport(comparison, options);
  EXPECT_THAT(csv, HasSubstr("dismissed,Ines,1970-01-01T00:00:00Z,'=group work\r\n"));
}

TEST(CsvReport, OneRowAPairAndNoFormulas) {
  Comparison comparison = Two("x", "y");
  comparison.submissions[0].id = "=HYPERLINK(\"x\"), \"y\"";
  comparison.submissions[1].id = "@SUM(1)";
  comparison.pairs[0].of(Evidence::kTokens) = {0.5, -1.5, -0.25, true};
  const std::string csv = *CsvReport(comparison, {});
  EXPECT_EQ(Count(csv, "\r\n"), 2U);
  EXPECT_THAT(csv, HasSubstr(",\"'=HYPERLINK(\"\"x\"\"), \"\"y\"\"\",'@SUM(1),Student"));
  EXPECT_THAT(csv, HasSubstr(",0.8750,"));
  // Numbers are ours; kinds that nothing was measured of are empty.
  EXPECT_THAT(csv, HasSubstr(",0.5000,-1.500,-0.250,,,,"));
  const std::string header = csv.substr(0, csv.find("\r\n"));
  const std::string row = *CsvReport(report::DemoComparison({.people = 3, .pairs = 1}), {});
  EXPECT_GT(Count(row, ","), Count(header, ","));
}

TEST(JsonReport, SaysWhatTheComparisonSays) {
  const Comparison comparison = report::DemoComparison();
  const json data = Json(comparison);
  EXPECT_EQ(data["format"], "assay-similarity");
  EXPECT_EQ(data["version"], 1);
  EXPECT_EQ(data["pairs"].size(), comparison.pairs.size());
  EXPECT_EQ(data["compared"], comparison.compared);
  const Pair& pair = comparison.pairs[0];
  EXPECT_NEAR(data["pairs"][0]["probability"].get<double>(), pair.probability, 1e-5);
  EXPECT_EQ(data["pairs"][0]["passages"].size(), pair.passages.size());
  EXPECT_EQ(data["pairs"][0]["evidence"].size(), kEvidenceKinds);
  EXPECT_FALSE(data["submissions"][0]["files"][0].contains("text"));
}

TEST(AllReports, WhatPointsOutsideIsRefused) {
  const auto refused = [](const Comparison& comparison) {
    for (const auto& result :
         {HtmlReport(comparison, {}), JsonReport(comparison, {}), CsvReport(comparison, {})}) {
      if (result.ok() || result.status().code() != StatusCode::kInvalidArgument) return false;
    }
    return true;
  };
  Comparison comparison = Two("xx", "y");
  EXPECT_FALSE(refused(comparison));
  comparison.pairs[0].right = 2;
  EXPECT_TRUE(refused(comparison));
  comparison = Two("xx", "y");
  comparison.pairs[0].passages.push_back({Evidence::kTokens, {0, 1, 3, 1, 1}, {}, 1, ""});
  EXPECT_TRUE(refused(comparison));
  comparison = Two("xx", "y");
  comparison.common.push_back({0, {1, 0, 0, 1, 1}, 2, true, "k"});
  EXPECT_TRUE(refused(comparison));
  comparison = Two("xx", "y");
  comparison.clusters.push_back({{5}, 1});
  EXPECT_TRUE(refused(comparison));
  comparison = Two("xx", "y");
  comparison.notes.push_back({0, 1, "no such file"});
  EXPECT_TRUE(refused(comparison));
}

TEST(AllReports, NothingAtAllIsAReport) {
  EXPECT_EQ(Embedded(Html({}))["pairs"].size(), 0U);
  EXPECT_EQ(Json({})["compared"], 0);
  EXPECT_EQ(Count(*CsvReport({}, {}), "\r\n"), 1U);
}

TEST(AllReports, WhatIsNotFiniteIsZero) {
  Comparison comparison = Two("x", "y");
  comparison.pairs[0].probability = std::numeric_limits<double>::quiet_NaN();
  comparison.pairs[0].high = std::numeric_limits<double>::infinity();
  EXPECT_EQ(Json(comparison)["pairs"][0]["probability"], 0);
  EXPECT_EQ(Json(comparison)["pairs"][0]["high"], 0);
  EXPECT_THAT(*CsvReport(comparison, {}), Not(HasSubstr("nan")));
}

// The report speaks of texts. These words speak of people.
TEST(Words, AccuseNobody) {
  const Comparison comparison = report::DemoComparison();
  std::string all(report::kPageHtml);
  all += report::kPageStyle;
  all += report::kPageScript;
  all += *JsonReport(comparison, {}) + *CsvReport(comparison, {});
  std::transform(all.begin(), all.end(), all.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const std::string_view word :
       {"plagiar", "cheat", "guilt", "copied", "copier", "culprit", "offen", "accus", "steal",
        "stole", "suspect", "suspici", "fraud", "misconduct", "dishonest", "innocent", "perpetrat"})
    EXPECT_THAT(all, Not(HasSubstr(std::string(word)))) << word;
}

}  // namespace
}  // namespace assay::plagiarism

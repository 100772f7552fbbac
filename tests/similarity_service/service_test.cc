// From submissions that a worker graded to pairs, decisions and erasure.
#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/similarity_service/stage.h"

namespace assay::plagiarism {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

using People = std::set<std::string>;

People PeopleOf(const v1::Pair& pair) { return {pair.left().person(), pair.right().person()}; }

class SimilarTest : public ServiceTest {
 protected:
  // Fifteen independent programs, and two that are one, with other names and an extra line.
  void HandInWithAPair(const std::string& problem = "sum") {
    for (unsigned i = 0; i < 15; ++i) HandIn("p" + std::to_string(i), ProgramOf(i), problem);
    HandIn("eve", Disguised(ProgramOf(3)), problem);
  }
  static std::string Disguised(std::string text) {
    for (size_t at = 0; (at = text.find("total", at)) != std::string::npos; at += 3)
      text.replace(at, 5, "sum");
    text.insert(text.find("    return"), "    unused = 5\n");
    return text;
  }
  v1::ListPairsRequest Pairs(const std::string& problem = "sum") {
    v1::ListPairsRequest request;
    *request.mutable_comparison() = Newest(problem);
    return request;
  }
  std::string KeyOfTheFirst() { return Must(ListPairs(Pairs())).pairs(0).key(); }
};

TEST_F(SimilarTest, TwoThatAreAlikeAppearAsAPair) {
  Launch();
  HandInWithAPair();
  WaitUntilIndexed(16);
  const v1::Comparison done = Compare(For<v1::StartComparisonRequest>());
  EXPECT_EQ(done.submissions(), 16);
  EXPECT_EQ(done.people(), 16);
  EXPECT_EQ(done.compared(), 120);
  EXPECT_EQ(done.started_by(), "teacher");

  const v1::ListPairsResponse pairs = Must(ListPairs(Pairs()));
  ASSERT_GT(pairs.pairs_size(), 1);
  const v1::Pair& first = pairs.pairs(0);
  EXPECT_EQ(PeopleOf(first), (People{"eve", "p3"}));
  EXPECT_GT(first.probability(), 0.9);
  EXPECT_LE(first.low(), first.probability());
  EXPECT_GE(first.high(), first.probability());
  EXPECT_LT(pairs.pairs(1).probability(), first.probability());
  EXPECT_EQ(first.evidence_size(), 7);
  EXPECT_EQ(first.decision(), "open");
  EXPECT_EQ(first.order().first(), "unknown");  // within moments of one another
  EXPECT_EQ(first.left().course(), "cs101");
  EXPECT_EQ(first.left().language(), "python");

  v1::GetPairRequest get;
  *get.mutable_comparison() = Newest();
  get.set_pair(first.key());
  const v1::PairDetail pair = Must(GetPair(get));
  ASSERT_THAT(pair.left_files(), SizeIs(1));
  ASSERT_THAT(pair.right_files(), SizeIs(1));
  ASSERT_GT(pair.passages_size(), 0);
  for (const v1::Passage& passage : pair.passages()) {
    EXPECT_LE(passage.left().end(), static_cast<int>(pair.left_files(0).data().size()));
    EXPECT_LE(passage.right().end(), static_cast<int>(pair.right_files(0).data().size()));
  }
  const std::set<std::string> sources = {pair.left_files(0).data(), pair.right_files(0).data()};
  EXPECT_EQ(sources, (std::set<std::string>{ProgramOf(3), Disguised(ProgramOf(3))}));

  v1::ListClustersRequest list;
  *list.mutable_comparison() = Newest();
  const auto clusters = Must(ListClusters(list));
  bool together = false;
  for (const v1::Cluster& cluster : clusters.clusters()) {
    People people;
    for (const v1::Side& side : cluster.members()) people.insert(side.person());
    together = together || (people.contains("eve") && people.contains("p3"));
  }
  EXPECT_TRUE(together) << clusters.ShortDebugString();
}

TEST_F(SimilarTest, PagesAreOfOneOrder) {
  Launch();
  HandInWithAPair();
  WaitUntilIndexed(16);
  Compare(For<v1::StartComparisonRequest>());
  v1::ListPairsRequest request = Pairs();
  request.set_page_size(50);
  std::set<std::string> keys;
  double last = 1;
  do {
    const auto page = Must(ListPairs(request));
    for (const v1::Pair& pair : page.pairs()) {
      EXPECT_LE(pair.probability(), last);
      last = pair.probability();
      EXPECT_TRUE(keys.insert(pair.key()).second);
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(keys, SizeIs(120));
  request.set_page_token("x");
  EXPECT_EQ(ListPairs(request).status().code(), StatusCode::kInvalidArgument);
  request = Pairs();
  request.set_person("eve");
  EXPECT_THAT(Must(ListPairs(request)).pairs(), SizeIs(15));
  request.set_min_probability(0.9);
  EXPECT_THAT(Must(ListPairs(request)).pairs(), SizeIs(1));
}

TEST_F(SimilarTest, ForStaffAloneAndNeverOnesOwn) {
  Launch();
  HandInWithAPair();
  WaitUntilIndexed(16);
  Compare(For<v1::StartComparisonRequest>());
  v1::ListPairsRequest request = Pairs();
  request.mutable_comparison()->mutable_caller()->set_staff(false);
  EXPECT_EQ(ListPairs(request).status().code(), StatusCode::kPermissionDenied);
  // Only the gateway may ask at all.
  for (const char* who : {"judge", "identity", "worker/w1", "plagiarism", "supervisor"})
    EXPECT_EQ(ListPairs(Pairs(), who).status().code(), StatusCode::kPermissionDenied) << who;

  // An assistant who took part does not see what is said of their own.
  const std::string key = KeyOfTheFirst();
  request = Pairs();
  *request.mutable_comparison()->mutable_caller() = Staff("p3");
  request.set_page_size(200);
  const auto pairs = Must(ListPairs(request));
  EXPECT_THAT(pairs.pairs(), SizeIs(105));
  for (const v1::Pair& pair : pairs.pairs()) EXPECT_THAT(PeopleOf(pair), Not(Contains("p3")));
  v1::GetPairRequest get;
  *get.mutable_comparison() = request.comparison();
  get.set_pair(key);
  EXPECT_EQ(GetPair(get).status().code(), StatusCode::kNotFound);
  v1::ListClustersRequest clusters;
  *clusters.mutable_comparison() = request.comparison();
  EXPECT_THAT(Must(ListClusters(clusters)).ShortDebugString(), Not(HasSubstr("\"p3\"")));
  auto decide = For<v1::DecideRequest>();
  *decide.mutable_caller() = Staff("p3");
  decide.set_pair(key);
  decide.set_state("dismissed");
  EXPECT_EQ(Decide(decide).status().code(), StatusCode::kNotFound);
  v1::GetReportRequest report;
  *report.mutable_comparison() = request.comparison();
  report.set_format("csv");
  EXPECT_THAT(Must(GetReport(report)).data(), Not(HasSubstr(key)));
  // Another tenant has nothing of it.
  request = Pairs();
  request.mutable_comparison()->mutable_caller()->set_tenant("t2");
  EXPECT_EQ(ListPairs(request).status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(SimilarTest, PseudonymsShowNobody) {
  Launch();
  const auto ids = HandInTheClass();
  WaitUntilIndexed(static_cast<int>(ids.size()));
  Compare(For<v1::StartComparisonRequest>());
  v1::ListPairsRequest request = Pairs();
  request.set_pseudonyms(true);
  std::string all = Must(ListPairs(request)).DebugString();
  v1::ListClustersRequest clusters;
  *clusters.mutable_comparison() = Newest();
  clusters.set_pseudonyms(true);
  all += Must(ListClusters(clusters)).DebugString();
  v1::GetReportRequest report;
  *report.mutable_comparison() = Newest();
  report.set_pseudonyms(true);
  for (const char* format : {"json", "csv"}) {
    report.set_format(format);
    all += Must(GetReport(report)).data();
  }
  for (const auto& [person, id] : ids) {
    EXPECT_THAT(all, Not(HasSubstr(person)));
    EXPECT_THAT(all, Not(HasSubstr(id)));
  }
  EXPECT_THAT(all, HasSubstr("Student 1"));
  request.set_person("ida-moreau");
  EXPECT_EQ(ListPairs(request).status().code(), StatusCode::kInvalidArgument);
}

TEST_F(SimilarTest, ReportsInAllForms) {
  Launch();
  const auto ids = HandInTheClass();
  WaitUntilIndexed(static_cast<int>(ids.size()));
  Compare(For<v1::StartComparisonRequest>());
  auto decide = For<v1::DecideRequest>();
  decide.set_pair(KeyOfTheFirst());
  decide.set_state("referred");
  decide.set_note("to be talked about");
  Must(Decide(decide).status());
  v1::GetReportRequest request;
  *request.mutable_comparison() = Newest();
  request.set_format("json");
  const auto json = nlohmann::json::parse(Must(GetReport(request)).data());
  EXPECT_EQ(json.at("format"), "assay-similarity");
  EXPECT_EQ(json.at("title"), "sum (cs101)");
  EXPECT_EQ(json.at("submissions").size(), ids.size());
  EXPECT_EQ(json.at("pairs").at(0).at("key"), decide.pair());
  EXPECT_EQ(json.at("pairs").at(0).at("decisions").at(0).at("note"), "to be talked about");
  EXPECT_GT(json.at("pairs").at(0).at("passages").size(), 0U);
  request.set_format("csv");
  EXPECT_THAT(Must(GetReport(request)).data(), HasSubstr("referred,teacher,"));
  request.set_format("html");
  const auto page = Must(GetReport(request));
  EXPECT_EQ(page.media_type(), "text/html; charset=utf-8");
  EXPECT_THAT(page.data(), HasSubstr("Content-Security-Policy"));
  request.set_format("pdf");
  EXPECT_EQ(GetReport(request).status().code(), StatusCode::kInvalidArgument);
}

TEST_F(SimilarTest, DecisionsAreAddedAndKept) {
  Launch();
  HandInWithAPair();
  WaitUntilIndexed(16);
  Compare(For<v1::StartComparisonRequest>());
  auto decide = For<v1::DecideRequest>();
  decide.set_pair(KeyOfTheFirst());
  for (const char* state : {"referred", "open", "dismissed"}) {
    decide.set_state(state);
    decide.set_note(std::string("now ") + state);
    EXPECT_EQ(Must(Decide(decide)).who(), "teacher");
  }
  decide.set_state("guilty");
  EXPECT_EQ(Decide(decide).status().code(), StatusCode::kInvalidArgument);
  decide.set_state("open");
  decide.set_pair("0123");
  EXPECT_EQ(Decide(decide).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Must(ListPairs(Pairs())).pairs(0).decision(), "dismissed");
  // Another comparison of the same texts has the same pairs; decisions outlive restarts and it.
  Terminate();
  Launch();
  Compare(For<v1::StartComparisonRequest>());
  EXPECT_EQ(Must(ListPairs(Pairs())).pairs(0).decision(), "dismissed");
  const auto all = Must(ListDecisions(For<v1::ListDecisionsRequest>()));
  ASSERT_THAT(all.decisions(), SizeIs(3));
  EXPECT_EQ(all.decisions(0).state(), "referred");
  EXPECT_EQ(all.decisions(2).note(), "now dismissed");
}

TEST_F(SimilarTest, WhatEverybodyWasGivenCountsForNothing) {
  Launch();
  const std::string given = ProgramOf(99);
  for (unsigned i = 0; i < 12; ++i)
    HandIn("p" + std::to_string(i), i < 2 ? given + ProgramOf(i) : ProgramOf(i));
  WaitUntilIndexed(12);
  Compare(For<v1::StartComparisonRequest>());
  const v1::Pair before = Must(ListPairs(Pairs())).pairs(0);
  ASSERT_EQ(PeopleOf(before), (People{"p0", "p1"}));
  EXPECT_GT(before.probability(), 0.8);

  auto put = For<v1::PutTemplateRequest>();
  put.set_name("handout");
  v1::File& file = *put.add_files();
  file.set_path("given.py");
  file.set_data(given);
  EXPECT_EQ(Must(PutTemplate(put)).bytes(), static_cast<int>(given.size() + 8));
  put.set_name("../x");
  EXPECT_EQ(PutTemplate(put).status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(Must(ListTemplates(For<v1::ListTemplatesRequest>())).templates(), SizeIs(1));
  Compare(For<v1::StartComparisonRequest>());
  const auto after = Must(ListPairs(Pairs()));
  for (const v1::Pair& pair : after.pairs()) {
    if (PeopleOf(pair) == People{"p0", "p1"}) {
      EXPECT_LT(pair.probability(), 0.5);
    }
  }
  // The report can still be made, and what is sealed cannot be read in the table.
  v1::GetReportRequest report;
  *report.mutable_comparison() = Newest();
  report.set_format("html");
  EXPECT_TRUE(GetReport(report).ok());
  EXPECT_THAT(One("SELECT sealed FROM plagiarism.templates"), Not(HasSubstr("import")));
  auto remove = For<v1::DeleteTemplateRequest>();
  remove.set_name("handout");
  Must(DeleteTemplate(remove).status());
  EXPECT_EQ(DeleteTemplate(remove).status().code(), StatusCode::kNotFound);
}

TEST_F(SimilarTest, CommonCodeIsAcceptedUnlessRefused) {
  Launch();
  const std::string shared =
      "def menu(choice, names, limit):\n    while choice != 0 and limit > 3:\n"
      "        names.append(choice + limit)\n        limit = limit - 1\n"
      "        print(names[0], choice * 2)\n    return names\n";
  // Nine of the class have it.
  const auto ids = HandInTheClass("sum", shared, 9);
  WaitUntilIndexed(static_cast<int>(ids.size()));
  Compare(For<v1::StartComparisonRequest>());
  v1::ListCommonCodeRequest list;
  *list.mutable_comparison() = Newest();
  const auto common = Must(ListCommonCode(list));
  ASSERT_GT(common.common_size(), 0);
  EXPECT_TRUE(common.common(0).accepted());
  EXPECT_GE(common.common(0).people(), 6);
  EXPECT_NE(common.common(0).text(), "");
  auto refuse = For<v1::DecideCommonCodeRequest>();
  refuse.set_key(common.common(0).key());
  refuse.set_accepted(false);
  Must(DecideCommonCode(refuse).status());
  Compare(For<v1::StartComparisonRequest>());
  bool refused = false;
  const auto now = Must(ListCommonCode(list));
  for (const v1::CommonCode& code : now.common())
    refused = refused || (code.key() == refuse.key() && !code.accepted());
  EXPECT_TRUE(refused);
  refuse.set_key("none");
  EXPECT_EQ(DecideCommonCode(refuse).status().code(), StatusCode::kNotFound);
}

TEST_F(SimilarTest, EarlierTermsAndOtherCoursesAreFound) {
  Launch();
  PutExample("sum", "sum-2025");
  for (unsigned i = 0; i < 10; ++i)
    HandIn("old" + std::to_string(i), ProgramOf(100 + i), "sum-2025");
  for (unsigned i = 0; i < 10; ++i) HandIn("p" + std::to_string(i), ProgramOf(i));
  const std::string asked = HandIn("eve", Disguised(ProgramOf(104)));
  WaitUntilIndexed(11);
  WaitUntilIndexed(10, "sum-2025");

  v1::FindSimilarRequest find;
  *find.mutable_caller() = Staff();
  find.set_submission(asked);
  const auto found = Must(FindSimilar(find));
  EXPECT_EQ(found.assignment().problem(), "sum");
  ASSERT_GT(found.similar_size(), 0);
  EXPECT_EQ(found.similar(0).side().person(), "old4");
  EXPECT_EQ(found.similar(0).side().problem(), "sum-2025");
  EXPECT_GT(found.similar(0).score(), 0.3);
  // Who may not see that course learns that something is alike, and not whose it is.
  find.mutable_caller()->clear_courses();
  find.mutable_caller()->add_courses("other");
  EXPECT_EQ(FindSimilar(find).status().code(), StatusCode::kNotFound);

  auto start = For<v1::StartComparisonRequest>();
  start.set_search_index(true);
  EXPECT_GT(Compare(start).submissions(), 11);
  v1::Pair first = Must(ListPairs(Pairs())).pairs(0);
  EXPECT_EQ(PeopleOf(first), (People{"eve", "old4"}));
  const std::set<std::string> origins = {first.left().origin(), first.right().origin()};
  EXPECT_EQ(origins, (std::set<std::string>{"class", "earlier"}));
  // The same by naming the assignment.
  start = For<v1::StartComparisonRequest>();
  v1::Against& against = *start.add_against();
  against.mutable_assignment()->set_course("cs101");
  against.mutable_assignment()->set_problem("sum-2025");
  against.set_origin("earlier");
  EXPECT_EQ(Compare(start).submissions(), 21);
  EXPECT_EQ(PeopleOf(Must(ListPairs(Pairs())).pairs(0)), (People{"eve", "old4"}));
  against.mutable_assignment()->set_course("secret");
  EXPECT_EQ(StartComparison(start).status().code(), StatusCode::kPermissionDenied);
}

TEST_F(SimilarTest, TwoCoursesCompareWithoutShowingASource) {
  Launch();
  PutExample("sum", "theirs");
  for (unsigned i = 0; i < 8; ++i) {
    HandIn("a" + std::to_string(i), ProgramOf(i));
    HandIn("b" + std::to_string(i), ProgramOf(50 + i), "theirs");
  }
  HandIn("mallory", Disguised(ProgramOf(6)), "theirs");
  WaitUntilIndexed(8);
  WaitUntilIndexed(9, "theirs");
  auto exported = For<v1::ExportFingerprintsRequest>("theirs");
  exported.set_secret("what both departments agreed on");
  const v1::Fingerprints fingerprints = Must(ExportFingerprints(exported));
  EXPECT_THAT(fingerprints.sets(), SizeIs(9));
  const std::string shown = fingerprints.DebugString();
  for (const char* word : {"mallory", "total", "import", "main.py"})
    EXPECT_THAT(shown, Not(HasSubstr(word)));

  auto match = For<v1::MatchFingerprintsRequest>();
  match.set_secret(exported.secret());
  *match.mutable_fingerprints() = fingerprints;
  const auto matches = Must(MatchFingerprints(match));
  ASSERT_GT(matches.matches_size(), 0);
  EXPECT_EQ(matches.matches(0).side().person(), "a6");
  ASSERT_GT(matches.matches_size(), 1);
  EXPECT_GT(matches.matches(0).score(), matches.matches(1).score() + 0.2);
  // The other side finds out whose it is by matching what it exported with its own.
  auto own = For<v1::MatchFingerprintsRequest>("theirs");
  own.set_secret(exported.secret());
  *own.mutable_fingerprints() = fingerprints;
  std::string whose;
  const auto mine = Must(MatchFingerprints(own));
  for (const v1::FingerprintMatch& one : mine.matches()) {
    if (one.label() == matches.matches(0).label() && one.score() > 0.99)
      whose = one.side().person();
  }
  EXPECT_EQ(whose, "mallory");
  match.set_secret("what they did not agree on");
  EXPECT_EQ(MatchFingerprints(match).status().code(), StatusCode::kInvalidArgument);
}

TEST_F(SimilarTest, APersonIsErased) {
  Launch();
  HandInWithAPair();
  WaitUntilIndexed(16);
  Compare(For<v1::StartComparisonRequest>());
  auto decide = For<v1::DecideRequest>();
  decide.set_pair(KeyOfTheFirst());
  decide.set_state("dismissed");
  decide.set_note("eve and p3 sat together");
  Must(Decide(decide).status());

  v1::ErasePersonRequest erase;
  *erase.mutable_caller() = Staff();
  erase.set_person("eve");
  EXPECT_EQ(ErasePerson(erase).status().code(), StatusCode::kPermissionDenied);
  erase.mutable_caller()->set_all_courses(true);
  const v1::Erasure erased = Must(ErasePerson(erase));
  EXPECT_EQ(erased.fingerprints_removed(), 1);
  EXPECT_EQ(erased.submissions_removed(), 1);
  EXPECT_EQ(erased.pairs_removed(), 15);
  EXPECT_EQ(erased.decisions_blanked(), 1);
  EXPECT_EQ(erased.left_in_index(), 0);
  EXPECT_EQ(erased.left_in_rows(), 0);

  v1::ListPairsRequest all = Pairs();
  all.set_page_size(200);
  const auto pairs = Must(ListPairs(all));
  EXPECT_THAT(pairs.pairs(), SizeIs(105));
  for (const v1::Pair& pair : pairs.pairs()) EXPECT_THAT(PeopleOf(pair), Not(Contains("eve")));
  EXPECT_EQ(Must(GetComparison(Newest())).erased(), 1);
  const auto decisions = Must(ListDecisions(For<v1::ListDecisionsRequest>()));
  ASSERT_THAT(decisions.decisions(), SizeIs(1));
  EXPECT_EQ(decisions.decisions(0).who(), "teacher");
  EXPECT_EQ(decisions.decisions(0).note(), "");
  // Nowhere in the tables, in the clear.
  for (const std::string table : {"submissions", "erasures", "comparisons", "members", "pairs",
                                  "clusters", "notes", "common_code", "decisions", "templates"}) {
    EXPECT_EQ(One("SELECT count(*) FROM plagiarism." + table + " t WHERE t::text ~ '\\meve\\M'"),
              "0")
        << table;
  }
  // The report is made without them; and what they handed in is not read again from the feed.
  v1::GetReportRequest report;
  *report.mutable_comparison() = Newest();
  report.set_format("json");
  EXPECT_THAT(Must(GetReport(report)).data(), Not(HasSubstr("\"eve\"")));
  Must(admin_->ExecuteScript("UPDATE plagiarism.feed_cursor SET number = 0"));
  HandIn("late", ProgramOf(77));
  WaitUntilIndexed(16);
  EXPECT_EQ(One("SELECT count(*) FROM plagiarism.submissions WHERE person = 'eve'"), "0");
  // Repeating it does no harm.
  const v1::Erasure again = Must(ErasePerson(erase));
  EXPECT_EQ(again.id(), erased.id());
  EXPECT_EQ(again.fingerprints_removed(), 0);
}

TEST_F(SimilarTest, WrongRequestsAreToldWhy) {
  Launch();
  auto start = For<v1::StartComparisonRequest>();
  EXPECT_EQ(StartComparison(start).status().code(), StatusCode::kFailedPrecondition);
  start.set_versions(11);
  EXPECT_THAT(StartComparison(start).status().message(), HasSubstr("versions"));
  start.set_versions(1);
  start.set_min_probability(std::numeric_limits<double>::quiet_NaN());
  EXPECT_THAT(StartComparison(start).status().message(), HasSubstr("min_probability"));
  start = For<v1::StartComparisonRequest>();
  start.mutable_assignment()->set_problem("");
  EXPECT_EQ(StartComparison(start).status().code(), StatusCode::kInvalidArgument);
  v1::GetComparisonRequest get = Newest();
  EXPECT_EQ(GetComparison(get).status().code(), StatusCode::kFailedPrecondition);
  get.set_id("none");
  EXPECT_EQ(GetComparison(get).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(CancelComparison(get).status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay::plagiarism

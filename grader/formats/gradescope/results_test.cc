#include "grader/formats/gradescope/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grader/formats/gradescope/autograder.h"

namespace assay::grader::gradescope {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

std::string Wrong(std::string_view json) {
  const auto results = ParseResults(json);
  return results.ok() ? "accepted" : results.status().message();
}

constexpr std::string_view kEverything = R"({
  "score": 44.0, "execution_time": 136, "output": "<b>Well</b> done", "output_format": "html",
  "test_output_format": "ansi", "test_name_format": "text",
  "visibility": "after_due_date", "stdout_visibility": "visible", "extra_data": {"k": [1, null]},
  "tests": [
    {"score": 2.0, "max_score": 2.0, "status": "passed", "name": "Your name", "name_format": "text",
     "number": "1.1", "output": "\u001b[32mgreen\u001b[0m", "tags": ["tag1", "tag2"],
     "visibility": "visible", "extra_data": {"x": 1}},
    {"name": "Your name", "status": "failed", "output": "a &lt; b<br/>c", "output_format": "html",
     "visibility": "hidden"}
  ],
  "leaderboard": [{"name": "Accuracy", "value": 0.926}, {"name": "Stars", "value": "***"}]
})";

TEST(GradescopeResults, EveryFieldIsRead) {
  const auto results = ParseResults(kEverything);
  ASSERT_TRUE(results.ok()) << results.status().message();
  EXPECT_EQ(results->score, 44);
  EXPECT_EQ(results->execution_time, 136);
  EXPECT_EQ(results->output_format, Format::kHtml);
  EXPECT_EQ(results->visibility, Visibility::kAfterDue);
  EXPECT_EQ(results->stdout_visibility, Visibility::kAlways);
  EXPECT_EQ(results->extra_data, R"({"k":[1,null]})");
  ASSERT_EQ(results->tests.size(), 2U);
  const TestResult& first = results->tests[0];
  EXPECT_EQ(first.score, 2);
  EXPECT_EQ(first.passed, true);
  EXPECT_EQ(first.number, "1.1");
  EXPECT_EQ(first.output_format, Format::kAnsi);  // the file's, as it has none of its own
  EXPECT_THAT(first.tags, ElementsAre("tag1", "tag2"));
  EXPECT_EQ(first.extra_data, R"({"x":1})");
  EXPECT_EQ(results->tests[1].passed, false);
  EXPECT_EQ(results->tests[1].output_format, Format::kHtml);
  EXPECT_EQ(results->tests[1].visibility, Visibility::kHidden);
  EXPECT_THAT(results->leaderboard, ElementsAre(Pair("Accuracy", "0.926"), Pair("Stars", "***")));
}

TEST(GradescopeResults, BecomesAReport) {
  const auto results = ParseResults(kEverything);
  ASSERT_TRUE(results.ok());
  const PartReport part = ToPartReport(*results, 50);
  EXPECT_EQ(part.score, 44);
  EXPECT_EQ(part.max_score, 50);
  EXPECT_EQ(part.verdict, Verdict::kWrongAnswer);
  EXPECT_THAT(part.message, IsEmpty());  // not before the due date
  EXPECT_THAT(part.judge_message, HasSubstr("Well done"));
  ASSERT_EQ(part.tests.size(), 2U);
  EXPECT_EQ(part.tests[0].name, "Your name");
  EXPECT_EQ(part.tests[0].title, "1.1) Your name");
  EXPECT_EQ(part.tests[0].feedback, "green");
  EXPECT_EQ(part.tests[0].visibility, Visibility::kAfterDue);  // the file's is the stricter
  EXPECT_THAT(part.tests[0].judge_feedback, HasSubstr("tag1 tag2"));
  EXPECT_EQ(part.tests[1].name, "Your name (2)");
  EXPECT_EQ(part.tests[1].verdict, Verdict::kWrongAnswer);
  EXPECT_EQ(part.tests[1].message, "a < b");
  EXPECT_EQ(part.tests[1].feedback, "a < b\nc");
  EXPECT_EQ(part.tests[1].visibility, Visibility::kHidden);
}

TEST(GradescopeResults, ScoresAddUp) {
  const auto report = [](std::string_view json, std::optional<double> points = std::nullopt) {
    const auto results = ParseResults(json);
    EXPECT_TRUE(results.ok()) << results.status().message();
    return results.ok() ? ToPartReport(*results, points) : PartReport{};
  };
  PartReport part =
      report(R"({"tests": [{"score": 1, "max_score": 2}, {"score": 3, "max_score": 3}]})");
  EXPECT_EQ(part.score, 4);
  EXPECT_EQ(part.max_score, 5);
  EXPECT_EQ(part.verdict, Verdict::kWrongAnswer);
  EXPECT_EQ(part.tests[0].verdict, Verdict::kWrongAnswer);
  EXPECT_EQ(part.tests[1].verdict, Verdict::kAccepted);
  part = report(R"({"tests": [{"score": 2, "max_score": 2}, {"status": "passed"}]})");
  EXPECT_EQ(part.verdict, Verdict::kAccepted);
  // A score at the top wins; penalties end at nothing; more than all is extra credit.
  part = report(R"({"score": 9, "tests": [{"score": -5, "max_score": 2}]})", 10);
  EXPECT_EQ(part.score, 9);
  EXPECT_EQ(part.verdict, Verdict::kWrongAnswer);
  EXPECT_EQ(report(R"({"tests": [{"score": -5, "max_score": 2}]})").score, 0);
  EXPECT_EQ(report(R"({"score": 12})", 10).score, 12);
  EXPECT_EQ(report(R"({"score": 10, "max_score": 10})").verdict, Verdict::kAccepted);
  EXPECT_EQ(report(R"({"score": "7.5"})").score, 7.5);
}

TEST(GradescopeResults, ErrorsNameThePlace) {
  EXPECT_THAT(Wrong("nothing"), HasSubstr("not JSON"));
  EXPECT_THAT(Wrong(""), HasSubstr("not JSON"));
  EXPECT_THAT(Wrong("[]"), HasSubstr("expected an object"));
  EXPECT_THAT(Wrong("{}"), HasSubstr("neither `score` nor `tests`"));
  EXPECT_THAT(Wrong(R"({"score": "much"})"), HasSubstr("score: expected a number"));
  EXPECT_THAT(Wrong(R"({"score": "nan"})"), HasSubstr("score: expected a number"));
  EXPECT_THAT(Wrong(R"({"score": 1e300})"), HasSubstr("score: expected a number"));
  EXPECT_THAT(Wrong(R"({"score": true})"), HasSubstr("score: expected a number"));
  EXPECT_THAT(Wrong(R"({"tests": {}})"), HasSubstr("tests: expected a list"));
  EXPECT_THAT(Wrong(R"({"tests": [{"score": 1}, 2]})"), HasSubstr("tests[1]: expected an object"));
  EXPECT_THAT(Wrong(R"({"tests": [{"status": "meh"}]})"), HasSubstr("tests[0].status"));
  EXPECT_THAT(Wrong(R"({"tests": [{"visibility": "often"}]})"), HasSubstr("\"often\""));
  EXPECT_THAT(Wrong(R"({"score": 1, "leaderboard": [1]})"), HasSubstr("leaderboard"));
}

TEST(GradescopeResults, IsBounded) {
  EXPECT_THAT(Wrong(std::string(100'000, '[')), HasSubstr("nested more than 64 deep"));
  EXPECT_THAT(Wrong(std::string((16U << 20U) + 1, ' ')), HasSubstr("bytes"));
  std::string many = R"({"tests": [)";
  for (int i = 0; i < 10'001; ++i) many += i > 0 ? ",{}" : "{}";
  EXPECT_THAT(Wrong(many + "]}"), HasSubstr("more than 10000 entries"));
  const auto results =
      ParseResults(R"({"score": 1, "output": ")" + std::string(1U << 20U, 'x') + "\"}");
  ASSERT_TRUE(results.ok());
  EXPECT_LT(results->output.size(), 300'000U);
}

TEST(GradescopeResults, PlainTextOfEachFormat) {
  EXPECT_EQ(PlainText("<p>a</p><script>x</script> 1 < 2 &amp;lt;", Format::kHtml),
            "a\nx 1 < 2 &lt;");
  EXPECT_EQ(PlainText("\x1b[1;31mred\x1b[0m\x1b", Format::kAnsi), "red");
  EXPECT_EQ(PlainText("**a** <b>", Format::kMarkdown), "**a** <b>");
  EXPECT_EQ(PlainText("<b", Format::kHtml), "<b");
}

}  // namespace
}  // namespace assay::grader::gradescope

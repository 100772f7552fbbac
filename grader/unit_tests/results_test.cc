#include "grader/unit_tests/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::grader {
namespace {

using Outcome = ResultRow::Outcome;
using ::testing::HasSubstr;

SuiteResults Parse(ResultFormat format, std::string_view text) {
  auto results = ParseResults(format, text);
  EXPECT_TRUE(results.ok()) << results.status().ToString();
  return results.ok() ? *results : SuiteResults{};
}

// "suite:name=P" for each row, in order.
std::string Summary(const SuiteResults& results) {
  std::string text;
  for (const ResultRow& row : results.rows) {
    if (!text.empty()) text += "\n";
    text += (row.suite.empty() ? "" : row.suite + ":") + row.name + "=" +
            "PFES"[static_cast<size_t>(row.outcome)];
  }
  return text;
}

TEST(JunitXml, Pytest) {
  const auto results = Parse(ResultFormat::kJunitXml, R"x(<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="4" time="0.05">
<testcase classname="calc_test.TestCalc" name="test_add" time="0.001" />
<testcase classname="calc_test" name="test_sub" time="0.25"><failure message="assert 1 == 2">def test_sub():
&gt;       assert 1 == 2
E       assert 1 == 2

calc_test.py:7: AssertionError</failure></testcase>
<testcase classname="calc_test" name="test_mul"><skipped type="pytest.skip" message="later">calc_test.py:9: later</skipped></testcase>
<testcase classname="" name="other_test"><error message="collection failure">ImportError</error></testcase>
</testsuite></testsuites>)x");
  EXPECT_EQ(Summary(results),
            "calc_test.TestCalc:test_add=P\ncalc_test:test_sub=F\ncalc_test:test_mul=S\n"
            "pytest:other_test=E");
  EXPECT_TRUE(results.complete);
  EXPECT_THAT(results.rows[1].message, HasSubstr("assert 1 == 2"));
  EXPECT_EQ(results.rows[1].file, "calc_test.py");
  EXPECT_EQ(results.rows[1].line, 7);
  EXPECT_DOUBLE_EQ(results.rows[1].seconds, 0.25);
  EXPECT_THAT(results.rows[3].message, HasSubstr("ImportError"));
}

TEST(JunitXml, GoogleTestMarksWhatDidNotRun) {
  const auto results = Parse(ResultFormat::kJunitXml, R"x(<testsuites tests="3" name="AllTests">
<testsuite name="Calc" tests="3">
<testcase name="Adds" file="calc_test.cc" line="5" status="run" result="completed" time="0." classname="Calc"/>
<testcase name="Subs" file="calc_test.cc" line="9" status="run" result="completed" classname="Calc">
  <failure message="calc_test.cc:10&#x0A;Expected equality" type=""><![CDATA[calc_test.cc:10
Expected equality of these values:
  Sub(3, 1)
    Which is: 3
  2]]></failure>
  <failure message="second" type=""/></testcase>
<testcase name="DISABLED_Later" status="notrun" result="suppressed" classname="Calc"/>
</testsuite></testsuites>)x");
  EXPECT_EQ(Summary(results), "Calc:Adds=P\nCalc:Subs=F\nCalc:DISABLED_Later=S");
  EXPECT_THAT(results.rows[1].message, HasSubstr("Which is: 3"));
  EXPECT_THAT(results.rows[1].message, HasSubstr("second"));
  EXPECT_EQ(results.rows[1].line, 9);
}

TEST(JunitXml, Catch2) {
  const auto results = Parse(ResultFormat::kJunitXml, R"x(<?xml version="1.0"?>
<testsuites><testsuite name="program" errors="1" failures="1" tests="3">
<testcase classname="program.global" name="adds/small" time="0"/>
<testcase classname="program.global" name="fails"><failure message="Add(1, 1) == 3" type="REQUIRE">
FAILED:
  REQUIRE( Add(1, 1) == 3 )
at a_test.cpp:9</failure></testcase>
<testcase classname="program.global" name="throws"><error type="TEST_CASE">unexpected exception</error></testcase>
<system-out/></testsuite></testsuites>)x");
  EXPECT_EQ(Summary(results),
            "program.global:adds/small=P\nprogram.global:fails=F\nprogram.global:throws=E");
}

TEST(JunitXml, ConsoleLauncherShowsDisplayNames) {
  const auto results = Parse(ResultFormat::kJunitXml, R"x(<testsuite name="JUnit Jupiter" tests="2">
<testcase name="adds()" classname="CalcTest" time="0.02"><system-out><![CDATA[
unique-id: [engine:junit-jupiter]/[class:CalcTest]/[method:adds()]
display-name: adds two numbers
]]></system-out></testcase>
<testcase name="skipped()" classname="CalcTest"><skipped><![CDATA[void is @Disabled]]></skipped></testcase>
<testcase name="subs()" classname="CalcTest"><failure message="expected: &lt;2&gt; but was: &lt;3&gt;" type="org.opentest4j.AssertionFailedError"><![CDATA[org.opentest4j.AssertionFailedError: expected: <2> but was: <3>
	at CalcTest.subs(CalcTest.java:12)]]></failure></testcase>
</testsuite>)x");
  EXPECT_EQ(Summary(results),
            "CalcTest:adds two numbers=P\nCalcTest:skipped()=S\nCalcTest:subs()=F");
}

TEST(JunitXml, NodeNestsSuites) {
  const auto results = Parse(ResultFormat::kJunitXml, R"x(<?xml version="1.0" encoding="utf-8"?>
<testsuites>
  <testsuite name="outer" tests="2"><testsuite name="inner" tests="1">
    <testcase name="fails" time="0.001" classname="test" failure="no"><failure type="testCodeFailure" message="no">Error</failure></testcase>
  </testsuite><testcase name="passes" classname="test"/></testsuite>
  <testcase name="alone" classname="test"/>
</testsuites>)x");
  EXPECT_EQ(Summary(results), "outer > inner:fails=F\nouter:passes=P\nalone=P");
}

TEST(JunitXml, WhatIsNotWholeIsRefused) {
  EXPECT_FALSE(ParseResults(ResultFormat::kJunitXml, "").ok());
  EXPECT_FALSE(ParseResults(ResultFormat::kJunitXml, "<html/>").ok());
  const auto cut =
      ParseResults(ResultFormat::kJunitXml, "<testsuites><testsuite><testcase name='a'");
  ASSERT_FALSE(cut.ok());
  EXPECT_THAT(cut.status().message(), HasSubstr("not well-formed at byte"));
}

TEST(JunitXml, EntitiesAreNotExpanded) {
  std::string bomb = "<!DOCTYPE t [<!ENTITY a \"aaaaaaaaaa\">";
  for (char c = 'b'; c < 'k'; ++c) {
    bomb += std::string("<!ENTITY ") + c + " \"";
    for (int i = 0; i < 10; ++i) bomb += std::string("&") + static_cast<char>(c - 1) + ";";
    bomb += "\">";
  }
  bomb += "]><testsuite><testcase name='x'><failure message='&j;'/></testcase></testsuite>";
  const auto results = Parse(ResultFormat::kJunitXml, bomb);
  ASSERT_EQ(results.rows.size(), 1U);
  EXPECT_EQ(results.rows[0].message, "&j;");
}

TEST(JunitXml, DepthAndNumberOfRowsAreBounded) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<testsuite>";
  deep += "<testcase name='x'/>";
  for (int i = 0; i < 200'000; ++i) deep += "</testsuite>";
  EXPECT_EQ(Parse(ResultFormat::kJunitXml, deep).rows.size(), 1U);
  std::string many = "<testsuite>";
  for (size_t i = 0; i <= kMaxResultRows; ++i) many += "<testcase name='x'/>";
  many += "</testsuite>";
  const auto results = ParseResults(ResultFormat::kJunitXml, many);
  ASSERT_FALSE(results.ok());
  EXPECT_EQ(results.status().code(), StatusCode::kResourceExhausted);
  EXPECT_FALSE(ParseResults(ResultFormat::kTap, std::string(kMaxResultBytes + 1, ' ')).ok());
}

TEST(JunitXml, LongMessagesAreCutBetweenCharacters) {
  std::string xml = "<testsuite><testcase name='x'><failure>";
  for (size_t i = 0; i < kMaxMessageBytes; ++i) xml += "ä";
  xml += "</failure></testcase></testsuite>";
  const std::string message = Parse(ResultFormat::kJunitXml, xml).rows.at(0).message;
  EXPECT_LE(message.size(), kMaxMessageBytes + 3);
  EXPECT_TRUE(message.ends_with("ä…"));
}

TEST(Tap, PointsDirectivesAndDiagnostics) {
  const auto results = Parse(ResultFormat::kTap, R"x(TAP version 14
1..5
ok 1 - adds
not ok 2 - subtracts
  ---
  message: "expected 2"
  severity: fail
  file: calc_test.pl
  line: 12
  ...
ok 3 - multiplies # SKIP not asked for
not ok 4 - divides # todo later
ok
)x");
  EXPECT_EQ(Summary(results), "adds=P\nsubtracts=F\nmultiplies=S\ndivides=S\ntest 5=P");
  EXPECT_TRUE(results.complete);
  EXPECT_EQ(results.rows[1].message, "expected 2");
  EXPECT_EQ(results.rows[1].file, "calc_test.pl");
  EXPECT_EQ(results.rows[1].line, 12);
  EXPECT_EQ(results.rows[2].message, "SKIP: not asked for");
}

TEST(Tap, NodeSubtests) {
  const auto results = Parse(ResultFormat::kTap, R"x(TAP version 13
# Subtest: Clock
    # Subtest: adding
        # Subtest: adds minutes
        ok 1 - adds minutes
          ---
          duration_ms: 1500
          ...
        # Subtest: wraps
        not ok 2 - wraps
          ---
          duration_ms: 0.9
          location: '/work/clock.test.js:8:5'
          failureType: 'testCodeFailure'
          error: |-
            Expected values to be strictly equal:

            '24:00' !== '00:00'

          code: 'ERR_ASSERTION'
          expected: '00:00'
          actual: '24:00'
          ...
        1..2
    not ok 1 - adding
      ---
      error: '1 subtest failed'
      ...
    1..1
not ok 1 - Clock
  ---
  error: '1 subtest failed'
  ...
# Subtest: alone
ok 2 - alone # SKIP
1..2
# tests 3
)x");
  EXPECT_EQ(Summary(results), "Clock > adding:adds minutes=P\nClock > adding:wraps=F\nalone=S");
  EXPECT_TRUE(results.complete) << results.problem;
  EXPECT_DOUBLE_EQ(results.rows[0].seconds, 1.5);
  EXPECT_THAT(results.rows[1].message, HasSubstr("'24:00' !== '00:00'"));
  EXPECT_EQ(results.rows[1].file, "/work/clock.test.js");
  EXPECT_EQ(results.rows[1].line, 8);
}

TEST(Tap, AFailureThatOnlyTheSumKnowsIsARow) {
  const auto results =
      Parse(ResultFormat::kTap, "1..1\n# Subtest: s\n    ok 1 - a\n    1..1\nnot ok 1 - s\n");
  EXPECT_EQ(Summary(results), "s:a=P\ns=F");
}

TEST(Tap, WhatWasCutOffIsNotComplete) {
  EXPECT_FALSE(Parse(ResultFormat::kTap, "TAP version 13\nok 1 - a\n").complete);
  const auto less = Parse(ResultFormat::kTap, "1..3\nok 1 - a\nok 2 - b\n");
  EXPECT_FALSE(less.complete);
  EXPECT_EQ(less.problem, "planned 3 tests, but 2 were reported");
  const auto more = Parse(ResultFormat::kTap, "1..1\nok 1 - a\nok 2 - forged\n");
  EXPECT_FALSE(more.complete);
  const auto bailed = Parse(ResultFormat::kTap, "1..2\nok 1\nBail out! no database\nok 2\n");
  EXPECT_EQ(bailed.problem, "bailed out: no database");
  EXPECT_EQ(bailed.rows.size(), 1U);
  const auto inner = Parse(ResultFormat::kTap, "# Subtest: s\n    ok 1 - a\n1..0\n");
  EXPECT_FALSE(inner.complete);
  EXPECT_FALSE(ParseResults(ResultFormat::kTap, "hello\nokay\n").ok());
}

TEST(Tap, SkipAllIsComplete) {
  EXPECT_TRUE(Parse(ResultFormat::kTap, "1..0 # SKIP no compiler\n").complete);
}

TEST(JestJson, RowsWithPathsAndMessages) {
  const auto results = Parse(ResultFormat::kJestJson, R"x({"numTotalTests":3,"success":false,
"testResults":[{"name":"/work/clock.spec.js","status":"failed","message":"","assertionResults":[
{"ancestorTitles":["Clock","adding"],"title":"adds","fullName":"Clock adding adds","status":"passed","duration":2,"failureMessages":[]},
{"ancestorTitles":["Clock"],"title":"wraps","status":"failed","location":{"line":9,"column":3},
 "failureMessages":["Error: \u001b[31mexpected\u001b[39m 1"]},
{"ancestorTitles":[],"title":"later","status":"todo","failureMessages":[]}]}]})x");
  EXPECT_EQ(Summary(results), "Clock > adding:adds=P\nClock:wraps=F\nlater=S");
  EXPECT_EQ(results.rows[1].message, "Error: expected 1");
  EXPECT_EQ(results.rows[1].line, 9);
  EXPECT_TRUE(results.complete);
}

TEST(JestJson, CountsAndBrokenFilesAreSaid) {
  EXPECT_FALSE(
      Parse(ResultFormat::kJestJson, R"x({"numTotalTests":3,"testResults":[]})x").complete);
  const auto broken = Parse(
      ResultFormat::kJestJson,
      R"x({"testResults":[{"name":"a.js","status":"failed","message":"SyntaxError","assertionResults":[]}]})x");
  EXPECT_EQ(broken.problem, "a.js: SyntaxError");
  EXPECT_FALSE(ParseResults(ResultFormat::kJestJson, "[1,2]").ok());
  EXPECT_FALSE(ParseResults(ResultFormat::kJestJson, "{\"testResults\":[").ok());
  EXPECT_FALSE(ParseResults(ResultFormat::kJestJson, R"x({"testResults":[1]})x").ok());
}

}  // namespace
}  // namespace assay::grader

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grader/unit_tests/results.h"

namespace assay::grader {
namespace {

using ::testing::HasSubstr;

SuiteResults Parse(ResultFormat format, std::string_view text) {
  auto results = ParseResults(format, text);
  EXPECT_TRUE(results.ok()) << results.status().ToString();
  return results.ok() ? *results : SuiteResults{};
}

std::string Summary(const SuiteResults& results) {
  std::string text;
  for (const ResultRow& row : results.rows) {
    if (!text.empty()) text += "\n";
    text += (row.suite.empty() ? "" : row.suite + ":") + row.name + "=" +
            "PFES"[static_cast<size_t>(row.outcome)];
  }
  return text;
}

TEST(GoText, LeavesAreRows) {
  const auto results = Parse(ResultFormat::kGoText, R"x(=== RUN   TestClock
=== RUN   TestClock/adds
=== RUN   TestClock/wraps
    clock_test.go:12: got 24:00
--- FAIL: TestClock (0.00s)
    --- PASS: TestClock/adds (0.00s)
    --- FAIL: TestClock/wraps (0.25s)
=== RUN   TestSkipped
    clock_test.go:20: not here
--- SKIP: TestSkipped (0.00s)
FAIL
exit status 1
FAIL	clock	0.003s
)x");
  EXPECT_EQ(Summary(results), "TestClock/adds=P\nTestClock/wraps=F\nTestSkipped=S");
  EXPECT_EQ(results.rows[1].message, "clock_test.go:12: got 24:00");
  EXPECT_EQ(results.rows[1].file, "clock_test.go");
  EXPECT_EQ(results.rows[1].line, 12);
  EXPECT_DOUBLE_EQ(results.rows[1].seconds, 0.25);
  EXPECT_TRUE(results.complete) << results.problem;
}

TEST(GoText, APanicIsAnErrorOfTheTestThatRan) {
  const auto results = Parse(ResultFormat::kGoText, R"x(=== RUN   TestA
--- PASS: TestA (0.00s)
=== RUN   TestB
panic: boom [recovered]
FAIL	x	0.01s
FAIL
)x");
  EXPECT_EQ(Summary(results), "TestA=P\nTestB=E");
  EXPECT_FALSE(results.complete);
}

TEST(GoText, FakedPassesDoNotOutweighAFailure) {
  const auto results = Parse(ResultFormat::kGoText, R"x(=== RUN   TestA
--- PASS: TestA (0.00s)
--- FAIL: TestA (0.00s)
--- PASS: TestA (0.00s)
FAIL
)x");
  EXPECT_EQ(Summary(results), "TestA=F");
}

TEST(GoText, BuildFailuresAreSaid) {
  const auto results =
      Parse(ResultFormat::kGoText, "# x\n./a.go:3:1: syntax error\nFAIL\tx [build failed]\n");
  EXPECT_TRUE(results.rows.empty());
  EXPECT_FALSE(results.complete);
  EXPECT_THAT(results.problem, HasSubstr("syntax error"));
  EXPECT_FALSE(ParseResults(ResultFormat::kGoText, "nothing\n").ok());
}

TEST(GoJson, EventsBecomeRows) {
  const auto results = Parse(ResultFormat::kGoJson, R"x({"Action":"start","Package":"p"}
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"run","Package":"p","Test":"TestA/x"}
{"Action":"output","Package":"p","Test":"TestA/x","Output":"    a_test.go:7: bad\n"}
{"Action":"fail","Package":"p","Test":"TestA/x","Elapsed":0.5}
{"Action":"fail","Package":"p","Test":"TestA","Elapsed":0.5}
{"Action":"run","Package":"p","Test":"TestB"}
{"Action":"pass","Package":"p","Test":"TestB","Elapsed":0}
not json
{"Action":"fail","Package":"p","Elapsed":0.6}
)x");
  EXPECT_EQ(Summary(results), "p:TestA/x=F\np:TestB=P");
  EXPECT_EQ(results.rows[0].message, "a_test.go:7: bad");
  EXPECT_EQ(results.rows[0].line, 7);
  EXPECT_TRUE(results.complete);
}

TEST(GoJson, WithoutAnEndItIsNotComplete) {
  const auto results =
      Parse(ResultFormat::kGoJson, R"x({"Action":"run","Package":"p","Test":"TestA"})x");
  EXPECT_FALSE(results.complete);
  EXPECT_EQ(Summary(results), "p:TestA=E");
  EXPECT_FALSE(ParseResults(ResultFormat::kGoJson, "{\"a\":[[[[[[]]]]]]}\n").ok());
}

TEST(Libtest, RowsSectionsAndClosingLine) {
  const auto results = Parse(ResultFormat::kLibtest, R"x(
running 4 tests
test adds ... ok
test slow ... ignored, takes long
test tests::panics - should panic ... ok
test wraps ... FAILED

failures:

---- wraps stdout ----

thread 'wraps' panicked at tests/clock.rs:12:5:
assertion `left == right` failed
  left: 1
 right: 2
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace


failures:
    wraps

test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
)x");
  EXPECT_EQ(Summary(results), "adds=P\nslow=S\ntests::panics=P\nwraps=F");
  EXPECT_EQ(results.rows[1].message, "takes long");
  EXPECT_THAT(results.rows[3].message, HasSubstr("left: 1"));
  EXPECT_EQ(results.rows[3].file, "tests/clock.rs");
  EXPECT_EQ(results.rows[3].line, 12);
  EXPECT_TRUE(results.complete) << results.problem;
}

TEST(Libtest, OutputBetweenNameAndWord) {
  const auto results =
      Parse(ResultFormat::kLibtest,
            "running 1 test\ntest a ... hello\nok\n\ntest result: ok. 1 passed;\n");
  EXPECT_EQ(Summary(results), "a=P");
  EXPECT_TRUE(results.complete);
}

TEST(Libtest, DisagreementIsNotComplete) {
  EXPECT_FALSE(Parse(ResultFormat::kLibtest, "running 2 tests\ntest a ... ok\n").complete);
  EXPECT_FALSE(
      Parse(ResultFormat::kLibtest, "running 2 tests\ntest a ... ok\ntest result: ok.\n").complete);
  EXPECT_FALSE(
      Parse(ResultFormat::kLibtest, "running 1 test\ntest a ... FAILED\ntest result: ok.\n")
          .complete);
  EXPECT_FALSE(ParseResults(ResultFormat::kLibtest, "error: could not compile\n").ok());
}

TEST(JestText, VerboseTree) {
  const auto results = Parse(ResultFormat::kJestText, R"x(FAIL ./clock.spec.js
  Clock
    adding
      ✓ adds minutes (3 ms)
      ✕ wraps (1.5 s)
    ○ skipped later
  ✎ todo soon

  ● Clock › adding › wraps

    expect(received).toBe(expected)

    Expected: "00:00"
    Received: "24:00"

Test Suites: 1 failed, 1 total
Tests:       1 failed, 1 skipped, 1 todo, 1 passed, 4 total
)x");
  EXPECT_EQ(Summary(results),
            "Clock > adding:adds minutes=P\nClock > adding:wraps=F\nClock:later=S\nsoon=S");
  EXPECT_DOUBLE_EQ(results.rows[0].seconds, 0.003);
  EXPECT_DOUBLE_EQ(results.rows[1].seconds, 1.5);
  EXPECT_THAT(results.rows[1].message, HasSubstr("Received: \"24:00\""));
  EXPECT_TRUE(results.complete);
}

TEST(JestText, ASuiteThatDoesNotLoad) {
  const auto results =
      Parse(ResultFormat::kJestText,
            "FAIL ./a.spec.js\n  ● Test suite failed to run\n\n    SyntaxError: x\n"
            "\nTests:       0 total\n");
  EXPECT_FALSE(results.complete);
  EXPECT_THAT(results.problem, HasSubstr("SyntaxError: x"));
  EXPECT_FALSE(ParseResults(ResultFormat::kJestText, "hello").ok());
}

TEST(UnittestText, RowsAndTracebacks) {
  const auto results =
      Parse(ResultFormat::kUnittestText, R"x(test_add (calc_test.TestCalc.test_add) ... ok
test_div (calc_test.TestCalc.test_div)
Divides two numbers. ... ERROR
test_sub (calc_test.TestCalc.test_sub) ... FAIL
test_skip (calc_test.TestCalc) ... skipped 'later'
test_x (calc_test.TestCalc.test_x) ... expected failure
test_loud (calc_test.TestCalc.test_loud) ... printed by the test
ok

======================================================================
ERROR: test_div (calc_test.TestCalc.test_div)
Divides two numbers.
----------------------------------------------------------------------
Traceback (most recent call last):
  File "/work/calc_test.py", line 9, in test_div
    calc.div(1, 0)
  File "/work/calc.py", line 3, in div
    return a / b
ZeroDivisionError: division by zero

======================================================================
FAIL: test_sub (calc_test.TestCalc.test_sub) (i=1)
----------------------------------------------------------------------
Traceback (most recent call last):
  File "/work/calc_test.py", line 12, in test_sub
AssertionError: 1 != 2

----------------------------------------------------------------------
Ran 6 tests in 0.001s

FAILED (failures=1, errors=1, skipped=1, expected failures=1)
)x");
  EXPECT_EQ(Summary(results),
            "calc_test.TestCalc:test_add=P\ncalc_test.TestCalc:test_div=E\n"
            "calc_test.TestCalc:test_sub=F\ncalc_test.TestCalc:test_skip=S\n"
            "calc_test.TestCalc:test_x=S\ncalc_test.TestCalc:test_loud=P");
  EXPECT_EQ(results.rows[1].file, "/work/calc.py");
  EXPECT_EQ(results.rows[1].line, 3);
  EXPECT_THAT(results.rows[2].message, HasSubstr("1 != 2"));
  EXPECT_TRUE(results.complete) << results.problem;
}

TEST(UnittestText, WithoutItsLastLineItIsNotComplete) {
  EXPECT_FALSE(Parse(ResultFormat::kUnittestText, "test_a (m.C.test_a) ... ok\n").complete);
  EXPECT_FALSE(
      Parse(ResultFormat::kUnittestText, "test_a (m.C.test_a) ... ok\nRan 2 tests in 0.1s\n\nOK\n")
          .complete);
  EXPECT_FALSE(ParseResults(ResultFormat::kUnittestText, "Traceback\n").ok());
}

TEST(ResultFormats, NamesReadBack) {
  for (const char* name : {"junit-xml", "tap", "go-json", "go-text", "libtest", "jest-json",
                           "jest-text", "unittest-text"}) {
    const auto format = ParseResultFormat(name);
    ASSERT_TRUE(format) << name;
    EXPECT_EQ(ResultFormatName(*format), name);
  }
  EXPECT_FALSE(ParseResultFormat("xml"));
}

}  // namespace
}  // namespace assay::grader

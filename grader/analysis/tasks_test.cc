// Unit tests, students' tests, style, constructs and growth with the real images in the native
// sandbox.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "common/files.h"
#include "grader/analysis/analysis.h"
#include "grader/unit_tests/unit_tests.h"
#include "sandbox/tool/host.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Tasks : public ::testing::Test {
 protected:
  void SetUp() override {
    auto image = sandbox::FindImage("python");
    if (!image.ok()) GTEST_SKIP() << image.status().message();
    auto factory = sandbox::MakeFactory("native");
    if (!factory.ok()) GTEST_SKIP() << factory.status().message();
    factory_ = std::move(*factory);
    auto folder = runtime_images::FindLanguagesFolder();
    ASSERT_TRUE(folder.ok()) << folder.status().ToString();
    auto languages = runtime_images::LanguageTable::Load(*folder);
    ASSERT_TRUE(languages.ok()) << languages.status().ToString();
    languages_ = std::make_unique<runtime_images::LanguageTable>(std::move(*languages));
    grading_.languages = languages_.get();
    grading_.factory = factory_.get();
    grading_.find_image = &sandbox::FindImage;
    grading_.workers = 2;
    auto dir = TempDir::Create();
    ASSERT_TRUE(dir.ok());
    dir_ = std::make_unique<TempDir>(std::move(*dir));
    part_.limits.time = std::chrono::seconds(10);
    part_.points = 10;
  }

  PackageProgram Program(const std::string& name, const std::string& text) {
    const fs::path base = dir_->path() / std::to_string(++programs_);
    fs::create_directories(base);
    std::ofstream(base / name) << text;
    PackageProgram program;
    program.name = "program" + std::to_string(programs_);
    program.files = {base / name};
    program.base = base;
    return program;
  }

  PartReport Test(std::vector<sandbox::CollectedFile> files) {
    Submission submission;
    submission.files = std::move(files);
    report_ = {};
    return GradeUnitTests(grading_, {}, part_, unit_, submission, report_, {});
  }
  PartReport TestCalc(const std::string& text) { return Test({{"calc.py", text, 0644}}); }

  void UseCalcSuite() {
    unit_.framework = "pytest";
    unit_.suites = {Program("calc_test.py",
                            "from calc import add\n\ndef test_add():\n    assert add(1, 2) == 3\n\n"
                            "def test_zero():\n    assert add(0, 0) == 0\n")};
  }

  std::unique_ptr<sandbox::SandboxFactory> factory_;
  std::unique_ptr<runtime_images::LanguageTable> languages_;
  std::unique_ptr<TempDir> dir_;
  Grading grading_;
  Part part_;
  UnitTests unit_;
  Report report_;
  int programs_ = 0;
};

TEST_F(Tasks, ASuiteGivesARowATest) {
  UseCalcSuite();
  const auto good = TestCalc("def add(a, b):\n    return a + b\n");
  EXPECT_EQ(good.verdict, Verdict::kAccepted) << good.message;
  EXPECT_DOUBLE_EQ(good.score, 10);
  EXPECT_EQ(good.tests.size(), 2U);
  const auto wrong = TestCalc("def add(a, b):\n    return a - b\n");
  EXPECT_EQ(wrong.verdict, Verdict::kWrongAnswer);
  EXPECT_DOUBLE_EQ(wrong.score, 5);
  EXPECT_THAT(wrong.message, HasSubstr("test_add: calc_test.py:4"));
}

TEST_F(Tasks, RunsThatEndEarlyGiveNothing) {
  UseCalcSuite();
  const auto quiet = TestCalc("import os\ndef add(a, b):\n    os._exit(0)\n");
  EXPECT_EQ(quiet.verdict, Verdict::kRuntimeError) << quiet.message;
  EXPECT_DOUBLE_EQ(quiet.score, 0);
  const auto at_import = TestCalc("import sys\nsys.exit(0)\n");
  EXPECT_NE(at_import.verdict, Verdict::kAccepted);
  EXPECT_DOUBLE_EQ(at_import.score, 0);
  part_.limits.time = std::chrono::milliseconds(500);
  const auto slow = TestCalc("def add(a, b):\n    while True: pass\n");
  EXPECT_EQ(slow.verdict, Verdict::kTimeLimit) << slow.message;
  EXPECT_DOUBLE_EQ(slow.score, 0);
}

TEST_F(Tasks, FakedResultsGiveNothing) {
  UseCalcSuite();
  const std::string xml =
      "<testsuites><testsuite name='pytest'><testcase classname='calc_test' name='test_add'/>"
      "<testcase classname='calc_test' name='test_zero'/></testsuite></testsuites>";
  const auto written = TestCalc("import os\nopen('results.xml', 'w').write(\"\"\"" + xml +
                                "\"\"\")\nprint(\"\"\"" + xml + "\"\"\")\nos._exit(0)\n");
  EXPECT_NE(written.verdict, Verdict::kAccepted);
  EXPECT_DOUBLE_EQ(written.score, 0);
  const auto brought =
      Test({{"calc.py", "def add(a, b):\n    return 9\n", 0644},
            {"results.xml", xml, 0644},
            {"calc_test.py", "def test_add(): pass\ndef test_zero(): pass\n", 0644},
            {"conftest.py", "import pytest\npytest.skip('x', allow_module_level=True)\n", 0644}});
  EXPECT_EQ(brought.verdict, Verdict::kWrongAnswer) << brought.message;
  EXPECT_DOUBLE_EQ(brought.score, 0);
  EXPECT_THAT(brought.message, HasSubstr("conftest.py: steers pytest"));
  const auto skipped = TestCalc("import pytest\ndef add(a, b):\n    pytest.skip('no')\n");
  EXPECT_DOUBLE_EQ(skipped.score, 0);
  EXPECT_NE(skipped.verdict, Verdict::kAccepted);
}

TEST_F(Tasks, WhatACodeLeavesForTheEndOfTheProcessDoesNotRun) {
  // It knows the framework, finds the results and would write its own over them.
  const std::string code =
      "import atexit, glob, os\ndef add(a, b):\n    return 9\ndef forge():\n"
      "    for name in glob.glob('/work/*.xml'):\n"
      "        text = open(name).read()\n"
      "        open(name, 'w').write('<testsuites><testsuite><testcase name=\"test_add\"/>'\n"
      "            '<testcase name=\"test_zero\"/></testsuite></testsuites>')\n"
      "    os._exit(0)\natexit.register(forge)\n";
  UseCalcSuite();
  EXPECT_DOUBLE_EQ(TestCalc(code).score, 0);
  unit_.framework = "unittest";
  unit_.suites = {
      Program("test_calc.py",
              "import unittest\nfrom calc import add\n\nclass Calc(unittest.TestCase):\n"
              "    def test_add(self):\n        self.assertEqual(add(1, 2), 3)\n"
              "    def test_zero(self):\n        self.assertEqual(add(0, 0), 0)\n")};
  const auto good = TestCalc("def add(a, b):\n    return a + b\n");
  EXPECT_DOUBLE_EQ(good.score, 10) << good.message;
  EXPECT_DOUBLE_EQ(TestCalc(code).score, 0);
  const auto early = TestCalc(code +
                              "forge_now = open('/work/results.xml', 'w')\n"
                              "forge_now.close()\nforge()\n");
  EXPECT_DOUBLE_EQ(early.score, 0);
}

TEST_F(Tasks, GoResultsCannotBePrinted) {
  if (!sandbox::FindImage("go").ok()) GTEST_SKIP();
  unit_.framework = "go-test";
  unit_.suites = {
      Program("calc_test.go",
              "package calc\n\nimport \"testing\"\n\n"
              "func TestAdd(t *testing.T) { if Add(1, 2) != 3 { t.Fatal(\"add\") } }\n"
              "func TestZero(t *testing.T) { if Add(0, 0) != 0 { t.Fatal(\"zero\") } }\n")};
  const auto test = [&](const std::string& imports, const std::string& body) {
    return Test(
        {{"calc.go", "package calc\n" + imports + body, 0644}, {"go.mod", "module calc\n", 0644}});
  };
  const std::string add = "func Add(a, b int) int { return a + b }\n";
  const auto good = test("", add);
  EXPECT_EQ(good.verdict, Verdict::kAccepted) << good.message << report_.compiler_output;
  const std::string forge =
      "fmt.Print(\"\\x16=== RUN   TestAdd\\n\\x16--- PASS: TestAdd (0.00s)\\n"
      "\\x16=== RUN   TestZero\\n\\x16--- PASS: TestZero (0.00s)\\n\\x16PASS\\n\")\n";
  const std::string imports = "import (\"fmt\"; \"syscall\")\n";
  const std::string wrong = "func Add(a, b int) int { return 7 }\n";
  const auto at_start = test(imports, "func init() { " + forge + " syscall.Exit(0) }\n" + wrong);
  EXPECT_DOUBLE_EQ(at_start.score, 0) << at_start.message;
  EXPECT_NE(at_start.verdict, Verdict::kAccepted);
  const auto midway =
      test(imports, "func Add(a, b int) int {\n" + forge + " syscall.Exit(0)\nreturn 1 }\n");
  EXPECT_DOUBLE_EQ(midway.score, 0) << midway.message;
  // One forged failure does not make the rest credible.
  const auto modest = test(imports, "func Add(a, b int) int {\nif a == 0 { panic(\"no\") }\n" +
                                        forge + "panic(\"no\") }\n");
  EXPECT_DOUBLE_EQ(modest.score, 0) << modest.message;
  // A test that passes by itself keeps its points when a later one ends the program.
  const auto panics =
      test("", "func Add(a, b int) int { if a == 0 { panic(\"no\") }; return a + b }\n");
  EXPECT_DOUBLE_EQ(panics.score, 5) << panics.message;
}

TEST_F(Tasks, RustResultsCannotBePrinted) {
  if (!sandbox::FindImage("rust").ok()) GTEST_SKIP();
  unit_.framework = "cargo-test";
  part_.limits.memory_bytes = 1024 * sandbox::kMiB;
  unit_.suites = {Program("hidden.rs",
                          "#[test]\nfn adds() { assert_eq!(calc::add(1, 2), 3); }\n"
                          "#[test]\nfn zero() { assert_eq!(calc::add(0, 0), 0); }\n"),
                  Program("Cargo.toml",
                          "[package]\nname = \"calc\"\nversion = \"0.1.0\"\nedition = \"2021\"\n"
                          "[lib]\npath = \"lib.rs\"\n[[test]]\nname = \"hidden\"\n"
                          "path = \"hidden.rs\"\n")};
  const auto test = [&](const std::string& body) {
    return Test({{"lib.rs", "pub fn add(a: i32, b: i32) -> i32 {\n" + body + "\n}\n", 0644}});
  };
  const auto good = test("a + b");
  EXPECT_EQ(good.verdict, Verdict::kAccepted) << good.message << report_.compiler_output;
  EXPECT_DOUBLE_EQ(good.score, 10);
  const auto half = test("a + b + a * 0 + if a == 0 { 1 } else { 0 }");
  EXPECT_DOUBLE_EQ(half.score, 5) << half.message;
  const auto forged = test(
      "use std::io::Write; let _ = (a, b);\nlet mut out = std::io::stdout();\n"
      "let _ = out.write_all(b\"\\ntest adds ... ok\\ntest zero ... ok\\n\\n"
      "test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\\n\");\n"
      "let _ = out.flush();\nstd::process::exit(0)");
  EXPECT_DOUBLE_EQ(forged.score, 0) << forged.message;
  EXPECT_NE(forged.verdict, Verdict::kAccepted);
}

TEST_F(Tasks, AMainOfTheSubmissionsIsACompileError) {
  if (!sandbox::FindImage("gcc").ok()) GTEST_SKIP();
  for (const std::string framework : {"googletest", "catch2"}) {
    const bool google = framework == "googletest";
    const std::string text = google
                                 ? "#include <gtest/gtest.h>\nint add(int, int);\n"
                                   "TEST(Calc, Adds) { EXPECT_EQ(add(1, 2), 3); }\n"
                                 : "#include <catch2/catch_test_macros.hpp>\nint add(int, int);\n"
                                   "TEST_CASE(\"adds\") { CHECK(add(1, 2) == 3); }\n";
    unit_.framework = framework;
    unit_.suites = {Program("hidden.cc", text)};
    const std::string add = "int add(int a, int b) { return a + b; }\n";
    const auto good = Test({{"calc.cc", add, 0644}});
    EXPECT_EQ(good.verdict, Verdict::kAccepted) << good.message << report_.compiler_output;
    const auto own =
        Test({{"calc.cc", add + "#define entry main\nint entry() { return 0; }\n", 0644}});
    EXPECT_EQ(own.verdict, Verdict::kCompileError) << own.message;
    EXPECT_THAT(own.message, HasSubstr("leave out that of the submission"));
    const auto quits =
        Test({{"calc.cc", add + "#include <cstdlib>\nint quit = (std::exit(0), 1);\n", 0644}});
    EXPECT_EQ(quits.verdict, Verdict::kRuntimeError) << quits.message;
    EXPECT_DOUBLE_EQ(quits.score, 0);
    const auto missing = Test({{"calc.cc", "int sub(int a, int b) { return a - b; }\n", 0644}});
    EXPECT_EQ(missing.verdict, Verdict::kCompileError);
    EXPECT_THAT(report_.compiler_output_for_students,
                HasSubstr("undefined reference to `add(int, int)'"));
    EXPECT_THAT(report_.compiler_output_for_students, ::testing::Not(HasSubstr("hidden")));
  }
  // A suite may bring its own.
  unit_.framework = "googletest";
  unit_.suites = {
      Program("hidden.cc",
              "#include <gtest/gtest.h>\nint add(int, int);\n"
              "TEST(Calc, Adds) { EXPECT_EQ(add(1, 2), 3); }\nint main(int argc, char** argv) {\n"
              "  ::testing::InitGoogleTest(&argc, argv);\n  return RUN_ALL_TESTS();\n}\n")};
  const auto good = Test({{"calc.cc", "int add(int a, int b) { return a + b; }\n", 0644}});
  EXPECT_EQ(good.verdict, Verdict::kAccepted) << good.message << report_.compiler_output;
}

TEST_F(Tasks, RubyResultsAreTheReporters) {
  if (!sandbox::FindImage("ruby").ok()) GTEST_SKIP();
  unit_.framework = "minitest";
  unit_.suites = {Program("test_calc.rb",
                          "require 'minitest/autorun'\nrequire_relative 'calc'\n"
                          "class TestCalc < Minitest::Test\n  def test_add\n"
                          "    assert_equal 3, add(1, 2)\n  end\nend\n")};
  EXPECT_DOUBLE_EQ(Test({{"calc.rb", "def add(a, b) = a + b\n", 0644}}).score, 10);
  const auto forged = Test({{"calc.rb",
                             "def add(a, b)\n  File.write('/work/results.xml', '<testsuites>"
                             "<testsuite><testcase name=\"test_add\"/></testsuite></testsuites>')\n"
                             "  exit!(0)\nend\n",
                             0644}});
  EXPECT_DOUBLE_EQ(forged.score, 0) << forged.message;
}

TEST_F(Tasks, StudentsTestsAreGradedByMutants) {
  unit_.framework = "pytest";
  unit_.reference = Program("calc.py", "def grade(x):\n    return 'pass' if x >= 50 else 'fail'\n");
  unit_.mutants = {Program("calc.py", "def grade(x):\n    return 'pass' if x > 50 else 'fail'\n"),
                   Program("calc.py", "def grade(x):\n    return 'pass'\n")};
  const auto tests = [&](const std::string& text) {
    return Test({{"test_grade.py", "from calc import grade\n" + text, 0644}});
  };
  const auto sharp =
      tests("def test_edge():\n    assert grade(50) == 'pass'\n    assert grade(49) == 'fail'\n");
  EXPECT_EQ(sharp.verdict, Verdict::kAccepted) << sharp.message;
  EXPECT_DOUBLE_EQ(sharp.score, 10);
  const auto blunt =
      tests("def test_far():\n    assert grade(90) == 'pass'\n    assert grade(9) == 'fail'\n");
  EXPECT_EQ(blunt.verdict, Verdict::kWrongAnswer);
  EXPECT_DOUBLE_EQ(blunt.score, 5);
  EXPECT_THAT(blunt.message, HasSubstr("a wrong program that your tests accept"));
  const auto unfair = tests("def test_no():\n    assert grade(50) == 'fail'\n");
  EXPECT_DOUBLE_EQ(unfair.score, 0);
  EXPECT_THAT(unfair.message, HasSubstr("your tests reject a correct program"));
  unit_.mutants.clear();
  unit_.generated_mutants = 4;
  const auto generated =
      tests("def test_edge():\n    assert grade(50) == 'pass'\n    assert grade(49) == 'fail'\n");
  EXPECT_EQ(generated.verdict, Verdict::kAccepted) << generated.message;
  EXPECT_EQ(generated.tests.size(), 5U);
}

TEST_F(Tasks, GeneratedMutantsDoNotQuoteTheReference) {
  unit_.framework = "pytest";
  unit_.reference = Program("calc.py", "def grade(x):\n    return x >= 50\n");
  unit_.generated_mutants = 1;
  const auto graded =
      Test({{"test_grade.py", "from calc import grade\ndef test_far():\n    grade(90)\n", 0644}});
  ASSERT_EQ(graded.tests.size(), 2U) << graded.message;
  const TestReport& mutant = graded.tests[1];
  EXPECT_EQ(mutant.name, "mutant generated 1");
  EXPECT_THAT(mutant.judge_feedback, HasSubstr("becomes"));
  EXPECT_THAT(mutant.message + mutant.feedback, ::testing::Not(HasSubstr("becomes")));
  EXPECT_EQ(mutant.verdict, Verdict::kWrongAnswer);
  EXPECT_THAT(mutant.message, HasSubstr("was not checked"));
}

TEST_F(Tasks, StyleCostsPointsAndAnnotates) {
  Style style;
  style.linter = "pycodestyle";
  style.points_per_finding = 2;
  Submission submission;
  submission.files = {{"a.py", "import os\nx=1\n", 0644},
                      {"setup.cfg", "[pycodestyle]\nignore=E225\n", 0644}};
  const auto out = GradeStyle(grading_, {}, part_, style, submission, report_, {});
  EXPECT_EQ(out.verdict, Verdict::kAccepted) << out.message;
  EXPECT_DOUBLE_EQ(out.score, 8);
  ASSERT_EQ(report_.annotations.size(), 1U);
  EXPECT_EQ(report_.annotations[0].rule, "E225");
  EXPECT_EQ(report_.annotations[0].file, "a.py");
  EXPECT_EQ(report_.annotations[0].line, 2);
  style.ignore = {"E225"};
  EXPECT_DOUBLE_EQ(GradeStyle(grading_, {}, part_, style, submission, report_, {}).score, 10);
  style.linter = "lint-o-matic";
  const auto unknown = GradeStyle(grading_, {}, part_, style, submission, report_, {});
  EXPECT_EQ(unknown.verdict, Verdict::kJudgeError);
  EXPECT_THAT(unknown.message, HasSubstr("pycodestyle"));
}

TEST_F(Tasks, ConstructsAreFoundWithTheirPlace) {
  Constructs constructs;
  constructs.rules.push_back({"sorted", "((call function: (identifier) @f) (#eq? @f \"sorted\"))",
                              "python", "sort by yourself", true, 1});
  constructs.rules.push_back({"loop", "(for_statement)", "python", "", false, 1});
  constructs.rules.push_back({"goto", "(goto_statement) @g", "c", "", true, 1});
  Submission submission;
  submission.files = {{"a.py", "# sorted(x)\ny = sorted([2, 1])\n", 0644}};
  const auto out = GradeConstructs(grading_, {}, part_, constructs, submission, report_, {});
  EXPECT_EQ(out.verdict, Verdict::kWrongAnswer);
  EXPECT_DOUBLE_EQ(out.score, 0);
  EXPECT_EQ(out.message, "sort by yourself (a.py:2)");
  ASSERT_EQ(out.tests.size(), 2U);
  EXPECT_EQ(out.tests[1].message, "loop is missing");
  ASSERT_EQ(report_.annotations.size(), 1U);
  EXPECT_EQ(report_.annotations[0].column, 5);
}

TEST_F(Tasks, GrowthSaysWhatTheTimeGrowsLike) {
  Growth growth;
  growth.generator = Program("make.py", "import sys\nprint(sys.argv[1])\n");
  // The largest takes most of a second: what a busy machine adds must not look like another growth.
  growth.sizes = {500, 1000, 2000, 4000};
  growth.expected = "n";
  growth.repeats = 2;
  const auto grade = [&](const std::string& text) {
    Submission submission;
    submission.files = {{"a.py", text, 0644}};
    return GradeGrowth(grading_, {}, part_, growth, submission, report_, {});
  };
  const auto square = grade(
      "n = int(input())\nx = 0\nfor i in range(n):\n    for j in range(n):\n        x += j\n");
  EXPECT_EQ(square.verdict, Verdict::kTimeLimit) << square.message;
  EXPECT_THAT(square.message, HasSubstr("grows like n^2 where n was asked (n = 500: "));
  EXPECT_DOUBLE_EQ(square.score, 0);
  const auto line = grade("n = int(input())\nx = 0\nfor i in range(200 * n):\n    x += i\n");
  EXPECT_EQ(line.verdict, Verdict::kAccepted) << line.message;
  EXPECT_DOUBLE_EQ(line.score, 10);
  growth.expected = "n!";
  EXPECT_EQ(grade("input()\n").verdict, Verdict::kJudgeError);
}

}  // namespace
}  // namespace assay::grader

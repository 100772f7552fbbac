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
  growth.sizes = {250, 500, 1000, 2000};
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
  EXPECT_THAT(square.message, HasSubstr("grows like n^2 where n was asked (n = 250: "));
  EXPECT_DOUBLE_EQ(square.score, 0);
  const auto line = grade("n = int(input())\nx = 0\nfor i in range(200 * n):\n    x += i\n");
  EXPECT_EQ(line.verdict, Verdict::kAccepted) << line.message;
  EXPECT_DOUBLE_EQ(line.score, 10);
  growth.expected = "n!";
  EXPECT_EQ(grade("input()\n").verdict, Verdict::kJudgeError);
}

}  // namespace
}  // namespace assay::grader

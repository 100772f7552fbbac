#include "grader/formats/assignment/assignment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.h"
#include "grader/formats/readers.h"

namespace assay::grader::assignment {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

class AssignmentTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto temp = TempDir::Create();
    ASSERT_TRUE(temp.ok());
    temp_.emplace(*std::move(temp));
    for (const char* name :
         {"tests/1.in", "tests/1.ans", "tests/2.in", "tests/2.out", "tests/alone.txt",
          "checker/check.py", "given/python/a.py", "given/cpp/a.h", "solutions/best.py",
          "submissions/accepted/a.py", "submissions/wrong_answer/b/main.py",
          "submissions/wrong_answer/b/help.py"}) {
      Write(name);
    }
  }
  void Write(const std::string& name) {
    fs::create_directories((temp_->path() / name).parent_path());
    ASSERT_TRUE(WriteFileAtomically(temp_->path() / name, "x\n").ok());
  }
  Package Read(const std::string& text) {
    auto package = ParseAssignment(text, temp_->path());
    EXPECT_TRUE(package.ok()) << package.status().message();
    return package.ok() ? *std::move(package) : Package{};
  }
  // What is wrong, without the folder's name.
  std::string Wrong(const std::string& text) {
    const auto package = ParseAssignment(text, temp_->path());
    EXPECT_FALSE(package.ok()) << text;
    if (package.ok()) return {};
    std::string message = package.status().message();
    const std::string folder = temp_->path().string() + "/";
    for (size_t at = message.find(folder); at != std::string::npos; at = message.find(folder)) {
      message.erase(at, folder.size());
    }
    return message;
  }
  static const StandardIo& Io(const Package& package, size_t part = 0) {
    return std::get<StandardIo>(package.parts.at(part).task);
  }
  std::optional<TempDir> temp_;
};

TEST_F(AssignmentTest, ASimpleTaskTakesFewLines) {
  const Package package = Read(
      "title: Sum\n"
      "languages: [python, cpp]\n"
      "limits: {time: 500 ms, memory: 64 MiB, time_factor: {python: 3}}\n"
      "samples: {input: 3 4, answer: 7}\n"
      "tests: tests/*.in\n");
  ASSERT_EQ(package.parts.size(), 1U);
  const Part& part = package.parts[0];
  EXPECT_EQ(part.name, "main");
  EXPECT_EQ(part.limits.time, std::chrono::milliseconds(500));
  EXPECT_EQ(part.limits.memory_bytes, 64 * sandbox::kMiB);
  EXPECT_EQ(part.limits.time_factor.at("python"), 3);
  EXPECT_EQ(package.fixed_time_limit, std::chrono::milliseconds(500));
  const auto& tests = Io(package).root.tests;
  ASSERT_EQ(tests.size(), 3U);
  EXPECT_TRUE(tests[0].sample);
  EXPECT_EQ(std::get<std::string>(tests[0].input), "3 4\n") << "a plain text is a line";
  EXPECT_EQ(tests[1].name, "tests/1");
  EXPECT_THAT(std::get<fs::path>(tests[2].answer).string(), EndsWith("tests/2.out"));
  EXPECT_FALSE(Io(package).scoring) << "no points: right or wrong";
  ASSERT_EQ(package.submissions.size(), 2U);
  EXPECT_EQ(package.submissions[1].name, "submissions/wrong_answer/b");
  EXPECT_EQ(package.submissions[1].required,
            (std::vector<std::set<Verdict>>{{Verdict::kWrongAnswer}}));
  EXPECT_TRUE(package.submissions[0].sets_lower_bound);
}

TEST_F(AssignmentTest, EveryMistakeIsNamedAtOnce) {
  const std::string wrong = Wrong(
      "title: Sum\n"
      "scorring: min\n"
      "limits: {time: fast, memory: 64 MB}\n"
      "checker: fuzzy\n"
      "tests:\n"
      "  - tests/*.inn\n"
      "  - {input: 1, anwser: 2}\n"
      "  - {input_file: tests/3.in, answer: 1}\n"
      "attempts: many\n");
  EXPECT_THAT(wrong, HasSubstr("assignment.yaml:2:1: unknown key \"scorring\" in an assignment; "
                               "did you mean \"scoring\"?"));
  EXPECT_THAT(wrong, HasSubstr("assignment.yaml:3:16: \"time\" must be a time such as 500 ms"));
  EXPECT_THAT(wrong, HasSubstr(":3:30: \"memory\" must be a size such as 64 MiB"));
  EXPECT_THAT(wrong, HasSubstr(":4:10: unknown checker \"fuzzy\"; expected floats, tokens"));
  EXPECT_THAT(wrong, HasSubstr(":6:5: no file of the package matches \"tests/*.inn\""));
  EXPECT_THAT(wrong,
              HasSubstr(":7:16: unknown key \"anwser\" in a test; did you mean \"answer\"?"));
  EXPECT_THAT(wrong, HasSubstr("did you mean \"tests/1.in\"?"));
  EXPECT_THAT(wrong, HasSubstr(":9:11: \"attempts\" must be a whole number from 1 to 100000, not "
                               "\"many\""));
}

struct Mistake {
  std::string text, said;
};

class Mistakes : public AssignmentTest, public ::testing::WithParamInterface<Mistake> {};

TEST_P(Mistakes, AreExplained) {
  EXPECT_THAT(Wrong(GetParam().text), HasSubstr(GetParam().said)) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Each, Mistakes,
    ::testing::Values(
        Mistake{"", "the file is empty"}, Mistake{"- a\n", "must be a mapping"},
        Mistake{"tests: tests/*.in\n", "needs the key \"title\""},
        Mistake{"title:\ntests: tests/*.in\n", "\"title\" has no value"},
        Mistake{"title: a\n", "there is nothing to grade"},
        Mistake{"title: a\nchecker: exact\n", "with \"tests\" or \"groups\" only"},
        Mistake{"title: a\ntests: tests/*.txt\n", "no answer stands beside \"tests/alone.txt\""},
        Mistake{"title: a\ntests: ../x/*.in\n", "leaves the folder of the package"},
        Mistake{"title: a\ntests: [{input: 1}]\n", "a test needs an answer"},
        Mistake{"title: a\ntests: [{answer: 1, input: 1, input_file: tests/1.in}]\n",
                "give only one of"},
        Mistake{"title: a\ntests: [{name: x, input: 1, answer: 1}, {name: x, input: 2, answer: "
                "2}]\n",
                "two tests are called \"x\""},
        Mistake{"title: a\ntests: [{generate: rnd 3, answer: 1}]\ngenerators: {random: "
                "checker/check.py}\n",
                "unknown generator \"rnd\"; expected random"},
        Mistake{"title: a\ngroups:\n  - {name: g, requires: h, tests: tests/*.in}\n  - {name: h, "
                "tests: {input: 1, answer: 1}}\n",
                "which comes after it"},
        Mistake{"title: a\ngroups: {name: big, requires: bgi, tests: tests/*.in}\n",
                "there is none of that name; did you mean \"big\"?"},
        Mistake{"title: a\ngroups: {name: g, scoring: best, tests: tests/*.in}\n",
                "unknown scoring \"best\""},
        Mistake{"title: a\ntests: tests/*.in\nchecker: {compare: floats}\n",
                "floats need a tolerance"},
        Mistake{"title: a\ntests: tests/*.in\nchecker: {compare: lines, absolute: 0.1}\n",
                "for floats and tokens only"},
        Mistake{"title: a\ntests: tests/*.in\nchecker: {compare: floats, absolute: nan}\n",
                "\"absolute\" must be a number"},
        Mistake{"title: a\ntests: tests/*.in\nchecker: {program: checker/check.py, protocol: "
                "testllib}\n",
                "did you mean \"testlib\"?"},
        Mistake{"title: a\ntests: tests/*.in\nmode: interactive\n", "needs the key \"interactor\""},
        Mistake{"title: a\ntests: tests/*.in\npasses: 2\n", "need a checker program"},
        Mistake{"title: a\nunit_tests: {framework: pytest}\n", "unit_tests need \"suites\""},
        Mistake{"title: a\nunit_tests: {suites: checker}\n", "unit_tests need a framework"},
        Mistake{"title: a\nconstructs: {points: 1}\n", "need \"forbidden\" or \"required\""},
        Mistake{"title: a\ngrowth: {generator: checker/check.py, sizes: [3, 2, 1]}\n",
                "each larger than the one before"},
        Mistake{"title: a\nstyle: {linter: x}\ngrowth: {generator: checker/check.py, sizes: [1, 2, "
                "3]}\npoints: 3\n",
                "put them inside of style, growth"},
        Mistake{"title: a\nparts: [{tests: tests/*.in}]\nstyle: {linter: x}\n",
                "either at the top of the file or in \"parts\""},
        Mistake{"title: a\nparts: [{name: x, tests: tests/*.in, style: {linter: x}}]\n",
                "a part is graded in one way"},
        Mistake{"title: a\nparts: [{name: x}]\n", "a part needs something to grade"},
        Mistake{"title: a\nparts: [{name: x, style: {linter: x}}, {name: x, style: {linter: x}}]\n",
                "two parts are called \"x\""},
        Mistake{"title: a\nparts: [{points: 2, style: {points: 3}}]\n", "points are given twice"},
        Mistake{"title: a\ntests: tests/*.in\nlate: {steps: [{up_to: 2 days, factor: 1}, {up_to: 1 "
                "day, factor: 0}]}\n",
                "must be later than in the step before"},
        Mistake{"title: a\ntests: tests/*.in\nopens: 2027-02-30\n", "must be a date such as"},
        Mistake{"title: a\ntests: tests/*.in\nopens: 2027-03-02\ndue: 2027-03-01\n",
                "due before it opens"},
        Mistake{"title: a\ntests: tests/*.in\nhints: {on: WRONG, text: no}\n",
                "unknown verdict \"WRONG\""},
        Mistake{"title: a\ntests: tests/*.in\nfiles: {required: /etc/passwd}\n",
                "leaves the folder of the package"},
        Mistake{"title: a\ntests: tests/*.in\nfiles: {given: {Python!: given/python}}\n",
                "is not the name of a language"},
        Mistake{"title: a\ntests: tests/*.in\nsubmissions: [{path: submissions/nobody.py}]\n",
                "no file \"submissions/nobody.py\""},
        Mistake{"title: a\ntests: tests/*.in\nsubmissions: [{path: "
                "submissions/wrong_answer/b/help.py}]\n",
                "is a file of the submission \"submissions/wrong_answer/b\""},
        Mistake{"title: a\ntests: tests/*.in\nstatement: story.md\n", "no file \"story.md\""},
        Mistake{"title: a\ntests: {input: \"1\", answer: 1}\nlimits: {wall: 2 h}\n",
                "\"wall\" must be a time from 1 ms to 1 h"},
        Mistake{"title: a\nautograder: {folder: nowhere, image: x}\n", "no file \"nowhere\""}));

TEST_F(AssignmentTest, PointsAreSharedOut) {
  const Package package = Read(
      "title: a\npoints: 12\nsamples: {input: 1, answer: 1}\ngroups:\n"
      "  - {name: sum, tests: [{input: 1, answer: 1}, {input: 2, answer: 2}]}\n"
      "  - {name: min, scoring: min, tests: [{input: 1, answer: 1}, {input: 2, answer: 2}]}\n"
      "  - {name: weighted, scoring: weighted, tests: [{input: 1, answer: 1}, {input: 2, answer: "
      "2}]}\n"
      "  - {name: pretest, counts: false, tests: {input: 1, answer: 1}}\n");
  const Group& root = Io(package).root;
  EXPECT_TRUE(Io(package).scoring);
  EXPECT_EQ(root.points, 12);
  EXPECT_EQ(root.tests[0].points, 0) << "a sample gives nothing";
  EXPECT_EQ(root.groups[0].points, 4);
  EXPECT_EQ(root.groups[0].tests[1].points, 2);
  EXPECT_EQ(root.groups[1].tests[1].points, 4);
  EXPECT_EQ(root.groups[2].tests[1].points, 1);
  EXPECT_FALSE(root.groups[3].points.has_value());
}

TEST_F(AssignmentTest, PartsInheritFromTheTop) {
  const Package package = Read(
      "title: a\nlanguages: python\nlimits: {time: 3 s, memory: 1 GiB}\n"
      "files: {given: {python: given/python, cpp: given/cpp, all: tests/alone.txt}}\nparts:\n"
      "  - {name: one, tests: tests/*.in, limits: {time: 1 s}, points: 3}\n"
      "  - {name: two, style: {points: 2}, languages: [cpp]}\n");
  ASSERT_EQ(package.parts.size(), 2U);
  EXPECT_EQ(package.parts[0].limits.time, std::chrono::seconds(1));
  EXPECT_EQ(package.parts[0].limits.memory_bytes, sandbox::kGiB);
  EXPECT_EQ(package.parts[0].points, 3);
  EXPECT_EQ(package.parts[1].limits.time, std::chrono::seconds(3));
  EXPECT_THAT(package.parts[1].languages, ElementsAre("cpp"));
  ASSERT_EQ(package.parts[1].given.size(), 3U);
  EXPECT_EQ(package.parts[1].given[0].language, "python");
  EXPECT_EQ(package.parts[1].given[0].base.filename(), "python");
  EXPECT_EQ(package.parts[1].given[2].language, "");
  EXPECT_EQ(package.parts[1].given[2].base.filename(), "tests");
}

TEST_F(AssignmentTest, SeveralTasksAtTheTopAreSeveralParts) {
  const Package package = Read(
      "title: a\ntests: tests/*.in\npoints: 6\nstyle: {points: 2, ignore: E501}\n"
      "constructs: {points: 2, forbidden: {name: eval, query: (identifier) @i}}\n");
  ASSERT_EQ(package.parts.size(), 3U);
  EXPECT_EQ(package.parts[0].name, "tests");
  EXPECT_EQ(package.parts[0].points, 6);
  EXPECT_EQ(package.parts[1].points, 2);
  EXPECT_THAT(std::get<Style>(package.parts[1].task).ignore, ElementsAre("E501"));
  EXPECT_TRUE(std::get<Constructs>(package.parts[2].task).rules.at(0).forbidden);
}

TEST_F(AssignmentTest, AModelSolutionAnswers) {
  const Package package = Read(
      "title: a\ngenerators: {random: checker/check.py, best: solutions/best.py}\ntests:\n"
      "  - {pattern: tests/*.txt, answer_generate: {program: best, reads_input: true}}\n"
      "  - {generate: random 3 4, answer_generate: {program: best, reads_input: true}}\n"
      "  - {generate: {program: random, args: [5], answer_on_stderr: true}}\n");
  const auto& tests = Io(package).root.tests;
  ASSERT_EQ(tests.size(), 3U);
  EXPECT_EQ(std::get<Generated>(tests[0].answer).input, std::get<fs::path>(tests[0].input));
  ASSERT_NE(std::get<Generated>(tests[1].answer).input_from, nullptr);
  EXPECT_THAT(std::get<Generated>(tests[1].answer).input_from->arguments, ElementsAre("3", "4"));
  EXPECT_EQ(std::get<Generated>(tests[1].answer).program, 1U);
  EXPECT_TRUE(std::get<Generated>(tests[2].answer).answer_on_stderr);
}

TEST_F(AssignmentTest, DatesLatenessAndWhoSees) {
  const Package package = Read(
      "title: a\nopens: 2027-03-01\ndue: 2027-03-14T23:59:00+01:00\n"
      "late: {grace: 10 min, steps: {up_to: 1 day, factor: 0.5}}\ngroup_size: 3\ngroups:\n"
      "  - {tests: tests/*.in, visibility: after_due, visible_to: [teacher], visible_from: "
      "2027-04-01 08:00}\n");
  using std::chrono::sys_days;
  using namespace std::chrono_literals;
  EXPECT_EQ(package.opens, sys_days(2027y / 3 / 1));
  EXPECT_EQ(package.due, sys_days(2027y / 3 / 14) + 22h + 59min);
  EXPECT_EQ(package.late->grace, 10min);
  EXPECT_EQ(package.late->steps.at(0).up_to, 24h);
  const Group& group = Io(package).root.groups.at(0);
  EXPECT_EQ(group.visibility, Visibility::kAfterDue);
  EXPECT_THAT(group.audience.roles, ElementsAre("teacher"));
  EXPECT_EQ(group.audience.from, sys_days(2027y / 4 / 1) + 8h);
}

TEST_F(AssignmentTest, AListedSubmissionOverridesItsFolder) {
  const Package package = Read(
      "title: a\ntests: tests/*.in\nsubmissions:\n"
      "  - {path: submissions/accepted/a.py, permitted: [AC, TLE], required: [[TLE, MLE], [AC]], "
      "score: {min: 0.5}, time_limit: ignore, on_tests: {tests: tests/1, permitted: AC}}\n"
      "  - {path: solutions/best.py, score: 1}\n");
  ASSERT_EQ(package.submissions.size(), 3U);
  EXPECT_EQ(package.submissions[0].name, "solutions/best.py");
  EXPECT_EQ(package.submissions[0].max_score, 1);
  const LabelledSubmission& listed = package.submissions[1];
  EXPECT_EQ(listed.required,
            (std::vector<std::set<Verdict>>{{Verdict::kTimeLimit, Verdict::kMemoryLimit},
                                            {Verdict::kAccepted}}));
  EXPECT_EQ(listed.min_score, 0.5);
  EXPECT_FALSE(listed.max_score.has_value());
  EXPECT_FALSE(listed.sets_lower_bound);
  EXPECT_EQ(listed.on_tests.at(0).tests, "tests/1");
}

TEST_F(AssignmentTest, AFolderThatIsNoLabelIsAWarning) {
  Write("submissions/acepted/c.py");
  const Package package = Read("title: a\ntests: tests/*.in\n");
  EXPECT_THAT(package.warnings, ElementsAre(HasSubstr("did you mean \"accepted\"?")));
  EXPECT_EQ(package.submissions.size(), 2U);
}

TEST_F(AssignmentTest, ReadsTheFolder) {
  EXPECT_FALSE(LooksLikeAssignment(temp_->path()));
  ASSERT_TRUE(
      WriteFileAtomically(temp_->path() / "assignment.yaml", "title: a\ntests: tests/*.in\n").ok());
  EXPECT_TRUE(LooksLikeAssignment(temp_->path()));
  const auto package = ReadAssignment(temp_->path());
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_EQ(package->id, temp_->path().filename().string());
  EXPECT_EQ(package->format, "assay");
}

}  // namespace
}  // namespace assay::grader::assignment

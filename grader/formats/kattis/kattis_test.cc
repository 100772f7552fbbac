#include <gmock/gmock.h>

#include "grader/formats/kattis/package_writer.h"

namespace assay::grader::kattis {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class KattisTest : public PackageTest {
 protected:
  // Legacy, pass-fail, with nothing that is worth a warning.
  void Minimal() {
    Write("problem.yaml", "name: Sum\n");
    Write("problem_statement/problem.en.tex", "\\problemname{Sum}\n");
    Case("sample/1");
    Case("secret/1");
    Case("secret/2");
    Write("input_validators/v.py", "exit(42)\n");
    Write("submissions/accepted/a.py", "print(3)\n");
  }
};

TEST_F(KattisTest, LooksLike) {
  EXPECT_FALSE(LooksLikeKattis(folder()));
  Write("problem.yaml", "");
  EXPECT_FALSE(LooksLikeKattis(folder()));
  Case("sample/1");
  EXPECT_TRUE(LooksLikeKattis(folder()));
}

TEST_F(KattisTest, MinimalLegacyPackage) {
  Minimal();
  const Package package = Read();
  EXPECT_THAT(package.warnings, IsEmpty());
  EXPECT_EQ(package.title, "Sum");
  EXPECT_EQ(package.format, "kattis-legacy");
  EXPECT_EQ(package.id, "problem");
  EXPECT_THAT(package.statement, HasSubstr("problemname"));
  EXPECT_FALSE(package.fixed_time_limit.has_value());
  EXPECT_EQ(package.time_multiplier_ac_to_limit, 5);
  const StandardIo& io = Io(package);
  EXPECT_EQ(io.mode, StandardIo::Mode::kBatch);
  EXPECT_FALSE(io.checker.program.has_value());
  EXPECT_FALSE(io.checker.builtin.case_sensitive);
  EXPECT_EQ(io.root.on_reject, OnReject::kBreak);
  EXPECT_EQ(io.root.verdict_rule, Group::VerdictRule::kWorst);
  ASSERT_EQ(io.root.groups.size(), 2U);
  EXPECT_TRUE(GroupOf(package, "sample").tests.at(0).sample);
  EXPECT_EQ(GroupOf(package, "secret").tests.at(1).name, "secret/2");
  EXPECT_EQ(GroupOf(package, "secret").visibility, Visibility::kHidden);
  ASSERT_EQ(io.input_validators.size(), 1U);
  EXPECT_EQ(io.input_validators[0].name, "input_validators/v.py");
  EXPECT_EQ(io.input_validators[0].language, "python");
  const ProblemLimits& limits = package.parts[0].limits;
  EXPECT_EQ(limits.memory_bytes, 2048 * sandbox::kMiB);
  EXPECT_EQ(limits.source_bytes, 128U * 1024U);
  EXPECT_TRUE(limits.same_for_all_languages);
}

TEST_F(KattisTest, AnnotationsOfATest) {
  Minimal();
  Write("data/secret/1.hint", "mind the zero\n");
  Write("data/secret/1.desc", "zero\n");
  Write("data/secret/1.args", "--deep 'a b' c\\ d\n");
  Write("data/secret/1.files/table.txt", "x");
  const Package package = Read();
  ASSERT_EQ(GroupOf(package, "secret").groups.size(), 0U);
  const grader::Test& test = GroupOf(package, "secret").tests.at(0);
  ASSERT_EQ(test.hints.size(), 1U);
  EXPECT_EQ(test.hints[0].text, "mind the zero\n");
  EXPECT_EQ(test.description, "zero\n");
  EXPECT_THAT(test.arguments, ElementsAre("--deep", "a b", "c d"));
  ASSERT_EQ(test.files.size(), 1U);
  EXPECT_EQ(test.files[0].filename(), "table.txt");
}

TEST_F(KattisTest, InteractionsAndStatementFilesAreNoTests) {
  Minimal();
  Write("data/sample/2.interaction", ">1\n<2\n");
  Write("data/sample/3.in.statement", "1\n");
  Write("data/sample/3.ans.download", "1\n");
  EXPECT_EQ(GroupOf(Read(), "sample").tests.size(), 1U);
}

TEST_F(KattisTest, MissingAnswerIsAnErrorUnlessAValidatorMayDoWithout) {
  Minimal();
  Write("data/secret/3.in", "x");
  EXPECT_THAT(Error(), HasSubstr("3.ans: no answer stands beside its input"));
  Write("problem.yaml", "validation: custom\n");
  Write("output_validators/v.py", "exit(42)\n");
  EXPECT_TRUE(Warned(Read(), "3.ans: missing"));
}

TEST_F(KattisTest, NoTestIsAnError) {
  Write("problem.yaml", "");
  Write("data/sample/x.txt", "");
  EXPECT_THAT(Error(), HasSubstr("no test"));
}

TEST_F(KattisTest, LinksOutAreRefusedByName) {
  Minimal();
  std::filesystem::create_symlink("/etc/passwd", folder() / "data/secret/9.in");
  EXPECT_THAT(Error(), HasSubstr("data/secret/9.in: a link that leads"));
  std::filesystem::remove(folder() / "data/secret/9.in");
  std::filesystem::create_symlink("1.in", folder() / "data/secret/9.in");
  Write("data/secret/9.ans", "3\n");
  EXPECT_EQ(GroupOf(Read(), "secret").tests.size(), 3U);
  std::filesystem::create_symlink("/etc/passwd", folder() / "submissions/accepted/b.py");
  const Package package = Read();
  EXPECT_EQ(package.submissions.size(), 1U);
  EXPECT_TRUE(Warned(package, "submissions/accepted/b.py: a link that leads"));
}

TEST_F(KattisTest, LinksOutOfThePackageAreFollowedWithinAFolderThatIsNamed) {
  Minimal();
  const std::filesystem::path around = folder().parent_path();
  std::filesystem::create_directories(around / "shared");
  std::ofstream(around / "shared" / "check.h") << "// shared\n";
  Write("problem.yaml", "validation: custom\n");
  Write("output_validators/check/main.cpp", "#include \"check.h\"\nint main() {}\n");
  std::filesystem::create_symlink("../../../shared/check.h",
                                  folder() / "output_validators/check/check.h");
  std::filesystem::create_symlink("/etc/passwd", folder() / "submissions/accepted/b.py");
  EXPECT_EQ(Io(Read()).checker.program->files.size(), 1U);

  auto package = ReadKattis(folder(), around);
  ASSERT_TRUE(package.ok()) << package.status().ToString();
  ASSERT_EQ(Io(*package).checker.program->files.size(), 2U);
  const auto header = ReadFile(Io(*package).checker.program->files.at(0));
  ASSERT_TRUE(header.ok()) << header.status().ToString();
  EXPECT_EQ(*header, "// shared\n");
  EXPECT_EQ(package->submissions.size(), 1U);

  std::filesystem::create_directories(around / "elsewhere");
  EXPECT_THAT(ReadKattis(folder(), around / "elsewhere").status().message(),
              HasSubstr("is not in"));
}

TEST_F(KattisTest, LinksInACircleEnd) {
  Minimal();
  std::filesystem::create_directory_symlink("..", folder() / "data/secret/up");
  EXPECT_THAT(Error(), HasSubstr("deep"));
}

TEST_F(KattisTest, CustomValidatorGetsItsFlags) {
  Minimal();
  Write("problem.yaml", "validation: custom\nvalidator_flags: a b\n");
  Write("data/secret/testdata.yaml", "output_validator_flags: c\n");
  Write("output_validators/check/main.cpp", "int main() {}\n");
  Write("output_validators/check/lib.h", "\n");
  const Package package = Read();
  const Checker& checker = Io(package).checker;
  ASSERT_TRUE(checker.program.has_value());
  EXPECT_EQ(checker.protocol, CheckerProtocol::kKattis);
  EXPECT_EQ(checker.program->language, "cpp");
  EXPECT_EQ(checker.program->files.size(), 2U);
  EXPECT_THAT(GroupOf(package, "secret").tests.at(0).checker_arguments, ElementsAre("a", "b", "c"));
  EXPECT_THAT(GroupOf(package, "sample").tests.at(0).checker_arguments, ElementsAre("a", "b"));
}

TEST_F(KattisTest, UnusedLegacyValidatorIsNotUsed) {
  Minimal();
  Write("output_validators/v.py", "exit(42)\n");
  EXPECT_FALSE(Io(Read()).checker.program.has_value());
  Write("problem.yaml", "validation: custom\n");
  EXPECT_TRUE(Io(Read()).checker.program.has_value());
  std::filesystem::remove_all(folder() / "output_validators");
  EXPECT_THAT(Error(), HasSubstr("output_validators: no program"));
}

TEST_F(KattisTest, BuildAndRunScripts) {
  Minimal();
  Write("problem.yaml", "validation: custom\n");
  Executable("output_validators/v/build", "#!/bin/sh\ncc -o run v.c\n");
  Write("output_validators/v/v.c", "int main() { return 42; }\n");
  Package package = Read();
  EXPECT_THAT(Io(package).checker.program->commands, ElementsAre(ElementsAre("./build")));
  EXPECT_THAT(Io(package).checker.program->run, ElementsAre("./run"));
  EXPECT_EQ(Io(package).checker.program->language, "cpp");
  std::filesystem::remove_all(folder() / "output_validators");
  Executable("output_validators/v/run", "#!/bin/sh\npython3 v.py\n");
  Write("output_validators/v/v.py", "exit(42)\n");
  package = Read();
  EXPECT_THAT(Io(package).checker.program->commands, IsEmpty());
  EXPECT_EQ(Io(package).checker.program->language, "python");
}

TEST_F(KattisTest, BuiltinFlagsOfAGroup) {
  Minimal();
  Write("data/secret/testdata.yaml", "output_validator_flags: float_tolerance 1e-3\n");
  const Package package = Read();
  EXPECT_FALSE(GroupOf(package, "sample").checker.has_value());
  ASSERT_TRUE(GroupOf(package, "secret").checker.has_value());
  EXPECT_EQ(GroupOf(package, "secret").checker->builtin.absolute, 1e-3);
  Write("data/secret/testdata.yaml", "output_validator_flags: float_tolerence 1e-3\n");
  EXPECT_THAT(Error(), HasSubstr("float_tolerence"));
}

TEST_F(KattisTest, LegacyScoringGroups) {
  Minimal();
  Write("problem.yaml", "type: scoring\n");
  Write("data/testdata.yaml", "on_reject: continue\nrange: 0 100\ngrader_flags: ignore_sample\n");
  Write("data/secret/testdata.yaml", "grader_flags: first_error accept_if_any_accepted\n");
  Case("secret/a/1");
  Write("data/secret/a/testdata.yaml",
        "on_reject: break\naccept_score: 40\nreject_score: 1\nrange: 0 40\ngrader_flags: min\n"
        "input_validator_flags: small\n");
  Case("secret/a/deep/1");
  const Package package = Read();
  EXPECT_THAT(package.warnings, IsEmpty());
  EXPECT_TRUE(Io(package).scoring);
  EXPECT_FALSE(GroupOf(package, "sample").counts);
  EXPECT_TRUE(GroupOf(package, "secret").counts);
  const Group& root = Io(package).root;
  EXPECT_EQ(root.points, 100);
  EXPECT_EQ(root.on_reject, OnReject::kContinue);
  const Group& secret = GroupOf(package, "secret");
  EXPECT_EQ(secret.verdict_rule, Group::VerdictRule::kAcceptAny);
  EXPECT_EQ(secret.on_reject, OnReject::kContinue);
  EXPECT_FALSE(secret.points.has_value());
  EXPECT_EQ(secret.accept_score, 1);
  const Group& a = GroupOf(package, "secret/a");
  EXPECT_EQ(a.scoring, Scoring::kMin);
  EXPECT_EQ(a.on_reject, OnReject::kBreak);
  EXPECT_EQ(a.points, 40);
  EXPECT_EQ(a.accept_score, 40);
  EXPECT_EQ(a.reject_score, 1);
  EXPECT_EQ(a.tests.at(0).points, 40);
  EXPECT_THAT(a.tests.at(0).validator_arguments.at(""), ElementsAre("small"));
  const Group& deep = GroupOf(package, "secret/a/deep");
  EXPECT_EQ(deep.accept_score, 40);
  EXPECT_FALSE(deep.points.has_value());
}

TEST_F(KattisTest, LegacyLabels) {
  Minimal();
  Write("submissions/wrong_answer/b.cc", "int main() {}\n");
  Write("submissions/time_limit_exceeded/c/x.py", "\n");
  Write("submissions/time_limit_exceeded/c/y.py", "\n");
  Write("submissions/slow_accepted/d.py", "\n");
  Write("submissions/mixed/e.c", "// @EXPECTED_RESULTS@: CORRECT,WRONG-ANSWER\n");
  Write("submissions/other/f.c", "\n");
  Write("submissions/other/README.md", "\n");
  Write("submissions/accepted/g.cc.disabled", "\n");
  const Package package = Read();
  ASSERT_EQ(package.submissions.size(), 6U);
  const LabelledSubmission& accepted = Label(package, "accepted/a.py");
  EXPECT_THAT(accepted.result, ElementsAre(Verdict::kAccepted));
  EXPECT_THAT(accepted.permitted, ElementsAre(Verdict::kAccepted));
  EXPECT_TRUE(accepted.sets_lower_bound);
  EXPECT_EQ(accepted.language, "python");
  EXPECT_EQ(Label(package, "wrong_answer/b.cc").result.count(Verdict::kWrongAnswer), 1U);
  const LabelledSubmission& slow = Label(package, "time_limit_exceeded/c");
  EXPECT_TRUE(slow.sets_upper_bound);
  EXPECT_EQ(slow.entry, "x.py");
  EXPECT_EQ(Label(package, "slow_accepted/d.py").result.count(Verdict::kTimeLimit), 1U);
  EXPECT_EQ(Label(package, "mixed/e.c").result.count(Verdict::kWrongAnswer), 1U);
  EXPECT_TRUE(Warned(package, "submissions/other/f.c: nothing says"));
  EXPECT_TRUE(Warned(package, "submissions/other/README.md: no source"));
}

TEST_F(KattisTest, PartiallyAcceptedIsBelowTheBest) {
  Minimal();
  Write("problem.yaml", "type: scoring\n");
  Write("data/testdata.yaml", "range: 0 50\n");
  Write("submissions/partially_accepted/p.py", "\n");
  Package package = Read();
  EXPECT_LT(Label(package, "partially_accepted/p.py").max_score, 50);
  EXPECT_GT(Label(package, "partially_accepted/p.py").max_score, 49.9);
  Write("problem.yaml", "type: scoring\ngrading: {objective: min}\n");
  package = Read();
  EXPECT_GT(Label(package, "partially_accepted/p.py").min_score, 0);
}

TEST_F(KattisTest, TimeLimitsOfOlderTools) {
  Minimal();
  Write("domjudge-problem.ini", "timelimit='4'\n");
  EXPECT_EQ(Read().fixed_time_limit, std::chrono::seconds(4));
  Write(".timelimit", "3\n");
  EXPECT_EQ(Read().fixed_time_limit, std::chrono::seconds(3));
  Write("problem.yaml", "limits: {time_limit: 2.5}\n");
  const Package package = Read();
  EXPECT_EQ(package.fixed_time_limit, std::chrono::milliseconds(2500));
  EXPECT_EQ(package.parts[0].limits.time, std::chrono::milliseconds(2500));
}

TEST_F(KattisTest, Includes) {
  Minimal();
  Write("include/python3/lib.py", "x = 1\n");
  Write("include/default/lib.py", "x = 2\n");
  Write("include/pyton3/lib.py", "\n");
  const Package package = Read();
  const auto& given = package.parts[0].given;
  ASSERT_EQ(given.size(), 2U);
  EXPECT_EQ(given[0].language, "");
  EXPECT_EQ(given[1].language, "python");
  EXPECT_TRUE(Warned(package, "\"pyton3\" is no language code; did you mean \"python3\"?"));
  EXPECT_EQ(Label(package, "accepted/a.py").entry, "a.py");
  Write("include/python3/main.py", "import a\n");
  EXPECT_EQ(Label(Read(), "accepted/a.py").entry, "main.py");
}

TEST_F(KattisTest, ScriptsOfOtherToolsAreNamed) {
  Minimal();
  Write("input_validators/v.ctd", "INT(1,2)\n");
  Write("graders/g.py", "\n");
  Write("data/secret/testdata.yaml", "grading: custom\ngrader_flags: anything\n");
  const Package package = Read();
  EXPECT_TRUE(Warned(package, "v.ctd: not run"));
  EXPECT_TRUE(Warned(package, "graders: not run"));
  EXPECT_TRUE(Warned(package, "custom graders are not run"));
}

}  // namespace
}  // namespace assay::grader::kattis

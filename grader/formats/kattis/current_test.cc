#include <gmock/gmock.h>

#include "grader/formats/kattis/package_writer.h"

namespace assay::grader::kattis {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CurrentTest : public PackageTest {
 protected:
  void Minimal(const std::string& type = "pass-fail", const std::string& more = "") {
    Write("problem.yaml",
          "problem_format_version: 2025-09\nuuid: 1\nname: {sv: Summa, en: Sum}\ntype: " + type +
              "\n" + more);
    Write("statement/problem.sv.md", "Summa\n");
    Write("statement/problem.en.md", "Sum\n");
    Case("sample/1");
    Case("secret/1");
    Case("secret/2");
    Write("submissions/accepted/a.py", "print(3)\n");
  }
};

TEST_F(CurrentTest, MinimalPackage) {
  Minimal();
  const Package package = Read();
  EXPECT_THAT(package.warnings, IsEmpty());
  EXPECT_EQ(package.format, "kattis-2025-09");
  EXPECT_EQ(package.title, "Sum");
  EXPECT_EQ(package.statement, "Sum\n");
  EXPECT_EQ(package.time_multiplier_ac_to_limit, 2);
  EXPECT_EQ(Io(package).root.on_reject, OnReject::kContinue);
  EXPECT_THAT(Label(package, "accepted/a.py").permitted, ElementsAre(Verdict::kAccepted));
  EXPECT_THAT(Label(package, "accepted/a.py").result, IsEmpty());
}

TEST_F(CurrentTest, FoldersWithoutSettingsOnlySortTests) {
  Minimal();
  Case("secret/small/3");
  Case("secret/small/deep/4");
  const Package package = Read();
  const Group& secret = GroupOf(package, "secret");
  EXPECT_THAT(secret.groups, IsEmpty());
  ASSERT_EQ(secret.tests.size(), 4U);
  EXPECT_EQ(secret.tests[3].name, "secret/small/deep/4");
}

TEST_F(CurrentTest, GroupSettingsThatOnlyGeneratorsWouldWrite) {
  Minimal();
  Write("output_validator/validate.py", "");
  Case("secret/big/3");
  Write("generators/generators.yaml",
        "test_group.yaml:\n  output_validator_args: [case_sensitive]\n"
        "data:\n  secret:\n    data:\n"
        "      - one: {in: '1'}\n"
        "      - big:\n          test_group.yaml: {output_validator_args: [float_tolerance, "
        "1e-3]}\n");
  const Package package = Read();
  EXPECT_TRUE(Warned(package, "no test_group.yaml stands"));
  EXPECT_THAT(GroupOf(package, "sample").tests.at(0).checker_arguments,
              ElementsAre("case_sensitive"));
  EXPECT_THAT(GroupOf(package, "secret").tests.at(2).checker_arguments,
              ElementsAre("float_tolerance", "1e-3"));

  // A file that stands there is what counts.
  Write("data/test_group.yaml", "output_validator_args: []\n");
  std::filesystem::remove_all(folder() / "data/secret/big");
  EXPECT_THAT(Read().warnings, IsEmpty());

  Write("generators/generators.yaml", "a: [\n");
  std::filesystem::remove(folder() / "data/test_group.yaml");
  EXPECT_THAT(Error(), HasSubstr("generators.yaml:"));
}

TEST_F(CurrentTest, ScoresOfGroups) {
  Minimal("scoring");
  std::filesystem::remove_all(folder() / "data/secret");
  for (const char* name :
       {"secret/a/1", "secret/a/2", "secret/b/1", "secret/b/in/2", "secret/c/1"}) {
    Case(name);
  }
  Write("data/secret/a/test_group.yaml", "max_score: 20\n");
  Write("data/secret/b/test_group.yaml",
        "max_score: 30\nscore_aggregation: sum\nrequire_pass: secret/a\n");
  Write("data/secret/c/test_group.yaml",
        "max_score: 50\nscore_aggregation: min\nrequire_pass: [sample, secret/x]\n");
  const Package package = Read();
  EXPECT_FALSE(GroupOf(package, "sample").counts);
  const Group& secret = GroupOf(package, "secret");
  EXPECT_EQ(secret.points, 100);
  EXPECT_EQ(secret.scoring, Scoring::kSum);
  const Group& a = GroupOf(package, "secret/a");
  EXPECT_EQ(a.scoring, Scoring::kAllOrNothing);
  EXPECT_EQ(a.points, 20);
  const Group& b = GroupOf(package, "secret/b");
  EXPECT_EQ(b.scoring, Scoring::kSum);
  ASSERT_EQ(b.tests.size(), 2U);
  EXPECT_EQ(b.tests[1].points, 15);
  EXPECT_THAT(b.requires_groups, ElementsAre("secret/a"));
  const Group& c = GroupOf(package, "secret/c");
  EXPECT_EQ(c.scoring, Scoring::kMin);
  EXPECT_EQ(c.tests.at(0).points, 50);
  EXPECT_TRUE(Warned(package, "require_pass: no earlier group \"secret/x\""));
}

TEST_F(CurrentTest, ScoresWithoutGroupsAndWithoutBound) {
  Minimal("scoring");
  EXPECT_EQ(GroupOf(Read(), "secret").tests.at(0).points, 50);
  Write("data/secret/test_group.yaml", "max_score: unbounded\n");
  const Package package = Read();
  EXPECT_FALSE(GroupOf(package, "secret").points.has_value());
  EXPECT_EQ(GroupOf(package, "secret").tests.at(0).points, 0);
}

TEST_F(CurrentTest, ForgottenScoresAreShared) {
  Minimal("scoring");
  std::filesystem::remove_all(folder() / "data/secret");
  Case("secret/a/1");
  Case("secret/b/1");
  Write("data/secret/a/test_group.yaml", "max_score: 40\n");
  Write("data/secret/b/test_group.yaml", "args: [x]\n");
  const Package package = Read();
  EXPECT_EQ(GroupOf(package, "secret/b").points, 60);
  EXPECT_TRUE(Warned(package, "1 of its groups have no max_score; each counts 60"));
}

TEST_F(CurrentTest, ArgumentsAreInherited) {
  Minimal();
  Write("output_validator/v.py", "exit(42)\n");
  Write("data/secret/test_group.yaml",
        "args: [a]\noutput_validator_args: [o]\ninput_validator_args: {v: [i]}\n");
  Write("data/secret/1.yaml", "args: [b, c]\nhint: look\ndescription: why\n");
  Write("data/secret/2.yaml", "output_validator_args: []\n");
  const Package package = Read();
  EXPECT_THAT(package.warnings, IsEmpty());
  const Group& secret = GroupOf(package, "secret");
  EXPECT_THAT(secret.tests.at(0).arguments, ElementsAre("b", "c"));
  EXPECT_THAT(secret.tests.at(0).checker_arguments, ElementsAre("o"));
  EXPECT_EQ(secret.tests.at(0).hints.at(0).text, "look");
  EXPECT_EQ(secret.tests.at(0).description, "why");
  EXPECT_THAT(secret.tests.at(1).arguments, ElementsAre("a"));
  EXPECT_THAT(secret.tests.at(1).checker_arguments, IsEmpty());
  EXPECT_THAT(secret.tests.at(1).validator_arguments.at("v"), ElementsAre("i"));
  EXPECT_THAT(GroupOf(package, "sample").tests.at(0).arguments, IsEmpty());
}

TEST_F(CurrentTest, BuiltinFlagsAboveAllGroups) {
  Minimal();
  Write("data/test_group.yaml", "output_validator_args: [float_tolerance, \"1E-6\"]\n");
  const Package package = Read();
  EXPECT_EQ(GroupOf(package, "sample").checker.value().builtin.relative, 1e-6);
  EXPECT_EQ(GroupOf(package, "secret").checker.value().builtin.relative, 1e-6);
}

TEST_F(CurrentTest, Modes) {
  Minimal("interactive");
  EXPECT_THAT(Error(), HasSubstr("output_validator: no program"));
  Write("output_validator/v.py", "exit(42)\n");
  EXPECT_EQ(Io(Read()).mode, StandardIo::Mode::kInteractive);
  Minimal("multi-pass", "limits: {validation_passes: 7}\n");
  EXPECT_EQ(Io(Read()).mode, StandardIo::Mode::kMultiPass);
  EXPECT_EQ(Io(Read()).max_passes, 7);
  EXPECT_FALSE(Io(Read()).interactive_passes);
  Minimal("[interactive, multi-pass]");
  EXPECT_EQ(Io(Read()).mode, StandardIo::Mode::kMultiPass);
  EXPECT_TRUE(Io(Read()).interactive_passes);
  Minimal("submit-answer");
  Write("submissions/accepted/1.out", "3\n");
  EXPECT_EQ(Io(Read()).mode, StandardIo::Mode::kSubmitAnswer);
  EXPECT_EQ(Label(Read(), "accepted/1.out").language, "");
}

TEST_F(CurrentTest, ValidatorIsAFolderOrInOne) {
  Minimal();
  Write("output_validator/.gitkeep", "");
  EXPECT_FALSE(Io(Read()).checker.program.has_value());
  Write("output_validator/inner/v.cc", "int main() {}\n");
  EXPECT_EQ(Io(Read()).checker.program.value().name, "output_validator/inner");
  Write("output_validator/v.cc", "int main() {}\n");
  EXPECT_EQ(Io(Read()).checker.program.value().name, "output_validator");
}

TEST_F(CurrentTest, ConstantsAreReplacedInCopies) {
  Minimal("pass-fail", "constants: {three: 3}\n");
  Write("submissions/accepted/a.py", "print({{three}})\n");
  Write("output_validator/v.py", "assert {{three}} == 3\n");
  Write("data/secret/test_group.yaml", "output_validator_args: [\"{{three}}\"]\n");
  const Package package = Read();
  EXPECT_EQ(*ReadFile(Label(package, "accepted/a.py").path), "print(3)\n");
  const PackageProgram& validator = Io(package).checker.program.value();
  EXPECT_EQ(*ReadFile(validator.files.at(0)), "assert 3 == 3\n");
  EXPECT_EQ(validator.files.at(0).lexically_relative(validator.base), "v.py");
  EXPECT_THAT(GroupOf(package, "secret").tests.at(0).checker_arguments, ElementsAre("3"));
  EXPECT_EQ(*ReadFile(folder() / "submissions/accepted/a.py"), "print({{three}})\n");
}

TEST_F(CurrentTest, LinksWithinThePackageBecomeFiles) {
  Minimal();
  std::filesystem::create_directories(folder() / "submissions/wrong_answer/nested");
  std::filesystem::create_symlink("../../accepted/a.py",
                                  folder() / "submissions/wrong_answer/nested/b.py");
  std::filesystem::create_symlink("2.in", folder() / "data/secret/3.in");
  std::filesystem::create_symlink("2.ans", folder() / "data/secret/3.ans");
  const Package package = Read();
  EXPECT_THAT(package.warnings, IsEmpty());
  const std::filesystem::path copy = Label(package, "wrong_answer/nested").path / "b.py";
  EXPECT_FALSE(std::filesystem::is_symlink(copy));
  EXPECT_EQ(*ReadFile(copy), "print(3)\n");
  const Group& secret = GroupOf(package, "secret");
  ASSERT_EQ(secret.tests.size(), 3U);
  EXPECT_EQ(secret.tests[2].name, "secret/3");
  EXPECT_EQ(std::get<std::filesystem::path>(secret.tests[2].input).filename(), "2.in");
}

TEST_F(CurrentTest, LabelsOfSubmissionsYaml) {
  Minimal();
  Write("submissions/partly/b/main.py", "\n");
  Write("submissions/partly/b/other.py", "\n");
  Write("submissions/brute_force/c.py", "\n");
  Write("submissions/submissions.yaml",
        "partly/b:\n  language: python3\n  entrypoint: other.py\n  permitted: [AC, WA]\n"
        "  sample: {permitted: [AC]}\n");
  const Package package = Read();
  const LabelledSubmission& partly = Label(package, "partly/b");
  EXPECT_EQ(partly.language, "python");
  EXPECT_EQ(partly.entry, "other.py");
  EXPECT_TRUE(partly.sets_lower_bound);
  ASSERT_EQ(partly.on_tests.size(), 1U);
  const LabelledSubmission& brute = Label(package, "brute_force/c.py");
  EXPECT_EQ(brute.permitted.count(Verdict::kWrongAnswer), 0U);
  EXPECT_EQ(brute.required.at(0).count(Verdict::kTimeLimit), 1U);
  EXPECT_FALSE(brute.sets_upper_bound);
}

TEST_F(CurrentTest, SettingsOfADraftAreReadWithAWord) {
  Minimal("scoring");
  std::filesystem::remove_all(folder() / "data/secret");
  Case("secret/a/1");
  Write("data/secret/a/testdata.yaml", "scoring: {score: 30, aggregation: min}\n");
  const Package package = Read();
  EXPECT_EQ(GroupOf(package, "secret/a").points, 30);
  EXPECT_EQ(GroupOf(package, "secret/a").scoring, Scoring::kMin);
  EXPECT_TRUE(Warned(package, "version 2025-09 has test_group.yaml instead"));
}

}  // namespace
}  // namespace assay::grader::kattis

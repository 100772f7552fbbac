#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.h"
#include "grader/verify/verify.h"

namespace assay::grader {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StrEq;
using Severity = Finding::Severity;

auto Says(Severity severity, const std::string& where, const std::string& what) {
  return AllOf(Field(&Finding::severity, severity), Field(&Finding::where, StrEq(where)),
               Field(&Finding::what, HasSubstr(what)));
}

Test MakeTest(const std::string& name, const std::string& input, const std::string& answer) {
  Test test;
  test.name = name;
  test.input = input;
  test.answer = answer;
  return test;
}

Package Good() {
  Package package;
  Part part;
  StandardIo io;
  io.root.tests = {MakeTest("one", "1", "2"), MakeTest("two", "2", "3")};
  part.task = std::move(io);
  package.parts.push_back(std::move(part));
  LabelledSubmission right;
  right.permitted = {Verdict::kAccepted};
  LabelledSubmission wrong;
  wrong.required = {{Verdict::kWrongAnswer}};
  package.submissions = {right, wrong};
  return package;
}

StandardIo& Io(Package& package) { return std::get<StandardIo>(package.parts[0].task); }

TEST(StaticChecks, NothingToSayOfAGoodPackage) { EXPECT_THAT(CheckStatically(Good()), IsEmpty()); }

TEST(StaticChecks, APackageWithoutTests) {
  Package package = Good();
  Io(package).root.tests.clear();
  EXPECT_THAT(CheckStatically(package), Contains(Says(Severity::kError, "main", "no tests")));
}

TEST(StaticChecks, TwoTestsOfOneName) {
  Package package = Good();
  Io(package).root.tests[1].name = "one";
  EXPECT_THAT(CheckStatically(package), Contains(Says(Severity::kError, "one", "this name")));
}

TEST(StaticChecks, AMissingAnswerMattersOnlyToAComparison) {
  Package package = Good();
  Io(package).root.tests[0].answer = std::monostate();
  EXPECT_THAT(CheckStatically(package), Contains(Says(Severity::kError, "one", "no answer")));
  Io(package).checker.program.emplace();
  EXPECT_THAT(CheckStatically(package), IsEmpty());
}

TEST(StaticChecks, AGroupWhoseCheckerTakesAnyOutputNeedsNoAnswer) {
  Package package = Good();
  Group group;
  group.name = "any";
  group.checker.emplace().builtin.kind = ComparisonSpec::Kind::kNonEmpty;
  group.tests = {MakeTest("three", "3", "")};
  group.tests[0].answer = std::monostate();
  Io(package).root.groups = {group};
  EXPECT_THAT(CheckStatically(package), IsEmpty());
}

TEST(StaticChecks, AGateThatIsNotThere) {
  Package package = Good();
  Group group;
  group.name = "large";
  group.requires_groups = {"smal"};
  group.tests = {MakeTest("three", "3", "4")};
  Io(package).root.groups = {group};
  EXPECT_THAT(CheckStatically(package), Contains(Says(Severity::kError, "large", "\"smal\"")));
  Io(package).root.groups[0].requires_groups = {"large"};
  EXPECT_THAT(CheckStatically(package), Not(Contains(Says(Severity::kError, "large", "waits"))));
}

TEST(StaticChecks, OnlySamples) {
  Package package = Good();
  for (auto& test : Io(package).root.tests) test.sample = true;
  EXPECT_THAT(CheckStatically(package), Contains(Says(Severity::kWarning, "main", "samples")));
}

TEST(StaticChecks, TheSameInputTwice) {
  auto folder = TempDir::Create("assay-static-");
  ASSERT_TRUE(folder.ok());
  Package package = Good();
  for (size_t i = 0; i < 2; ++i) {
    const auto path = folder->path() / std::to_string(i);
    ASSERT_TRUE(WriteFileAtomically(path, "same\n").ok());
    Io(package).root.tests[i].input = path;
  }
  EXPECT_THAT(CheckStatically(package), Contains(Says(Severity::kNote, "two", "as one")));
}

TEST(StaticChecks, LabelsThatShowNothing) {
  Package package = Good();
  package.submissions.clear();
  EXPECT_THAT(CheckStatically(package),
              Contains(Says(Severity::kWarning, "submissions", "none is labelled accepted")));
}

TEST(CalibratedLimit, IsAWholeNumberOfSeconds) {
  using std::chrono::milliseconds;
  EXPECT_EQ(CalibratedLimit(milliseconds(0), 2), milliseconds(1000));
  EXPECT_EQ(CalibratedLimit(milliseconds(500), 2), milliseconds(1000));
  EXPECT_EQ(CalibratedLimit(milliseconds(501), 2), milliseconds(2000));
  EXPECT_EQ(CalibratedLimit(milliseconds(3100), 2), milliseconds(7000));
}

}  // namespace
}  // namespace assay::grader

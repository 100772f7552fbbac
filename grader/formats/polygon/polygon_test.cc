#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.h"
#include "grader/formats/polygon/names.h"
#include "grader/formats/readers.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PolygonTest : public testing::Test {
 protected:
  void SetUp() override {
    auto made = TempDir::Create();
    ASSERT_TRUE(made.ok());
    made_.emplace(std::move(*made));
    for (const char* name : {"tests/01", "tests/02", "tests/01.a", "tests/02.a", "files/check.cpp",
                             "files/testlib.h", "files/gen.cpp", "files/val.cpp", "files/inter.cpp",
                             "solutions/main.cpp", "solutions/slow.py"}) {
      Put(name, std::string(name) + "\n");
    }
  }
  void Put(const std::string& name, const std::string& text) {
    const fs::path path = made_->path() / name;
    fs::create_directories(path.parent_path());
    ASSERT_TRUE(WriteFileAtomically(path, text).ok());
  }

  Result<Package> Read(const std::string& tests, const std::string& assets,
                       const std::string& groups = "") {
    Put("problem.xml", R"(<?xml version="1.0" encoding="utf-8"?>
<problem revision="3" short-name="sum"><names>
<name language="russian" value="Сумма"/><name language="english" value="The &lt;sum&gt;"/></names>
<judging input-file="in.txt" output-file=""><testset name="tests">
<time-limit>1500</time-limit><memory-limit>67108864</memory-limit>
<input-path-pattern>tests/%02d</input-path-pattern>
<answer-path-pattern>tests/%02d.a</answer-path-pattern>
<tests>)" + tests + "</tests>" +
                           groups + R"(</testset></judging>
<files><resources><file path="files/testlib.h" type="h.g++"/></resources>
<executables><executable><source path="files/gen.cpp" type="cpp.g++17"/></executable></executables>
</files><assets>)" + assets +
                           "</assets></problem>\n");
    EXPECT_TRUE(LooksLikePolygon(made_->path()));
    return ReadPolygon(made_->path());
  }
  std::string Wrong(const std::string& tests, const std::string& assets,
                    const std::string& groups = "") {
    const auto package = Read(tests, assets, groups);
    return package.ok() ? "accepted" : package.status().message();
  }
  static const StandardIo& Io(const Package& package) {
    return std::get<StandardIo>(package.parts.at(0).task);
  }

  std::optional<TempDir> made_;
};

constexpr char kChecker[] =
    R"(<checker name="std::wcmp.cpp"><source path="files/check.cpp" type="cpp.g++17"/></checker>)";
constexpr char kTest[] = R"(<test method="manual" sample="true"/>)";

TEST_F(PolygonTest, ReadsAPlainProblem) {
  const auto package = Read(std::string(kTest) + R"(<test method="generated" cmd="gen 1"/>)",
                            std::string(kChecker) + R"(
<validators><validator><source path="files/val.cpp" type="cpp.g++"/></validator></validators>
<solutions><solution tag="main"><source path="solutions/main.cpp" type="cpp.g++17"/></solution>
<solution tag="time-limit-exceeded"><source path="solutions/slow.py" type="python.3"/></solution>
<solution tag="do-not-run"><source path="none" type="python.2"/></solution></solutions>)");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_EQ(package->id, "sum");
  EXPECT_EQ(package->title, "The <sum>");
  EXPECT_EQ(package->parts[0].limits.time, std::chrono::milliseconds(1500));
  EXPECT_EQ(package->parts[0].limits.memory_bytes, 64U << 20U);
  EXPECT_TRUE(package->parts[0].limits.same_for_all_languages);
  const StandardIo& io = Io(*package);
  EXPECT_EQ(io.input_file, "in.txt");
  EXPECT_EQ(io.output_file, "");
  EXPECT_FALSE(io.scoring);
  ASSERT_EQ(io.root.tests.size(), 2U);
  EXPECT_TRUE(io.root.tests[0].sample);
  EXPECT_EQ(ReadFile(std::get<fs::path>(io.root.tests[1].answer)).value(), "tests/02.a\n");
  EXPECT_EQ(io.checker.protocol, CheckerProtocol::kTestlib);
  EXPECT_EQ(io.checker.program->files.size(), 2U);  // with testlib.h
  EXPECT_EQ(io.checker.program->entry, "check.cpp");
  EXPECT_THAT(io.checker.program->compile_flags, ElementsAre("-include", "cstdint"));
  ASSERT_EQ(io.input_validators.size(), 1U);
  EXPECT_EQ(io.input_validators[0].accept_exit, 0);
  ASSERT_EQ(package->submissions.size(), 2U);
  EXPECT_THAT(package->submissions[0].permitted, ElementsAre(Verdict::kAccepted));
  EXPECT_TRUE(package->submissions[0].sets_lower_bound);
  EXPECT_EQ(package->submissions[1].language, "python");
  EXPECT_TRUE(package->submissions[1].required.at(0).contains(Verdict::kTimeLimit));
  EXPECT_TRUE(package->submissions[1].permitted.contains(Verdict::kAccepted));
}

TEST_F(PolygonTest, GroupsScoreAsTheirPolicySays) {
  Put("tests/03", "3\n");
  Put("tests/03.a", "3\n");
  const auto package = Read(
      R"(<test group="s" sample="true"/><test group="1" points="5"/><test group="2" points="7"/>)",
      kChecker, R"(<groups><group name="s" points-policy="complete-group" points="0"/>
<group name="1" points-policy="each-test" feedback-policy="none"/>
<group name="2" points-policy="complete-group" points="30">
<dependencies><dependency group="s"/><dependency group="1"/></dependencies></group></groups>)");
  ASSERT_TRUE(package.ok()) << package.status().message();
  const StandardIo& io = Io(*package);
  EXPECT_TRUE(io.scoring);
  ASSERT_EQ(io.root.groups.size(), 3U);
  EXPECT_TRUE(io.root.groups[0].samples);
  EXPECT_EQ(io.root.groups[1].scoring, Scoring::kSum);
  EXPECT_EQ(io.root.groups[1].tests.at(0).points, 5);
  EXPECT_EQ(io.root.groups[1].visibility, Visibility::kAfterPublished);
  EXPECT_EQ(io.root.groups[2].scoring, Scoring::kAllOrNothing);
  EXPECT_EQ(io.root.groups[2].points, 30);
  EXPECT_THAT(io.root.groups[2].requires_groups, ElementsAre("s", "1"));
  EXPECT_THAT(Wrong(kTest, kChecker, R"(<groups><group name="a" points-policy="half"/></groups>)"),
              "accepted");  // no test names a group: nothing of them is read
  EXPECT_THAT(Wrong(R"(<test group="a"/>)", kChecker,
                    R"(<groups><group name="a" points-policy="half"/></groups>)"),
              HasSubstr("unknown points-policy"));
  EXPECT_THAT(Wrong(R"(<test group="a"/>)", kChecker,
                    R"(<groups><group name="a"><dependencies><dependency group="a"/>
                    </dependencies></group></groups>)"),
              HasSubstr("does not stand before it"));
}

TEST_F(PolygonTest, AStandardPackageMakesWhatItLacks) {
  const auto package =
      Read(std::string(kTest) + kTest + R"(<test method="generated" cmd="gen 7 &quot;a b&quot;"/>)",
           std::string(kChecker) +
               R"(<solutions><solution tag="main"><source path="solutions/main.cpp"
                  type="cpp.g++17"/></solution></solutions>)");
  ASSERT_TRUE(package.ok()) << package.status().message();
  const StandardIo& io = Io(*package);
  const auto& input = std::get<Generated>(io.root.tests[2].input);
  const auto& answer = std::get<Generated>(io.root.tests[2].answer);
  EXPECT_THAT(input.arguments, ElementsAre("7", "a b"));
  EXPECT_EQ(io.generators[input.program].name, "files/gen.cpp");
  EXPECT_EQ(io.generators[answer.program].name, "solutions/main.cpp");
  ASSERT_NE(answer.input_from, nullptr);
  EXPECT_EQ(answer.input_from->arguments, input.arguments);
  EXPECT_THAT(Wrong(std::string(kTest) + kTest + kTest, kChecker), HasSubstr("tests/03"));
  EXPECT_THAT(
      Wrong(std::string(kTest) + kTest + R"(<test method="generated" cmd="nogen 1"/>)", kChecker),
      HasSubstr("no generator \"nogen\""));
}

TEST_F(PolygonTest, AnInteractorTalksAndTheCheckerJudges) {
  const auto package = Read(
      kTest, std::string(kChecker) +
                 R"(<interactor><source path="files/inter.cpp" type="cpp.g++17"/></interactor>)");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_EQ(Io(*package).mode, StandardIo::Mode::kInteractive);
  EXPECT_EQ(Io(*package).checker.program->name, "files/inter.cpp");
  EXPECT_THAT(Io(*package).checker.argv, ElementsAre("{input}", "{output}", "{answer}"));
  EXPECT_EQ(Io(*package).after_interaction->program->name, "files/check.cpp");
}

TEST_F(PolygonTest, TestlibsOwnCheckersAreBuiltIn) {
  const auto package =
      Read(kTest, R"(<checker name="std::rcmp6.cpp"><source path="files/no.cpp"/></checker>)");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_FALSE(Io(*package).checker.program.has_value());
  EXPECT_EQ(Io(*package).checker.builtin.absolute, 1e-6);
  EXPECT_EQ(Io(*package).checker.builtin.relative, 1e-6);
  EXPECT_EQ(polygon::StandardChecker("std::yesno.cpp")->case_sensitive, false);
  EXPECT_TRUE(polygon::StandardChecker("std::lcmp.cpp")->line_sensitive);
  EXPECT_FALSE(polygon::StandardChecker("mine.cpp").has_value());
  EXPECT_THAT(Wrong(kTest, R"(<checker name="mine.cpp"><source path="files/no.cpp"/></checker>)"),
              HasSubstr("\"mine.cpp\" is none that is built in"));
}

TEST_F(PolygonTest, ErrorsNameTheLine) {
  EXPECT_THAT(Wrong("", kChecker), HasSubstr("problem.xml:4: no <test>"));
  EXPECT_THAT(Wrong("<test></tests>", kChecker), HasSubstr("problem.xml:"));
  EXPECT_THAT(Wrong(R"(<test points="many"/>)", kChecker), HasSubstr("expected a number"));
  EXPECT_THAT(Wrong(R"(<test points="nan"/>)", kChecker), HasSubstr("expected a number"));
  EXPECT_THAT(Wrong(kTest, R"(<solutions><solution tag="great"><source path="solutions/main.cpp"/>
                               </solution></solutions>)"),
              HasSubstr("unknown tag \"great\""));
  EXPECT_THAT(Wrong(kTest, R"(<checker name="x"><source path="../../etc/passwd"/></checker>)"),
              AllOf(HasSubstr("passwd"), HasSubstr("problem.xml:")));
  Put("problem.xml", "<contest/>");
  EXPECT_THAT(ReadPolygon(made_->path()).status().message(), HasSubstr("<problem>"));
}

TEST(PolygonNames, PatternsAndWords) {
  EXPECT_EQ(polygon::ExpandPattern("t/%02d.a", 7).value(), "t/07.a");
  EXPECT_EQ(polygon::ExpandPattern("%d", 123).value(), "123");
  EXPECT_EQ(polygon::ExpandPattern("%03d", 1234).value(), "1234");
  for (const char* wrong : {"t", "%s", "%", "%d%d", "%999999999999d", "%02"}) {
    EXPECT_FALSE(polygon::ExpandPattern(wrong, 1).ok()) << wrong;
  }
  EXPECT_THAT(polygon::CommandWords("  gen  1 \"\" \"a b\"c "),
              ElementsAre("gen", "1", "", "a bc"));
  EXPECT_THAT(polygon::CommandWords(""), IsEmpty());
  EXPECT_EQ(polygon::LanguageOfType("cpp.gcc13-64-winlibs-g++20"), "cpp");
  EXPECT_EQ(polygon::LanguageOfType("python.2"), "");
}

}  // namespace
}  // namespace assay::grader

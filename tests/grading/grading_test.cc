// The engine in the real sandboxes. Programs are Python: one image, quick to start.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>

#include "common/files.h"
#include "grader/grade.h"
#include "sandbox/tool/host.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Verdict kAC = Verdict::kAccepted;
constexpr Verdict kWA = Verdict::kWrongAnswer;
constexpr Verdict kJE = Verdict::kJudgeError;

class GradingTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    auto factory = sandbox::MakeFactory(GetParam());
    if (!factory.ok()) GTEST_SKIP() << factory.status().ToString();
    factory_ = *std::move(factory);
    if (auto image = sandbox::FindImage("python"); !image.ok()) {
      GTEST_SKIP() << image.status().ToString();
    }
    auto folder = runtime_images::FindLanguagesFolder();
    ASSERT_TRUE(folder.ok()) << folder.status().ToString();
    auto table = runtime_images::LanguageTable::Load(*folder);
    ASSERT_TRUE(table.ok()) << table.status().ToString();
    languages_ = std::make_unique<runtime_images::LanguageTable>(*std::move(table));
    grading_.languages = languages_.get();
    grading_.factory = factory_.get();
    grading_.find_image = sandbox::FindImage;
    dir_ = std::make_unique<TempDir>(*TempDir::Create());
    part_.limits.time = milliseconds(2000);
    part_.limits.memory_bytes = 128 * sandbox::kMiB;
    part_.limits.idle = milliseconds(1500);
  }
  PackageProgram Tool(const std::string& text) {
    const fs::path file = dir_->path() / "tool.py";
    std::ofstream(file) << text;
    PackageProgram program;
    program.name = "tool";
    program.files = {file};
    program.base = dir_->path();
    return program;
  }
  void AddTest(std::string input, std::string answer = "", double points = 0) {
    grader::Test test;
    test.name = std::to_string(io_.root.tests.size() + 1);
    test.input = std::move(input);
    test.answer = std::move(answer);
    test.points = points;
    io_.root.tests.push_back(std::move(test));
  }
  Report Grade(const std::string& source) {
    part_.task = io_;
    package_.id = "package";
    package_.parts = {part_};
    Submission submission;
    submission.files = {{"main.py", source, 0644}};
    return GradeSubmission(grading_, package_, submission);
  }
  static const TestReport& First(const Report& report) { return report.parts.at(0).tests.at(0); }

  std::unique_ptr<sandbox::SandboxFactory> factory_;
  std::unique_ptr<runtime_images::LanguageTable> languages_;
  std::unique_ptr<TempDir> dir_;
  Grading grading_;
  Package package_;
  Part part_;
  StandardIo io_;
};

INSTANTIATE_TEST_SUITE_P(Backends, GradingTest, ::testing::Values("native", "gvisor"),
                         [](const auto& param) { return std::string(param.param); });

constexpr char kEcho[] = "import sys\nsys.stdout.write(sys.stdin.read())\n";

TEST_P(GradingTest, NothingOfTheJudgesIsInTheStudentsSandbox) {
  io_.checker.program = Tool("import sys\nsys.exit(42)\n");
  AddTest("input", "the secret answer");
  const Report report = Grade(
      "import os\nfor folder, _, files in os.walk('/work'):\n"
      "  for name in files: print(folder, name)\nprint(os.environ)\n");
  EXPECT_EQ(report.verdict, kAC) << report.message;
  EXPECT_THAT(First(report).actual.text, HasSubstr("/work main.py"));
  EXPECT_THAT(First(report).actual.text, Not(HasSubstr("answer")));
  EXPECT_THAT(First(report).actual.text, Not(HasSubstr("tool.py")));
}

TEST_P(GradingTest, AKattisValidatorJudgesAndTalksBack) {
  io_.scoring = true;
  io_.checker.program = Tool(R"py(import sys
given, answer, feedback = sys.argv[1:4]
said = sys.stdin.read()
print("debug", file=sys.stderr)
open(feedback + "teammessage.txt", "w").write("you said " + said)
if said != open(given).read() + open(answer).read(): sys.exit(43)
open(feedback + "score_multiplier.txt", "w").write("0.5")
sys.exit(42)
)py");
  AddTest("one", "", 10);
  AddTest("two", "!", 10);
  const Report report = Grade(kEcho);
  EXPECT_EQ(report.parts[0].tests[0].verdict, kAC) << report.message;
  EXPECT_EQ(report.parts[0].tests[0].feedback, "you said one");
  EXPECT_THAT(report.parts[0].tests[0].judge_feedback, HasSubstr("debug"));
  EXPECT_EQ(report.parts[0].tests[1].verdict, kWA);
  EXPECT_EQ(report.score, 5);
}

TEST_P(GradingTest, CodesOfTestlib) {
  io_.checker.protocol = CheckerProtocol::kTestlib;
  io_.checker.program = Tool(R"py(import sys
given, output, answer = (open(name).read() for name in sys.argv[1:4])
print("points 3" if output == "7" else "said", output, file=sys.stderr)
sys.exit(int(output))
)py");
  for (const char* code : {"0", "1", "2", "7"}) AddTest(code, "", 4);
  const Report report = Grade(kEcho);
  std::vector<Verdict> verdicts;
  for (const auto& test : report.parts[0].tests) verdicts.push_back(test.verdict);
  EXPECT_THAT(verdicts, ElementsAre(kAC, kWA, Verdict::kPresentationError, kAC));
  EXPECT_EQ(report.score, 7);
  EXPECT_EQ(report.parts[0].tests[1].feedback, "said 1");
}

TEST_P(GradingTest, ACheckerThatFailsIsTheJudgesFault) {
  AddTest("x");
  for (const auto& [source, why] : std::vector<std::pair<std::string, std::string>>{
           {"raise Exception('oops')\n", "oops"},
           {"import os\nos.abort()\n", "SIGABRT"},
           {"import sys\nsys.exit(0)\n", "exit code 0"},
           {"def x(:\n", "does not compile"},
           {"while True: pass\n", "time limit"}}) {
    part_.limits.checker_time = milliseconds(500);
    io_.checker.program = Tool(source);
    const Report report = Grade(kEcho);
    EXPECT_EQ(report.verdict, kJE) << source;
    EXPECT_THAT(report.message + First(report).judge_feedback, HasSubstr(why));
  }
}

TEST_P(GradingTest, AModuleWithDmojsCheck) {
  io_.checker.protocol = CheckerProtocol::kDmojPython;
  io_.checker.program = Tool(R"py(from dmoj.result import CheckerResult
from dmoj.utils.unicode import utf8text

def check(process_output, judge_output, point_value, factor=1, **kwargs):
    print("this is no answer")
    if utf8text(process_output) == "all": return True
    if process_output == judge_output:
        return CheckerResult(True, point_value * factor, "half of it")
    return False
)py");
  io_.checker.program->arguments = {R"({"factor": 0.5})"};
  AddTest("all", "", 8);
  AddTest("same", "same", 8);
  AddTest("other", "same", 8);
  const Report report = Grade(kEcho);
  EXPECT_EQ(report.score, 12) << report.message;
  EXPECT_EQ(report.parts[0].tests[1].feedback, "half of it");
  EXPECT_EQ(report.parts[0].tests[2].verdict, kWA);
}

constexpr char kGuess[] = R"py(import sys
secret = int(open(sys.argv[1]).read())
for _ in range(10):
    line = sys.stdin.readline()
    if not line.strip().isdigit():
        sys.exit(43)
    if int(line) == secret:
        print("correct", flush=True)
        sys.exit(42)
    print("higher" if int(line) < secret else "lower", flush=True)
open(sys.argv[3] + "teammessage.txt", "w").write("ten guesses are enough")
sys.exit(43)
)py";

TEST_P(GradingTest, AConversation) {
  io_.mode = StandardIo::Mode::kInteractive;
  io_.checker.program = Tool(kGuess);
  AddTest("300");
  const Report report = Grade(R"py(low, high = 1, 1000
while True:
    middle = (low + high) // 2
    print(middle, flush=True)
    answer = input()
    if answer == "correct": break
    if answer == "higher": low = middle + 1
    else: high = middle - 1
)py");
  EXPECT_EQ(report.verdict, kAC) << report.message << First(report).judge_feedback;
  EXPECT_THAT(First(report).transcript, HasSubstr("> 500\n< lower\n> 250\n< higher\n"));
  EXPECT_THAT(First(report).transcript, HasSubstr("< correct\n"));
}

TEST_P(GradingTest, ConversationsThatGoWrong) {
  io_.mode = StandardIo::Mode::kInteractive;
  io_.checker.program = Tool(kGuess);
  part_.limits.output_bytes = 64 * sandbox::kKiB;
  AddTest("300");
  // Rejected, and then its own failure: the interactor was first.
  Report report = Grade("for i in range(1, 99):\n  print(i, flush=True)\n  x = input()\n");
  EXPECT_EQ(report.verdict, kWA) << report.message;
  EXPECT_EQ(First(report).feedback, "ten guesses are enough");
  // Ends early.
  report = Grade("print(1, flush=True)\ninput()\n");
  EXPECT_EQ(report.verdict, kWA) << report.message;
  // Fails early.
  report = Grade("print(1, flush=True)\ninput()\nraise SystemExit(3)\n");
  EXPECT_EQ(report.verdict, Verdict::kRuntimeError) << report.message;
  // Both wait.
  report = Grade("print(1, flush=True)\ninput()\ninput()\n");
  EXPECT_EQ(report.verdict, Verdict::kIdleLimit) << report.message;
  EXPECT_THAT(report.message, HasSubstr("waiting for the other"));
  EXPECT_EQ(First(report).transcript, "> 1\n< higher\n");
  // Uses all its time.
  report = Grade("print(1, flush=True)\nwhile True: pass\n");
  EXPECT_EQ(report.verdict, Verdict::kTimeLimit) << report.message;
}

TEST_P(GradingTest, TalkingTooMuchIsTheOutputLimit) {
  io_.mode = StandardIo::Mode::kInteractive;
  io_.checker.program = Tool("import sys\nfor line in sys.stdin: pass\nsys.exit(42)\n");
  part_.limits.output_bytes = 64 * sandbox::kKiB;
  AddTest("x");
  const Report report = Grade("while True: print('blah blah blah')\n");
  EXPECT_EQ(report.verdict, Verdict::kOutputLimit) << report.message;
  EXPECT_LT(First(report).transcript.size(), 20'000U);
}

TEST_P(GradingTest, AnInteractorThatFailsIsTheJudgesFault) {
  io_.mode = StandardIo::Mode::kInteractive;
  io_.checker.program = Tool("raise Exception('no such file')\n");
  AddTest("x");
  const Report report = Grade("input()\n");
  EXPECT_EQ(report.verdict, kJE);
  EXPECT_THAT(First(report).judge_feedback, HasSubstr("no such file"));
}

TEST_P(GradingTest, PassesGoOnAsLongAsTheValidatorAsks) {
  io_.mode = StandardIo::Mode::kMultiPass;
  io_.max_passes = 3;
  // Counts down; what it wrote in earlier passes is still there.
  io_.checker.program = Tool(R"py(import os, sys
feedback = sys.argv[3]
number = int(sys.stdin.read())
with open(feedback + "log", "a") as log: log.write("%d\n" % number)
if number > 0:
    open(feedback + "nextpass.in", "w").write(str(number))
    sys.exit(42)
open(feedback + "teammessage.txt", "w").write(open(feedback + "log").read())
sys.exit(42)
)py");
  AddTest("3");
  Report report = Grade("print(int(input()) - 1)\n");
  EXPECT_EQ(report.verdict, kAC) << report.message;
  EXPECT_EQ(First(report).feedback, "2\n1\n0");
  report = Grade("print(int(input()))\n");
  EXPECT_EQ(report.verdict, kJE);
  EXPECT_THAT(report.message, HasSubstr("more than 3 passes"));
  report = Grade("n = int(input())\nprint(n - 1 if n > 1 else 1 / 0)\n");
  EXPECT_EQ(report.verdict, Verdict::kRuntimeError);
  EXPECT_THAT(report.message, HasSubstr("pass 3"));
}

TEST_P(GradingTest, GeneratedInputsAreMadeOnce) {
  package_.scratch = std::make_shared<TempDir>(*TempDir::Create());
  io_.generators = {
      Tool("import sys\nprint(int(sys.argv[1]) * 2)\nprint('made', file=sys.stderr)\n")};
  AddTest("", "42\n");
  io_.root.tests[0].input = Generated{.program = 0, .arguments = {"21"}};
  EXPECT_EQ(Grade(kEcho).verdict, kAC);
  // From now on the generator is not needed any more.
  io_.generators = {Tool("raise Exception('again')\n")};
  EXPECT_EQ(Grade(kEcho).verdict, kAC);
  io_.root.tests[0].input = Generated{.program = 0, .arguments = {"22"}};
  const Report report = Grade(kEcho);
  EXPECT_EQ(report.verdict, kJE);
  EXPECT_THAT(report.message, HasSubstr("again"));
}

TEST_P(GradingTest, FilesInsteadOfStreams) {
  io_.input_file = "in.txt";
  io_.output_file = "out.txt";
  AddTest("1\n", "1\n");
  AddTest("2\n", "2\n");
  EXPECT_EQ(Grade("open('out.txt', 'w').write(open('in.txt').read())\nprint('ignored')\n").verdict,
            kAC);
  // What one test wrote is not there for the next.
  Report report = Grade(
      "import os\nif not os.path.exists('out.txt') and open('in.txt').read() == '1\\n':\n"
      "  open('out.txt', 'w').write('1\\n')\n");
  EXPECT_EQ(report.parts[0].tests[0].verdict, kAC);
  EXPECT_EQ(report.parts[0].tests[1].verdict, kWA);
  EXPECT_EQ(report.parts[0].tests[1].actual.text, "");
  report = Grade("import os\nos.abort()\n");
  EXPECT_EQ(report.verdict, Verdict::kRuntimeError);
  EXPECT_THAT(report.message, HasSubstr("SIGABRT"));
}

TEST_P(GradingTest, TwoWorkersCompileOnce) {
  grading_.workers = 2;
  for (int i = 0; i < 20; ++i) AddTest(std::to_string(i), std::to_string(i));
  EXPECT_EQ(Grade(kEcho).verdict, kAC);
}

}  // namespace
}  // namespace assay::grader

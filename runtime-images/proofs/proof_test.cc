// Every language, in both sandboxes, the way a submission goes: six small programs and the verdict
// each must get. The programs are data: runtime-images/proofs/<language>/<proof>.<extension>.
#include <gtest/gtest.h>

#include <filesystem>
#include <tuple>

#include "common/files.h"
#include "grader/program.h"
#include "grader/verdict.h"
#include "runtime-images/language.h"
#include "runtime-images/proofs/proof_room.h"

namespace assay::runtime_images {
namespace {

namespace fs = std::filesystem;
using grader::Verdict;
using std::chrono::milliseconds;

std::vector<std::string> LanguageNames() {
  std::vector<std::string> names;
  const LanguageTable table = TreeTable();
  for (const Language& language : table.languages()) names.push_back(language.name);
  return names;
}

class ProofTest : public testing::TestWithParam<std::tuple<std::string, std::string>> {
 protected:
  void SetUp() override {
    const auto& [name, backend] = GetParam();
    auto language = table_.ByName(name);
    ASSERT_TRUE(language.ok()) << language.status().ToString();
    language_ = *language;
    auto image = ProofImage(language_->image);
    if (image.status().code() == StatusCode::kNotFound) GTEST_SKIP() << image.status().message();
    ASSERT_TRUE(image.ok()) << image.status().ToString();
    image_ = *image;
    auto factory = ProofFactory(backend);
    if (!factory.ok()) GTEST_SKIP() << factory.status().message();
    factory_ = *factory;
  }

  std::vector<sandbox::CollectedFile> Proof(const std::string& proof) {
    const fs::path folder = ProofFolder(*language_);
    std::vector<sandbox::CollectedFile> files;
    for (const std::string& extension : language_->extensions) {
      auto text = ReadFile(folder / (proof + extension));
      if (!text.ok()) continue;
      const auto& names = language_->entry.names;
      const std::string name = names.empty() ? "main" + extension : names[0];
      files.push_back({.path = name, .data = *text});
    }
    EXPECT_EQ(files.size(), 1U) << "one file " << proof << ".* in " << folder;
    return files;
  }

  // Prepares the proof and, unless it does not compile, runs it.
  Verdict Judge(const std::string& proof, const grader::ProblemLimits& limits,
                std::string_view input, sandbox::Outcome* outcome) {
    auto box = factory_->Create({.image = image_, .disk = {}});
    if (!box.ok()) {
      ADD_FAILURE() << box.status().ToString();
      return Verdict::kJudgeError;
    }
    grader::ProgramSpec spec;
    spec.language = language_;
    spec.files = Proof(proof);
    spec.limits = limits;
    spec.image_digest = image_.digest;
    auto program = grader::Program::Prepare(table_, std::move(spec), **box, nullptr);
    if (!program.ok()) {
      ADD_FAILURE() << program.status().ToString();
      return Verdict::kJudgeError;
    }
    compiler_output_ = program->compiler_output();
    if (program->verdict() != Verdict::kAccepted) return program->verdict();
    sandbox::RunSpec test = program->run();
    test.stdin_bytes = input;
    auto run = (*box)->Run(test);
    if (!run.ok()) {
      ADD_FAILURE() << run.status().ToString();
      return Verdict::kJudgeError;
    }
    *outcome = *run;
    return grader::VerdictOfRun(*run, language_->out_of_memory);
  }

  std::string Story(const sandbox::Outcome& outcome) const {
    return "compiler: " + compiler_output_ + "\nrun: " + sandbox::Describe(outcome) +
           "\nstdout: " + outcome.out.substr(0, 500) + "\nstderr: " + outcome.err.substr(0, 1500);
  }

  static std::string Trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
  }

  const LanguageTable table_ = TreeTable();
  const Language* language_ = nullptr;
  sandbox::RootImage image_;
  sandbox::SandboxFactory* factory_ = nullptr;
  std::string compiler_output_;
};

grader::ProblemLimits Limits(milliseconds time, uint64_t memory_bytes = 256 * sandbox::kMiB) {
  grader::ProblemLimits limits;
  limits.time = time;
  limits.memory_bytes = memory_bytes;
  return limits;
}

grader::ProblemLimits Ample() { return Limits(milliseconds(10000)); }

TEST_P(ProofTest, Hello) {
  sandbox::Outcome outcome;
  const Verdict verdict = Judge("hello", Ample(), "", &outcome);
  EXPECT_EQ(grader::VerdictCode(verdict), "AC") << Story(outcome);
  EXPECT_EQ(Trimmed(outcome.out), "hello") << Story(outcome);
  RecordProperty("cpu_ms", static_cast<int>(outcome.cpu.count() / 1000000));
  RecordProperty("peak_mib", static_cast<int>(outcome.peak_memory_bytes >> 20U));
}

TEST_P(ProofTest, Echo) {
  sandbox::Outcome outcome;
  const Verdict verdict = Judge("echo", Ample(), "3 4\nlast line\n", &outcome);
  EXPECT_EQ(grader::VerdictCode(verdict), "AC") << Story(outcome);
  EXPECT_EQ(Trimmed(outcome.out), "3 4\nlast line") << Story(outcome);
}

TEST_P(ProofTest, CompileError) {
  sandbox::Outcome outcome;
  const Verdict verdict = Judge("compile_error", Ample(), "", &outcome);
  // Where nothing can be checked without running it, the run fails.
  EXPECT_EQ(grader::VerdictCode(verdict), language_->compile.empty() ? "RTE" : "CE")
      << Story(outcome);
  EXPECT_FALSE((compiler_output_ + outcome.err).empty()) << "a student must be told what is wrong";
}

TEST_P(ProofTest, ExitCode) {
  sandbox::Outcome outcome;
  const Verdict verdict = Judge("exit_code", Ample(), "", &outcome);
  EXPECT_EQ(grader::VerdictCode(verdict), "RTE") << Story(outcome);
  EXPECT_EQ(outcome.exit_code, 3) << Story(outcome);
}

TEST_P(ProofTest, TimeLimit) {
  sandbox::Outcome outcome;
  // On a machine that is busy the wall time would be over before the CPU time is.
  grader::ProblemLimits limits = Limits(milliseconds(500));
  limits.wall = milliseconds(120000);
  const Verdict verdict = Judge("time_limit", limits, "", &outcome);
  EXPECT_EQ(grader::VerdictCode(verdict), "TLE") << Story(outcome);
  EXPECT_EQ(outcome.limit, sandbox::Limit::kCpuTime) << Story(outcome);
}

TEST_P(ProofTest, MemoryLimit) {
  sandbox::Outcome outcome;
  const Verdict verdict =
      Judge("memory_limit", Limits(milliseconds(20000), 96 * sandbox::kMiB), "", &outcome);
  EXPECT_EQ(grader::VerdictCode(verdict), "MLE") << Story(outcome);
}

INSTANTIATE_TEST_SUITE_P(All, ProofTest,
                         testing::Combine(testing::ValuesIn(LanguageNames()),
                                          testing::ValuesIn(Backends())),
                         [](const auto& test) {
                           return std::get<0>(test.param) + "_" + std::get<1>(test.param);
                         });

}  // namespace
}  // namespace assay::runtime_images

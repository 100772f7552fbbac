// Every unit-test framework and style tool of the images, in both sandboxes, the way a grader uses
// them: the files go into /work, the commands of the language file run, and the report that they
// leave must hold exactly what
// runtime-images/proofs/<language>/{frameworks,linters}/<tool>/expected.txt says. A framework's
// suite has one test that passes, one that fails and one that errs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <ostream>
#include <sstream>

#include "common/files.h"
#include "grader/program.h"
#include "grader/unit_tests/results.h"
#include "runtime-images/language.h"
#include "runtime-images/proofs/lint_report.h"
#include "runtime-images/proofs/proof_room.h"

namespace assay::runtime_images {
namespace {

namespace fs = std::filesystem;
using sandbox::kMiB;
using std::chrono::duration_cast;
using std::chrono::milliseconds;

struct Param {
  std::string language;
  std::string tool;
  std::string backend;
};

void PrintTo(const Param& param, std::ostream* out) {
  *out << param.language << " " << param.tool << " " << param.backend;
}

template <typename Tool>
std::vector<Param> Params(std::vector<Tool> Language::*tools) {
  std::vector<Param> params;
  const LanguageTable table = TreeTable();
  for (const Language& language : table.languages()) {
    for (const Tool& tool : language.*tools) {
      for (const std::string& backend : Backends()) {
        params.push_back({language.name, tool.name, backend});
      }
    }
  }
  return params;
}

std::string ParamName(const testing::TestParamInfo<Param>& info) {
  std::string name = info.param.language + "_" + info.param.tool + "_" + info.param.backend;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

class ToolProofTest : public testing::TestWithParam<Param> {
 protected:
  void SetUp() override {
    auto language = table_.ByName(GetParam().language);
    ASSERT_TRUE(language.ok()) << language.status().ToString();
    language_ = *language;
    auto image = ProofImage(language_->image);
    if (image.status().code() == StatusCode::kNotFound) GTEST_SKIP() << image.status().message();
    ASSERT_TRUE(image.ok()) << image.status().ToString();
    auto factory = ProofFactory(GetParam().backend);
    if (!factory.ok()) GTEST_SKIP() << factory.status().message();
    auto box = (*factory)->Create({.image = *image, .disk = {}});
    ASSERT_TRUE(box.ok()) << box.status().ToString();
    box_ = *std::move(box);
  }

  // Puts the proof's files into /work, and keeps what is expected of them.
  void Load(const std::string& kind) {
    const fs::path folder = ProofFolder(*language_) / kind / GetParam().tool;
    ASSERT_TRUE(fs::is_directory(folder)) << "no proof of " << GetParam().tool << ": " << folder;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      auto text = ReadFile(entry.path());
      ASSERT_TRUE(text.ok()) << text.status().ToString();
      const std::string path = entry.path().lexically_relative(folder).string();
      if (path == "expected.txt") {
        std::istringstream lines(*text);
        for (std::string line; std::getline(lines, line);) expected_.push_back(line);
        std::sort(expected_.begin(), expected_.end());
        continue;
      }
      const Status put = box_->PutFile(path, *text);
      ASSERT_TRUE(put.ok()) << put.ToString();
      files_.push_back({path, *std::move(text)});
      if (table_.ByFileName(path) == language_) values_.sources.push_back(path);
    }
    std::sort(values_.sources.begin(), values_.sources.end());
    ASSERT_FALSE(expected_.empty()) << "no expected.txt in " << folder;
    ASSERT_FALSE(values_.sources.empty()) << "no " << language_->title << " file in " << folder;
    values_.source = values_.sources[0];
  }

  // Runs with what stays in /work kept, and tells the story of it for failures.
  sandbox::Outcome Run(const Command& command, const sandbox::Limits& limits) {
    sandbox::RunSpec spec;
    const auto argv = Expand(command, values_);
    EXPECT_TRUE(argv.ok()) << argv.status().ToString();
    if (!argv.ok()) return {};
    spec.argv = *argv;
    spec.env = sandbox::DefaultEnvironment();
    for (const auto& [name, value] : language_->env) spec.env.push_back(name + "=" + value);
    spec.limits = limits;
    spec.limits.wall = std::chrono::minutes(5);  // a machine that is busy is no fault of the tool
    spec.out.keep_bytes = 8 * kMiB;
    spec.work = sandbox::Work::kKeep;
    auto outcome = box_->Run(spec);
    EXPECT_TRUE(outcome.ok()) << outcome.status().ToString();
    if (!outcome.ok()) return {};
    story_ += "$ " + testing::PrintToString(*argv) + "\n" + sandbox::Describe(*outcome) +
              "\nstdout: " + outcome->out.substr(0, 4000) +
              "\nstderr: " + outcome->err.substr(0, 4000) + "\n";
    EXPECT_EQ(outcome->limit, sandbox::Limit::kNone) << story_;
    return *std::move(outcome);
  }

  // The file that the tool wrote, or its standard output where it writes none.
  std::string Report(const std::string& result, const sandbox::Outcome& outcome) {
    if (result.empty()) return outcome.out;
    auto collected = box_->Collect({.max_files = 4096});
    EXPECT_TRUE(collected.ok()) << collected.status().ToString();
    if (!collected.ok()) return "";
    for (const sandbox::CollectedFile& file : collected->files) {
      if (file.path == result) return file.data;
    }
    ADD_FAILURE() << "no file " << result << " after\n" << story_;
    return "";
  }

  void Record(const char* what, const sandbox::Outcome& outcome) {
    const std::string name(what);
    RecordProperty(name + "_cpu_ms",
                   static_cast<int>(duration_cast<milliseconds>(outcome.cpu).count()));
    RecordProperty(name + "_wall_ms",
                   static_cast<int>(duration_cast<milliseconds>(outcome.wall).count()));
    RecordProperty(name + "_peak_mib", static_cast<int>(outcome.peak_memory_bytes / kMiB));
  }

  const LanguageTable table_ = TreeTable();
  const Language* language_ = nullptr;
  std::unique_ptr<sandbox::Sandbox> box_;
  std::vector<sandbox::CollectedFile> files_;
  std::vector<std::string> expected_;
  TemplateValues values_;
  std::string story_;
};

template <typename Tool>
const Tool& Named(const std::vector<Tool>& tools, const std::string& name) {
  return *std::find_if(tools.begin(), tools.end(),
                       [&](const Tool& tool) { return tool.name == name; });
}

class FrameworkProofTest : public ToolProofTest {
 protected:
  // "OUTCOME NAME", one a test, sorted: what the graders' reader makes of the report.
  static std::vector<std::string> Rows(TestFormat format, const std::string& report) {
    const auto name = TestFormatName(format);
    const auto known = grader::ParseResultFormat(name);
    if (!known) return {"the graders do not know the format " + std::string(name)};
    auto results = grader::ParseResults(*known, report);
    if (!results.ok()) return {results.status().ToString()};
    std::vector<std::string> rows;
    for (const grader::ResultRow& row : results->rows) {
      rows.push_back(std::string(Word(row.outcome)) + " " + row.name);
    }
    if (!results->complete) rows.push_back("not complete: " + results->problem);
    std::sort(rows.begin(), rows.end());
    return rows;
  }

 private:
  static std::string_view Word(grader::ResultRow::Outcome outcome) {
    switch (outcome) {
      case grader::ResultRow::Outcome::kPass:
        return "pass";
      case grader::ResultRow::Outcome::kFail:
        return "fail";
      case grader::ResultRow::Outcome::kError:
        return "error";
      case grader::ResultRow::Outcome::kSkip:
        return "skip";
    }
    return "?";
  }
};

TEST_P(FrameworkProofTest, ReportsEveryOutcome) {
  const Framework& framework = Named(language_->frameworks, GetParam().tool);
  Load("frameworks");
  if (HasFatalFailure()) return;
  for (const sandbox::CollectedFile& file : files_) {
    if (IsTestFile(framework, {file.path, file.data})) values_.tests.push_back(file.path);
  }
  ASSERT_FALSE(values_.tests.empty()) << "no file of the suite is a test file";
  values_.source = values_.tests[0];
  std::vector<Command> compile = framework.compile;  // none of the suites has a main() of its own
  if (!compile.empty()) {
    compile.back().insert(compile.back().end(), framework.main.begin(), framework.main.end());
  }
  for (const Command& command : compile) {
    const sandbox::Outcome compiled = Run(command, grader::CompileLimits(*language_, {}));
    ASSERT_TRUE(compiled.Succeeded()) << story_;
    Record("compile", compiled);
  }
  grader::ProblemLimits limits;
  limits.time = milliseconds(10000);
  const sandbox::Outcome outcome = Run(framework.run, grader::RunLimits(*language_, limits));
  Record("run", outcome);
  // A suite with a failure must not look like one without to those who see the exit code only.
  EXPECT_FALSE(outcome.Succeeded()) << story_;
  const std::string report = Report(framework.result, outcome);
  EXPECT_THAT(Rows(framework.format, report), testing::ElementsAreArray(expected_))
      << story_ << report;
}

class LinterProofTest : public ToolProofTest {};

TEST_P(LinterProofTest, FindsTheFlaws) {
  const Linter& linter = Named(language_->linters, GetParam().tool);
  Load("linters");
  if (HasFatalFailure()) return;
  const sandbox::Outcome outcome = Run(linter.run, grader::CompileLimits(*language_, {}));
  Record("run", outcome);
  const std::string report = Report(linter.result, outcome);
  const auto rows = ReadLintReport(linter.format, report);
  ASSERT_TRUE(rows.ok()) << rows.status().ToString() << "\n" << story_ << report;
  EXPECT_THAT(*rows, testing::ElementsAreArray(expected_)) << story_ << report;
}

INSTANTIATE_TEST_SUITE_P(All, FrameworkProofTest, testing::ValuesIn(Params(&Language::frameworks)),
                         ParamName);
INSTANTIATE_TEST_SUITE_P(All, LinterProofTest, testing::ValuesIn(Params(&Language::linters)),
                         ParamName);

}  // namespace
}  // namespace assay::runtime_images

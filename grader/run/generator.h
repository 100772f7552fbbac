#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "common/files.h"
#include "common/mapped_file.h"
#include "common/status.h"
#include "grader/grade.h"
#include "grader/package.h"
#include "grader/run/tool.h"

namespace assay::grader {

// Makes the data of tests that name a generator, each once, into files of the package's scratch
// folder, where later submissions find them. Thread-safe.
class Generators {
 public:
  Generators(const Grading& grading, const Package& package, const StandardIo& task,
             const ProblemLimits& limits);

  // The file with the data; `answer`: as the answer of a test, which some print on standard error.
  Result<std::filesystem::path> Make(const Generated& generated, bool answer);

 private:
  Result<std::filesystem::path> MakeLocked(const Generated& generated, bool answer, int depth);
  Status Run(const Generated& generated, const std::filesystem::path& given,
             const std::filesystem::path& output, const std::filesystem::path& errors);
  Result<std::filesystem::path> Folder();

  const Grading& grading_;
  const Package& package_;
  const StandardIo& task_;
  std::mutex mutex_;
  std::deque<Tool> tools_;
  std::map<size_t, std::unique_ptr<Box>> boxes_;
  std::optional<TempDir> own_;  // where neither package nor grading has a scratch folder
};

// The bytes of one side of a test, wherever they stand. The view holds as long as the object and
// what the source refers to.
class TestData {
 public:
  TestData() = default;
  static Result<TestData> Open(const DataSource& source, Generators& generators, bool answer);
  std::string_view view() const { return text_ != nullptr ? *text_ : file_.view(); }

 private:
  MappedFile file_;
  const std::string* text_ = nullptr;
};

}  // namespace assay::grader

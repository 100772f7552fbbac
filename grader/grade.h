#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "grader/package.h"
#include "grader/program.h"
#include "sandbox/sandbox.h"

namespace assay::grader {

struct TestResult {
  std::string name;
  Verdict verdict;
  sandbox::Outcome outcome;
  std::string detail;  // for people: the difference, the limit, the signal
};

struct Grade {
  Verdict verdict = Verdict::kJudgeError;
  std::string language;
  std::string detail;
  std::vector<TestResult> tests;  // those that ran
  sandbox::Nanoseconds max_cpu{};
  uint64_t max_memory_bytes = 0;
  bool compiled_from_cache = false;
};

// Finds an image by name; given so that this room does not know where images stand.
using ImageFinder = std::function<Result<sandbox::RootImage>(std::string_view)>;

struct Grading {
  const runtime_images::LanguageTable* languages;
  sandbox::SandboxFactory* factory;
  const sandbox::CompileCache* cache;  // may be null
  ImageFinder find_image;
};

// Compiles and runs the tests in order, stopping at the first that is not accepted. Never fails:
// what goes wrong on our side is a JE with the reason in `detail`.
Grade GradeSubmission(const Grading& grading, const Package& package, const Submission& submission);

}  // namespace assay::grader

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "grader/package.h"
#include "grader/program.h"
#include "grader/report.h"
#include "sandbox/sandbox.h"

namespace assay::grader {

// Finds an image by name; given so that this room does not know where images stand.
using ImageFinder = std::function<Result<sandbox::RootImage>(std::string_view)>;

// What grading stands on; all borrowed. Thread-safe: one may serve many submissions at once.
struct Grading {
  const runtime_images::LanguageTable* languages = nullptr;
  sandbox::SandboxFactory* factory = nullptr;
  const sandbox::CompileCache* cache = nullptr;  // may be null
  ImageFinder find_image;
  unsigned workers = 1;  // sandboxes that run tests of one submission at the same time
  // Asked before each test that is run beside another: what it returns is held until the test has
  // ended; null: the machine is busy. Empty: there is always room. Called from several threads.
  std::function<std::shared_ptr<void>()> spare;
  std::filesystem::path scratch;  // for what generators make; empty: the system's
};

struct GradeOptions {
  int attempt = 1;               // hints may wait for later ones
  bool stop_at_first = false;    // pass-fail: nothing runs after the first rejected test
  bool rerun_near_limit = true;  // a verdict near its time limit counts only when it comes again
  std::stop_token stop;
  EventSink events;  // may be empty
};

// Never fails: what goes wrong on our side is a JE with the reason in `message`, and costs the
// student nothing.
Report GradeSubmission(const Grading& grading, const Package& package, const Submission& submission,
                       const GradeOptions& options = {});

}  // namespace assay::grader

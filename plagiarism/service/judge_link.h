#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/status.h"
#include "plagiarism/submission.h"

namespace grpc {
class Channel;
}

namespace assay::plagiarism {

// One entry of what changed at the judge.
struct GradedSubmission {
  int64_t number = 0;
  std::string id, tenant, course, person;
  std::string problem;  // empty: not graded (yet), or of no assignment
  std::chrono::system_clock::time_point submitted_at;
};

struct GradedPage {
  std::vector<GradedSubmission> graded;
  bool more = false;
};

// What was handed in.
struct HandedIn {
  std::vector<SourceFile> files;
  std::optional<EditHistory> edits;
};

// What the service asks the judge. Each call waits, up to 20 seconds. Thread-safe.
class JudgeLink {
 public:
  virtual ~JudgeLink() = default;
  // What changed after that number, in an order in which nothing is missed (docs/judge.md).
  virtual Result<GradedPage> ListGraded(int64_t after, int most) = 0;
  virtual Result<HandedIn> GetSource(const std::string& tenant, const std::string& submission) = 0;
};

// To assay-judge.
std::unique_ptr<JudgeLink> MakeJudgeLink(std::shared_ptr<grpc::Channel> channel);

}  // namespace assay::plagiarism

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace assay::judge::v1 {
class RunOutcome;
class Submission;
}  // namespace assay::judge::v1

namespace assay::judge0 {

struct Status {
  int id = 0;
  std::string_view description;
};

// 1 "In Queue" to 14 "Exec Format Error".
std::span<const Status> Statuses();
const Status& StatusById(int id);  // 1 to 14

// What a submission's state, and the outcome of its run where there is one, are called. `run` may
// be null.
const Status& StatusOf(const judge::v1::Submission& submission, const judge::v1::RunOutcome* run);

// What Judge0 says of it beside the status, in the words of its sandbox ("Exited with error status
// 3"); "" where it says nothing.
std::string MessageOf(const judge::v1::Submission& submission, const judge::v1::RunOutcome* run);

}  // namespace assay::judge0

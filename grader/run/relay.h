#pragma once

#include <string>

#include "common/status.h"
#include "common/unique_fd.h"

namespace assay::grader {

// What two programs said to each other: a line a piece, in the order in which it passed, "> "
// before the submission's and "< " before the interactor's. Bounded: from there on it is only
// counted.
class Transcript {
 public:
  enum class From : uint8_t { kNobody, kSubmission, kInteractor };
  explicit Transcript(size_t max_bytes) : max_bytes_(max_bytes) {}
  void Add(From from, std::string_view bytes);
  // With a last line that says how much was left out.
  std::string Take();

 private:
  size_t max_bytes_;
  std::string text_;
  uint64_t left_out_ = 0;
  From last_ = From::kNobody;
  bool line_open_ = false;
};

// Carries bytes between two programs through four pipes' ends until both have closed their side,
// writing down what passes. A side that is gone is drained, so that nobody gets a signal for
// talking to somebody who has left.
class Relay {
 public:
  struct Ends {
    UniqueFd from_submission, to_interactor, from_interactor, to_submission;
  };
  Relay(Ends ends, Transcript& transcript) : ends_(std::move(ends)), transcript_(transcript) {}
  // Returns when both readable ends have ended.
  Status Run();

 private:
  Ends ends_;
  Transcript& transcript_;
};

}  // namespace assay::grader

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// What an instructor decided about a pair. Decisions are added, never changed: the last one of a
// pair counts, and the others say how it came to be.
namespace assay::plagiarism {

struct Decision {
  enum class State : uint8_t {
    kOpen,       // a note, or an earlier decision taken back
    kDismissed,  // looked at: nothing to follow up
    kReferred,   // passed on to whoever looks into it
  };
  std::string pair;  // PairKey
  State state = State::kOpen;
  std::string note;
  std::string who;                               // as they typed their name
  std::chrono::system_clock::time_point when{};  // UTC, whole seconds
};

// "open", "dismissed", "referred"
std::string_view DecisionStateName(Decision::State state);

// What the page exports ("assay-similarity-decisions", version 1), oldest first. The file came by
// an instructor's hands and is checked: kInvalidArgument says what is wrong with it.
Result<std::vector<Decision>> ReadDecisions(std::string_view json);
std::string WriteDecisions(const std::vector<Decision>& decisions);

}  // namespace assay::plagiarism

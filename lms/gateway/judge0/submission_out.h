#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "assay/judge/v1/judge.pb.h"

namespace assay::gateway::judge0 {

namespace judge_v1 = ::assay::judge::v1;

// Names of the attributes that a client asked for by ?fields=.
struct Fields {
  std::vector<std::string> names;
  std::vector<std::string> unknown;
  bool needs_run = false;   // something of the program's outcome
  bool needs_work = false;  // something of what was posted
};
// "" means the eight that Judge0 gives by itself; "*" all.
Fields ParseFields(const std::string& text);

// What is known of one submission; run and work are null where there is none, or it is not needed.
struct Parts {
  judge_v1::Submission submission;
  std::shared_ptr<const judge_v1::RunOutcome> run;
  std::shared_ptr<const judge_v1::RunWork> work;
};

// Texts in base64, or as they are: those may be no UTF-8, which Dump finds.
nlohmann::ordered_json ToJson(const Parts& parts, const Fields& fields, bool base64);

// Empty where some text is no UTF-8.
std::optional<std::string> Dump(const nlohmann::ordered_json& json);

}  // namespace assay::gateway::judge0

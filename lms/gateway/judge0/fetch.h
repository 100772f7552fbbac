#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lms/gateway/api.h"
#include "lms/gateway/judge0/submission_out.h"

namespace assay::gateway::judge0 {

// One submission as whoever calls may see it, with what `fields` need of it. A failed Reply: there
// is none, or the judge is away.
using PartsDone = std::function<void(const Reply&, const Parts&)>;
void Fetch(const CallPtr& call, const std::string& id, const Fields& fields, PartsDone done);

// Several, one after another; empty where there is none. A failed Reply: the judge is away.
using ManyDone = std::function<void(const Reply&, const std::vector<std::optional<Parts>>&)>;
void FetchMany(const CallPtr& call, std::vector<std::string> ids, const Fields& fields,
               ManyDone done);

// The caller's own runs, newest first, without outcomes: at most about `most` are looked at.
using RunsDone = std::function<void(const Reply&, const std::vector<judge_v1::Submission>&)>;
void ListRuns(const CallPtr& call, size_t most, RunsDone done);

// Calls `done` when the submission has ended, or after about a minute.
void WaitForEnd(const CallPtr& call, const std::string& id, std::function<void()> done);

}  // namespace assay::gateway::judge0

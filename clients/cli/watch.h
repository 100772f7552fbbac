#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "clients/cli/api.h"
#include "common/status.h"

namespace assay::client {

// One event of a submission (assay.judge.v1.SubmissionEvent): `name` is snapshot, started,
// compiled, test, part or restarted; `data` what belongs to it.
using OnEvent = std::function<void(std::string_view name, const nlohmann::json& data)>;

// "done", "failed" or "cancelled": nothing comes after it.
bool IsFinal(const nlohmann::json& submission);

// Follows a submission to its end and returns it. A connection that breaks is taken up again after
// the last event that was seen, so none is told twice; it is given up when the server was silent or
// away for `patience` tries in a row. kNotFound, kUnauthenticated …: as the server says.
Result<nlohmann::json> Watch(Api& api, const std::string& id, const OnEvent& on_event,
                             int patience = 20);

}  // namespace assay::client

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/api.h"

namespace assay::client {

using Query = std::vector<std::pair<std::string, std::string>>;

// "/v1/x?a=b&c=d" without what is empty.
std::string WithQuery(std::string path, const Query& query);

// Everything of a paginated list, at most `limit`: the entries of `key` over as many pages as it
// takes.
Result<nlohmann::json> List(Api& api, const std::string& path, Query query, const std::string& key,
                            size_t limit);

}  // namespace assay::client

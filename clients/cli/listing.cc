#include "clients/cli/listing.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "clients/cli/fields.h"

namespace assay::client {

using nlohmann::json;

std::string WithQuery(std::string path, const Query& query) {
  char joint = '?';
  for (const auto& [name, value] : query) {
    if (value.empty()) continue;
    path += joint + PercentEncode(name) + "=" + PercentEncode(value);
    joint = '&';
  }
  return path;
}

Result<json> List(Api& api, const std::string& path, Query query, const std::string& key,
                  size_t limit) {
  constexpr size_t kPage = 200;
  json all = json::array();
  query.emplace_back("page_size", std::to_string(std::min(limit, kPage)));
  query.emplace_back("page_token", "");
  while (all.size() < limit) {
    ASSAY_ASSIGN_OR_RETURN(const json page, api.Call({.path = WithQuery(path, query)}));
    const json& entries = Child(page, key);
    const size_t before = all.size();
    if (entries.is_array()) {
      for (const json& entry : entries) {
        if (all.size() < limit) all.push_back(entry);
      }
    }
    std::string next = RawText(page, "next_page_token");
    // A page that brings nothing ends it, whatever it promises.
    if (next.empty() || all.size() == before) break;
    query.back().second = std::move(next);
  }
  return all;
}

}  // namespace assay::client

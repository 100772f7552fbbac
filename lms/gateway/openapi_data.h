#pragma once

#include <string_view>

// openapi.yaml, and the same as JSON: made by embed_openapi.py while building.
namespace assay::gateway {
extern const std::string_view kOpenapiYaml;
extern const std::string_view kOpenapiJson;
}  // namespace assay::gateway

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/http/server.h"
#include "common/status.h"

// Errors as clients see them: application/problem+json (RFC 9457).
namespace assay::gateway {

struct Problem {
  int status = 500;
  std::string detail;                                       // for people
  std::vector<std::pair<std::string, std::string>> errors;  // field and message
  int retry_after_seconds = 0;                              // 0: none is said
};

// "type" is urn:assay:problem: and a word for the status; with Retry-After and, for 401,
// WWW-Authenticate.
http::Response ToResponse(const Problem& problem);

// What a service answered. INVALID_ARGUMENT "files: too many" becomes 422 with the field "files";
// details of faults stay in the log.
Problem FromStatus(const Status& status, int retry_after_seconds = 0);

// 422 for one field of a body or one parameter.
Problem BadField(std::string field, std::string message);
// 400 for a body that cannot be read at all.
Problem BadBody(std::string message);

}  // namespace assay::gateway

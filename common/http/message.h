#pragma once

#include <string>
#include <string_view>

#include "common/http/server.h"

// The parts of HTTP messages that the server's files share.
namespace assay::http {

bool EqualsIgnoringCase(std::string_view a, std::string_view b);

// The first one; a view without data where there is none.
std::string_view FindHeader(const Headers& headers, std::string_view name);

// Whether "keep-alive, Upgrade" holds "upgrade".
bool HasToken(std::string_view list, std::string_view token);

// Whether an Accept-Encoding allows gzip: named, and not with q=0.
bool AcceptsGzip(std::string_view accept_encoding);

std::string_view ReasonPhrase(int status);
bool HasNoBody(int status);

// Status line, headers, those of `defaults` whose names are not among them, and the empty line.
// Line breaks in values become spaces.
std::string ResponseHead(int status, const Headers& headers, const Headers& defaults);

}  // namespace assay::http

#pragma once

#include "common/http/server.h"
#include "lms/gateway/api.h"

// Other learning platforms (LTI 1.3): docs/lti.md.
namespace assay::gateway {

void AddLtiRoutes(http::Router& router, const ApiPtr& api);  // routes_lti.cc: /v1/…
void AddLtiPages(http::Router& router, const ApiPtr& api);   // lti_pages.cc: /lti/…

// /assets/lti.js
extern const char kLtiScript[];

}  // namespace assay::gateway

#pragma once

#include <string>
#include <string_view>

#include "common/http/server.h"

// Small pages that work without script and with any reader.
namespace assay::gateway {

std::string EscapeHtml(std::string_view text);

// What a page may do beside showing itself, as sources of a policy.
struct PagePolicy {
  std::string frame_ancestors = "'none'";
  std::string form_action = "'self'";
  std::string script;  // an address of this server; empty: none
};

// A whole page around `main`, which is HTML already; `title` is text. Status 200 with a policy that
// allows the page's own style sheet (/assets/pages.css) and forms to this server, nothing else.
http::Response HtmlPage(int status, std::string_view title, std::string_view main,
                        const PagePolicy& policy = {});

// text/css of all of them.
extern const char kPagesCss[];

}  // namespace assay::gateway

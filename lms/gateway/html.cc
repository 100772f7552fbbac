#include "lms/gateway/html.h"

namespace assay::gateway {

const char kPagesCss[] =
    ":root { color-scheme: light dark; font: 1.05rem/1.5 system-ui, sans-serif; }\n"
    "body { max-width: 38rem; margin: 3rem auto; padding: 0 1rem; }\n"
    "h1 { font-size: 1.6rem; }\n"
    "label { display: block; margin: 1rem 0 .3rem; font-weight: 600; }\n"
    "input { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; }\n"
    "input[type=checkbox], input[type=radio] { width: 1.3rem; height: 1.3rem; margin: 0 .6rem 0 0; "
    "}\n"
    "label.pick { display: flex; align-items: center; margin: 0; min-height: 44px; font-weight: "
    "400; }\n"
    "fieldset { border: 1px solid; padding: .4rem 1rem 1rem; margin: 1rem 0; }\n"
    "button { font: inherit; margin: 1.2rem .6rem 0 0; padding: .5rem 1.2rem; min-height: 44px; }\n"
    "code { font-size: .95em; }\n"
    ".code { font-size: 1.6rem; letter-spacing: .1em; }\n"
    "[role=alert] { border-left: .3rem solid; padding-left: .8rem; font-weight: 600; }\n"
    ":focus-visible { outline: 3px solid; outline-offset: 2px; }\n";

std::string EscapeHtml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

http::Response HtmlPage(int status, std::string_view title, std::string_view main,
                        const PagePolicy& policy) {
  http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/html; charset=utf-8"},
                      {"Cache-Control", "no-store"},
                      // Without one browsers say of a page's own form that it comes from "null".
                      {"Referrer-Policy", "same-origin"},
                      {"Content-Security-Policy",
                       "default-src 'none'; style-src 'self'; base-uri 'none'; form-action " +
                           policy.form_action + "; frame-ancestors " + policy.frame_ancestors +
                           (policy.script.empty() ? "" : "; script-src 'self'")}};
  response.body =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
      EscapeHtml(title) +
      "</title>\n<link rel=\"stylesheet\" "
      "href=\"/assets/pages.css\">\n" +
      (policy.script.empty() ? std::string()
                             : "<script src=\"" + policy.script + "\" defer></script>\n") +
      "</head>\n<body>\n<main>\n<h1>" + EscapeHtml(title) + "</h1>\n" + std::string(main) +
      "</main>\n</body>\n</html>\n";
  return response;
}

}  // namespace assay::gateway

#include <map>
#include <string>

#include "common/http/message.h"
#include "lms/gateway/browser.h"
#include "lms/gateway/routes.h"
#include "lms/web/web_files.h"

namespace assay::gateway {
namespace {

// Scripts and styles come from here and nowhere else, and none stands in a page.
constexpr char kPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors ";

using Files = std::map<std::string_view, web::WebFile>;

void SendFile(const CallPtr& call, const web::WebFile& file) {
  http::Response response;
  response.status = 200;
  // The name of an asset has a hash of its content in it.
  const bool asset = file.path.starts_with("assets/");
  response.headers = {{"Content-Type", std::string(file.type)},
                      {"Cache-Control", asset ? "public, max-age=31536000, immutable" : "no-cache"},
                      {"Content-Security-Policy", kPolicy + FrameAncestors(call->request())},
                      {"ETag", std::string(file.etag)},
                      {"Vary", asset ? "Accept-Encoding" : "Accept-Encoding, Cookie"}};
  if (call->request().Header("If-None-Match") == file.etag) {
    response.status = 304;
  } else if (http::AcceptsGzip(call->request().Header("Accept-Encoding"))) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = file.gzip;
  } else {
    response.body = file.data;
  }
  call->Send(std::move(response));
}

}  // namespace

void AddWebApp(http::Router& router, const ApiPtr& api) {
  const auto files = std::make_shared<Files>();
  for (const web::WebFile& file : web::AllWebFiles()) files->emplace(file.path, file);
  const auto to_app = [](const CallPtr& call) { call->Send({303, {{"Location", "/app/"}}, {}}); };
  api->AddOpen(router, "GET", "/", to_app);
  api->AddOpen(router, "GET", "/app", to_app);
  api->AddOpen(router, "GET", "/app/{path*}", [files](const CallPtr& call) {
    const std::string& path = call->Param("path");
    auto found = files->find(path);
    // Every page of the app is one file, which looks at the address itself.
    if (found == files->end() && !path.starts_with("assets/")) found = files->find("index.html");
    if (found == files->end()) return call->Fail(Reply{NotFound("no file " + path), 0});
    SendFile(call, found->second);
  });
}

}  // namespace assay::gateway

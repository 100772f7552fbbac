#pragma once

#include <functional>
#include <string>

#include "lms/gateway/api.h"
#include "lms/gateway/json_out.h"

// Forms of answers that several groups of routes give.
namespace assay::gateway {

http::Response JsonResponse(std::string body);
// 200 with an ETag of the body; 304 where If-None-Match has it. For GET.
void SendCacheable(const CallPtr& call, http::Response response);

// `Link: <…>; rel="next"` for the same request with the next page's token; nothing where there is
// no next page.
http::Headers NextLink(const http::Request& request, const std::string& next_page_token);

// Callbacks for Upstream::Call: the answer as JSON, or the failure.
template <typename Response>
std::function<void(const Reply&, Response&)> SendJson(const CallPtr& call) {
  return [call](const Reply& reply, Response& response) {
    if (!reply.ok()) return call->Fail(reply);
    call->Json(200, ToJson(response));
  };
}
template <typename Response>
std::function<void(const Reply&, Response&)> SendPage(const CallPtr& call) {
  return [call](const Reply& reply, Response& response) {
    if (!reply.ok()) return call->Fail(reply);
    call->Json(200, ToJson(response), NextLink(call->request(), response.next_page_token()));
  };
}

}  // namespace assay::gateway

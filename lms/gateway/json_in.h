#pragma once

#include <optional>

#include "common/http/server.h"
#include "lms/gateway/methods.h"
#include "lms/gateway/problem.h"

// Bodies and parameters as messages. What is not known is an error that names the field: a mistyped
// "langauge" would otherwise be a submission in the wrong language. Each returns what is wrong, or
// nothing.
namespace assay::gateway {

// The Idempotency-Key, "" where there is none.
std::optional<Problem> ReadIdempotencyKey(const http::Request& request, std::string& key);

// JSON, or multipart/form-data with the same names and any number of file parts. Not who asks.
std::optional<Problem> ReadSubmit(const http::Request& request, judge_v1::SubmitRequest& submit);

// {"filter": {…}, "reason": …, "newest_version": …}
std::optional<Problem> ReadRejudge(const http::Request& request,
                                   judge_v1::StartRejudgeRequest& rejudge);
// {"url": …, "course": …, "events": […]}
std::optional<Problem> ReadWebhook(const http::Request& request,
                                   judge_v1::PutWebhookRequest& webhook);
// {"reason": …}, or no body.
std::optional<Problem> ReadReason(const http::Request& request, std::string& reason);

// What a client of the WebSocket says.
struct WatchMessage {
  std::string watch, unwatch, watch_course, unwatch_course;  // one of them
  int64_t after = 0;
};
std::optional<Problem> ReadWatchMessage(std::string_view text, WatchMessage& message);

// Parameters of a list: ?course=&problem=&person=&verdict=&state=&language=&created_from=&
// created_before=&page_size=&page_token=. A name that is none of these is an error.
std::optional<Problem> ReadList(const http::Request& request,
                                judge_v1::ListSubmissionsRequest& list);
struct PageQuery {
  int page_size = 0;
  std::string page_token;
};
// Those two, and of others only `also`.
std::optional<Problem> ReadPage(const http::Request& request,
                                std::initializer_list<std::string_view> also, PageQuery& page);

}  // namespace assay::gateway

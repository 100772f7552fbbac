#pragma once

#include <optional>
#include <string>

#include "assay/courses/v1/courses.pb.h"
#include "lms/gateway/api.h"

// Routes whose JSON is the message of a call of assay-courses, by the names of the contract: a row
// each instead of a function.
namespace assay::gateway {

namespace courses_v1 = assay::courses::v1;

struct CourseRoute {
  const char* call;  // "GetCourse"
  const char* body =
      "";  // the field of the request that the body is; "": there is none; ".": the request itself
  int status = 200;                // of the answer; 204: without a body
  bool background = false;         // gives way to interactive requests
  const char* media = "text/csv";  // of a body that is bytes
};

// Fills in what the address, the parameters, the body and the token say; the viewer last, whatever
// the others were. What is wrong, or nothing.
std::optional<Problem> ReadCourseRequest(const CallPtr& call, const CourseRoute& route,
                                         google::protobuf::Message& request);
// Who asks, with what they may do in `course`.
courses_v1::Viewer ViewerOf(const Principal& who, const std::string& course,
                            const std::string& address);
void SendCourseAnswer(const CallPtr& call, int status, const google::protobuf::Message& answer);
void SendDocument(const CallPtr& call, courses_v1::Document& document);

std::string CoursePath(const char* call);

template <typename Request, typename Response>
void AddCourseRoute(http::Router& router, const ApiPtr& api, std::string_view verb,
                    std::string_view pattern, Action action, const CourseRoute& route,
                    size_t max_body_bytes = 0) {
  ApiHandler handler = [action, route, path = CoursePath(route.call)](const CallPtr& call) {
    const std::string& course = call->Param("course");
    if (!course.empty()) {
      const Verdict verdict = MayIn(call->who(), action, course);
      if (!verdict.allowed) return call->Forbid(verdict);
    }
    const Upstream* const upstream = call->api().courses();
    if (upstream == nullptr)
      return call->Fail(Problem{501, "this installation runs without courses", {}, 0});
    Request request;
    if (const auto problem = ReadCourseRequest(call, route, request)) return call->Fail(*problem);
    upstream->Call(Method<Request, Response>{path.c_str()}, request, call->Upstream(),
                   [call, status = route.status](const Reply& reply, Response& response) {
                     if (!reply.ok()) return call->Fail(reply);
                     if constexpr (std::is_same_v<Response, courses_v1::Document>) {
                       SendDocument(call, response);
                     } else {
                       SendCourseAnswer(call, status, response);
                     }
                   });
  };
  api->Add(router, verb, pattern, action,
           route.background ? Background(std::move(handler)) : std::move(handler), max_body_bytes);
}

}  // namespace assay::gateway

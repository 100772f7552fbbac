#include "lms/gateway/course_route.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <charconv>

#include "lms/gateway/json_in.h"
#include "lms/gateway/json_out.h"
#include "lms/gateway/proto_json.h"
#include "lms/gateway/replies.h"

namespace assay::gateway {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Sets a field from the text of an address or a parameter.
bool SetField(Message& message, const std::string& name, const std::string& text) {
  const FieldDescriptor* const field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->is_repeated()) return false;
  const auto* const reflection = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      reflection->SetString(&message, field, text);
      return true;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection->SetBool(&message, field, text == "true");
      return text == "true" || text == "false";
    case FieldDescriptor::CPPTYPE_INT64: {
      int64_t value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      // Ids begin at 1: 0 would mean a new one.
      if (error != std::errc() || end != text.data() + text.size() || value <= 0) return false;
      reflection->SetInt64(&message, field, value);
      return true;
    }
    default:
      return false;
  }
}

std::optional<Problem> ReadBody(const CallPtr& call, const CourseRoute& route, Message& request) {
  const char* const body = route.body;
  const http::Request& http = call->request();
  Message* into = &request;
  if (std::string_view(body) != ".") {
    const FieldDescriptor* const field = request.GetDescriptor()->FindFieldByName(body);
    if (field->type() == FieldDescriptor::TYPE_BYTES) {
      if (!http.Header("Content-Type").starts_with(route.media))
        return Problem{415, std::string("send a file: ") + route.media, {}, 0};
      request.GetReflection()->SetString(&request, field, http.body);
      return std::nullopt;
    }
    into = request.GetReflection()->MutableMessage(&request, field);
  }
  std::vector<std::string_view> elsewhere;
  if (into == &request) {
    elsewhere.emplace_back("viewer");
    for (const auto& [name, value] : http.params) elsewhere.emplace_back(name);
  }
  return ReadProtoJson(http, true, *into, elsewhere);
}

}  // namespace

// Of another service of the room by its name: "LtiService/GetLtiKeys".
std::string CoursePath(const char* call) {
  const bool named = std::string_view(call).find('/') != std::string_view::npos;
  return std::string("/assay.courses.v1.") + (named ? "" : "CoursesService/") + call;
}

courses_v1::Viewer ViewerOf(const Principal& who, const std::string& course,
                            const std::string& address) {
  courses_v1::Viewer viewer;
  viewer.set_tenant(who.tenant);
  viewer.set_person(who.id);
  viewer.set_name(who.name);
  viewer.set_administrator(who.administrator);
  viewer.set_address(address);
  for (const auto& membership : who.roles) {
    (*viewer.mutable_roles())[membership.course] = RoleWord(membership.role);
    if (membership.course == course) viewer.set_role(RoleWord(membership.role));
  }
  if (course.empty()) return viewer;
  for (const Action action : permissions::AllowedIn(who, course))
    viewer.add_actions(std::string(permissions::WordOf(action)));
  return viewer;
}

std::optional<Problem> ReadCourseRequest(const CallPtr& call, const CourseRoute& route,
                                         Message& request) {
  if (*route.body != '\0')
    if (auto problem = ReadBody(call, route, request)) return problem;
  for (const auto& [name, value] : call->request().query) {
    const bool known = name == "as" || name == "apply" || name == "only" || name == "again";
    if (!known || request.GetDescriptor()->FindFieldByName(name) == nullptr)
      return BadField(name.substr(0, 60), "is not known here");
    const bool unknown_view = name == "as" && value != "student";
    if (unknown_view || !SetField(request, name, value))
      return BadField(name, "cannot be \"" + value.substr(0, 60) + "\"");
  }
  for (const auto& [name, value] : call->request().params)
    if (!SetField(request, name, value))
      return FromStatus(NotFound("there is no \"" + value.substr(0, 60) + "\" here"));
  if (const FieldDescriptor* const field =
          request.GetDescriptor()->FindFieldByName("idempotency_key")) {
    std::string key;
    if (auto problem = ReadIdempotencyKey(call->request(), key)) return problem;
    request.GetReflection()->SetString(&request, field, key);
  }
  const FieldDescriptor* const viewer = request.GetDescriptor()->FindFieldByName("viewer");
  request.GetReflection()
      ->MutableMessage(&request, viewer)
      ->CopyFrom(ViewerOf(call->who(), call->Param("course"), call->request().peer));
  return std::nullopt;
}

void SendCourseAnswer(const CallPtr& call, int status, const Message& answer) {
  if (status == 204) return call->Send({204, {}, ""});
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(answer, &json, options).ok())
    return call->Fail(Reply{Internal("an answer that cannot be written as JSON"), 0});
  if (call->request().method == "GET") return SendCacheable(call, JsonResponse(std::move(json)));
  call->Json(status, std::move(json));
}

void SendDocument(const CallPtr& call, courses_v1::Document& document) {
  http::Response response;
  response.headers = {{"Content-Type", document.media_type()}};
  if (!document.name().empty())
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename=\"" + document.name() + "\"");
  response.body = std::move(*document.mutable_data());
  SendCacheable(call, std::move(response));
}

}  // namespace assay::gateway

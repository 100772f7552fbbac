#include "lms/gateway/proto_json.h"

#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include "common/http/server.h"

namespace assay::gateway {
namespace {

namespace util = google::protobuf::util;

}  // namespace

std::string ProtoJson(const google::protobuf::Message& message) {
  util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string json;
  // It fails on what no contract of ours has (a malformed Any).
  if (!util::MessageToJsonString(message, &json, options).ok()) return "{}";
  return json;
}

std::optional<Problem> ReadProtoJson(const http::Request& request, bool needed,
                                     google::protobuf::Message& message) {
  if (request.body.empty() && !needed) return std::nullopt;
  if (!request.Header("Content-Type").starts_with("application/json"))
    return Problem{415, "send JSON, with Content-Type: application/json", {}, 0};
  // The reader is lenient with what is no object at all.
  const size_t begin = request.body.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos || request.body[begin] != '{')
    return Problem{400, "send a JSON object", {}, 0};
  const auto status = util::JsonStringToMessage(request.body, &message, util::JsonParseOptions());
  if (status.ok()) return std::nullopt;
  std::string why(status.message().data(), status.message().size());
  if (why.size() > 300) why.resize(300);
  return Problem{422, "the body: " + why, {}, 0};
}

}  // namespace assay::gateway

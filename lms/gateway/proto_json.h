#pragma once

#include <optional>
#include <string>

#include "lms/gateway/problem.h"

namespace google::protobuf {
class Message;
}
namespace assay::http {
struct Request;
}

// For contracts that spell their words as the API does: their messages are the JSON. Names are
// those of the fields, bytes are base64, times RFC 3339; numbers and texts that are empty are
// written, messages that are absent are not.
namespace assay::gateway {

std::string ProtoJson(const google::protobuf::Message& message);

// The body of a request into `message`, strictly. `needed`: an empty body is an error.
std::optional<Problem> ReadProtoJson(const http::Request& request, bool needed,
                                     google::protobuf::Message& message);

}  // namespace assay::gateway

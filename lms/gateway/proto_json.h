#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// The body of a request into `message`, strictly: types, names and places are those of the
// contract, and what is wrong is named ("rubric[0].points"). `needed`: an empty body is an error.
// `elsewhere`: fields of the message that a body does not say.
std::optional<Problem> ReadProtoJson(const http::Request& request, bool needed,
                                     google::protobuf::Message& message,
                                     const std::vector<std::string_view>& elsewhere = {});

}  // namespace assay::gateway

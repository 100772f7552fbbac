#include "lms/gateway/proto_json.h"

#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/json_util.h>

#include <charconv>
#include <cmath>

#include "lms/gateway/json_fields.h"

namespace assay::gateway {
namespace {

namespace util = google::protobuf::util;

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using Json = nlohmann::json;
using MaybeProblem = std::optional<Problem>;

// The library is asked last: it takes "yes" for true, 7 for "7", nothing for an element of a list
// and names in another spelling, and does not always say where it stopped.

MaybeProblem CheckObject(const Json& json, const Descriptor& type, const std::string& where);

MaybeProblem CheckWhole(const Json& json, const std::string& where) {
  double number = 0.5;
  if (json.is_number()) number = json.get<double>();  // exact for all that fit
  if (std::trunc(number) == number && number >= INT32_MIN && number <= INT32_MAX)
    return std::nullopt;
  return BadField(where, "must be a whole number, of 32 bits at most");
}

// 64 bits are an id: a text, as it is in answers.
MaybeProblem CheckId(const Json& json, const std::string& where) {
  int64_t value = 0;
  if (json.is_string()) {
    const auto& text = json.get_ref<const std::string&>();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size()) return std::nullopt;
  }
  return BadField(where, "must be an id, a string of digits");
}

MaybeProblem CheckText(const Json& json, const FieldDescriptor& field, const std::string& where) {
  if (!json.is_string()) return BadField(where, "must be a string");
  const bool text = field.type() == FieldDescriptor::TYPE_STRING;
  if (text && json.get_ref<const std::string&>().find('\0') != std::string::npos)
    return BadField(where, "holds a NUL character");
  return std::nullopt;
}

MaybeProblem CheckTime(const Json& json, const std::string& where) {
  google::protobuf::Timestamp time;
  if (json.is_string() && ParseTime(json.get<std::string>(), time)) return std::nullopt;
  return BadField(where, "is a time such as 2026-03-01T12:00:00Z");
}

MaybeProblem CheckValue(const Json& json, const FieldDescriptor& field, const std::string& where) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return CheckText(json, field, where);
    case FieldDescriptor::CPPTYPE_BOOL:
      if (json.is_boolean()) return std::nullopt;
      return BadField(where, "must be true or false");
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      if (json.is_number()) return std::nullopt;
      return BadField(where, "must be a number");
    case FieldDescriptor::CPPTYPE_INT32:
      return CheckWhole(json, where);
    case FieldDescriptor::CPPTYPE_INT64:
      return CheckId(json, where);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (field.message_type() == google::protobuf::Timestamp::descriptor())
        return CheckTime(json, where);
      return CheckObject(json, *field.message_type(), where);
    default:
      return std::nullopt;  // no contract of ours has it in a request; the library looks at it
  }
}

MaybeProblem CheckField(const Json& json, const FieldDescriptor& field, const std::string& where) {
  if (json.is_null()) return std::nullopt;  // as if it were not there
  if (!field.is_repeated()) return CheckValue(json, field, where);
  if (!json.is_array()) return BadField(where, "must be a list");
  for (size_t i = 0; i < json.size(); ++i)
    if (auto problem = CheckValue(json[i], field, where + "[" + std::to_string(i) + "]"))
      return problem;
  return std::nullopt;
}

MaybeProblem CheckObject(const Json& json, const Descriptor& type, const std::string& where) {
  if (!json.is_object()) return BadField(where, "must be an object");
  for (const auto& [name, value] : json.items()) {
    const std::string place = where.empty() ? name.substr(0, 60) : where + "." + name.substr(0, 60);
    const FieldDescriptor* const field = type.FindFieldByName(name);
    if (field == nullptr) return BadField(place.empty() ? "body" : place, "is not known here");
    if (auto problem = CheckField(value, *field, place)) return problem;
  }
  return std::nullopt;
}

// "(files[0].data): invalid value …"; "body" where the library names nothing.
Problem Unreadable(const std::string& message) {
  const size_t close = message.find("): ");
  if (!message.starts_with("(") || close == std::string::npos)
    return BadField("body", message.substr(0, 300));
  return BadField(message.substr(1, close - 1), message.substr(close + 3, 300));
}

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

MaybeProblem ReadProtoJson(const http::Request& request, bool needed,
                           google::protobuf::Message& message,
                           const std::vector<std::string_view>& elsewhere) {
  if (request.body.empty() && !needed) return std::nullopt;
  Json json;
  if (auto problem = ParseBody(request, json)) return problem;
  if (!json.is_object()) return BadBody("is not a JSON object");
  for (const std::string_view name : elsewhere)
    if (json.contains(name)) return BadField(std::string(name), "is not known here");
  if (auto problem = CheckObject(json, *message.GetDescriptor(), "")) return problem;
  const auto status = util::JsonStringToMessage(json.dump(), &message, util::JsonParseOptions());
  if (status.ok()) return std::nullopt;
  const std::string why(status.message().data(), status.message().size());
  // The library shows where in the text: "…\n^".
  return Unreadable(why.substr(0, why.find('\n')));
}

}  // namespace assay::gateway

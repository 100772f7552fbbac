#include "common/redis/value.h"

#include <array>

namespace assay::redis {
namespace {

struct Meaning {
  std::string_view word;
  StatusCode code;
};
constexpr std::array<Meaning, 16> kMeanings = {{
    {"OOM", StatusCode::kResourceExhausted},
    {"NOAUTH", StatusCode::kPermissionDenied},
    {"WRONGPASS", StatusCode::kPermissionDenied},
    {"NOPERM", StatusCode::kPermissionDenied},
    {"LOADING", StatusCode::kUnavailable},
    {"BUSY", StatusCode::kUnavailable},
    {"READONLY", StatusCode::kUnavailable},
    {"MASTERDOWN", StatusCode::kUnavailable},
    {"CLUSTERDOWN", StatusCode::kUnavailable},
    {"TRYAGAIN", StatusCode::kUnavailable},
    {"NOREPLICAS", StatusCode::kUnavailable},
    {"MISCONF", StatusCode::kUnavailable},
    {"UNBLOCKED", StatusCode::kUnavailable},
    {"WRONGTYPE", StatusCode::kFailedPrecondition},
    {"NOSCRIPT", StatusCode::kNotFound},
    {"EXECABORT", StatusCode::kAborted},
}};

}  // namespace

Status ErrorOf(const Value& value) {
  if (!value.IsError()) return OkStatus();
  const std::string_view word = std::string_view(value.text).substr(0, value.text.find(' '));
  StatusCode code = StatusCode::kInvalidArgument;
  for (const Meaning& meaning : kMeanings) {
    if (meaning.word == word) code = meaning.code;
  }
  return Status(code, "redis: " + value.text);
}

}  // namespace assay::redis

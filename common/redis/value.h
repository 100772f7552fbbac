#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace assay::redis {

// One reply of a server, RESP2 or RESP3.
struct Value {
  enum class Kind : uint8_t {
    kNull,
    kString,   // simple, bulk, verbatim and big numbers: text
    kError,    // text: "WRONGTYPE Operation against …"
    kInteger,  // integer
    kDouble,   // number
    kBoolean,  // integer, 0 or 1
    kArray,    // elements; sets too
    kMap,      // elements: key, value, key, value …
    kPush,     // elements: what the server says by itself
  };
  Kind kind = Kind::kNull;
  std::string text = {};
  int64_t integer = 0;
  double number = 0;
  std::vector<Value> elements = {};

  bool IsNull() const { return kind == Kind::kNull; }
  bool IsError() const { return kind == Kind::kError; }
  bool IsList() const { return kind == Kind::kArray || kind == Kind::kPush; }
};

// What an error reply means to a caller: OOM is kResourceExhausted, NOAUTH, WRONGPASS and NOPERM
// kPermissionDenied, LOADING, READONLY, CLUSTERDOWN and their like kUnavailable, WRONGTYPE
// kFailedPrecondition, any other kInvalidArgument. Ok for what is no error.
Status ErrorOf(const Value& value);

}  // namespace assay::redis

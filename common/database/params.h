#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::database {

// The values of $1, $2 … of a statement, in order. Values travel beside the statement and never
// become part of its text, whatever they hold. Thread-compatible value.
//
//   Params().Add(job).Add("text").AddArray(ids)
class Params {
 public:
  Params& Add(int64_t value);
  // Text must be UTF-8 without a NUL byte: Connection::Execute refuses other text.
  Params& Add(std::string_view value);
  Params& AddNull();
  // For a parameter that the statement casts: $1::bigint[], $1::text[].
  Params& AddArray(std::span<const int64_t> values);
  Params& AddArray(std::span<const std::string> values);

  const std::vector<std::optional<std::string>>& values() const { return values_; }

 private:
  std::vector<std::optional<std::string>> values_;
};

}  // namespace assay::database

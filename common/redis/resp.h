#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/redis/value.h"
#include "common/status.h"

// The wire format of Redis: RESP2 and RESP3 (https://redis.io/docs/reference/protocol-spec/).
namespace assay::redis {

using Command = std::vector<std::string>;

// Appends a command as an array of bulk strings: any bytes, no quoting.
void Encode(const Command& command, std::string& out);

struct RespLimits {
  size_t max_bytes = size_t{64} << 20U;  // of one reply, as it comes
  size_t max_elements = 1'000'000;       // of one reply, at all depths
  size_t max_depth = 16;
};

// Makes values of bytes, in any portions. The server is not trusted: a reply past the limits, or
// one that is no RESP, is kDataLoss, and so is everything after it. Used by one thread at a time.
class RespParser {
 public:
  explicit RespParser(RespLimits limits = {}) : limits_(limits) {}

  void Feed(std::string_view bytes) { buffer_.append(bytes); }

  // The next value; none: it is not complete yet. Attributes are skipped.
  Result<std::optional<Value>> Next();

  // True when no part of a reply waits.
  bool idle() const { return stack_.empty() && at_ == buffer_.size(); }

 private:
  // An aggregate whose elements are still coming.
  struct Open {
    Value value;
    size_t missing = 0;
    bool is_attribute = false;
  };
  enum class Step : uint8_t { kNeedsMore, kValue, kOpened };

  Result<std::optional<Value>> Advance();
  Result<Step> ReadOne(Value& value);
  Result<Step> ReadBulk(char type, std::string_view header, size_t header_end, Value& value);
  Result<Step> ReadAggregate(char type, std::string_view header);
  Result<Step> ReadScalar(char type, std::string_view header, Value& value) const;
  bool Attach(Value& value);
  void Compact();

  RespLimits limits_;
  std::string buffer_;
  size_t at_ = 0;  // what was consumed
  std::vector<Open> stack_;
  size_t bytes_ = 0, elements_ = 0;  // of the reply that is being read
  Status failed_;
};

}  // namespace assay::redis

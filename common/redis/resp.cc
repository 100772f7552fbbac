#include "common/redis/resp.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace assay::redis {
namespace {

constexpr size_t kMaxLine = size_t{64} << 10U;

Status Malformed(std::string_view why) {
  return DataLoss("redis: the server's reply is no RESP: " + std::string(why));
}
Status TooLarge(std::string_view what, size_t limit) {
  return DataLoss("redis: a reply with more than " + std::to_string(limit) + " " +
                  std::string(what));
}

std::optional<int64_t> Integer(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

std::optional<double> Double(std::string_view text) {
  if (text == "inf") return std::numeric_limits<double>::infinity();
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  if (text == "nan" || text == "-nan") return std::nan("");
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

void AppendHeader(char type, size_t number, std::string& out) {
  out += type;
  out += std::to_string(number);
  out += "\r\n";
}

Value Text(Value::Kind kind, std::string_view text) {
  Value value;
  value.kind = kind;
  value.text = text;
  return value;
}

}  // namespace

void Encode(const Command& command, std::string& out) {
  AppendHeader('*', command.size(), out);
  for (const std::string& word : command) {
    AppendHeader('$', word.size(), out);
    out += word;
    out += "\r\n";
  }
}

Result<std::optional<Value>> RespParser::Next() {
  if (!failed_.ok()) return failed_;
  auto next = Advance();
  if (!next.ok()) failed_ = next.status();
  return next;
}

Result<std::optional<Value>> RespParser::Advance() {
  while (true) {
    Value value;
    const size_t before = at_;
    ASSAY_ASSIGN_OR_RETURN(const Step step, ReadOne(value));
    bytes_ += at_ - before;
    if (bytes_ > limits_.max_bytes) return TooLarge("bytes", limits_.max_bytes);
    if (step == Step::kNeedsMore) {
      Compact();
      return std::optional<Value>();
    }
    if (step == Step::kOpened) {
      // An empty one is complete at once.
      if (stack_.back().missing > 0) continue;
      const bool is_attribute = stack_.back().is_attribute;
      value = std::move(stack_.back().value);
      stack_.pop_back();
      if (is_attribute) continue;
    }
    if (!Attach(value)) continue;
    bytes_ = elements_ = 0;
    Compact();
    return std::optional<Value>(std::move(value));
  }
}

// Gives a complete value to the aggregate that waits for it, and that one to its own. True: `value`
// is a whole reply.
bool RespParser::Attach(Value& value) {
  while (!stack_.empty()) {
    Open& open = stack_.back();
    open.value.elements.push_back(std::move(value));
    if (--open.missing > 0) return false;
    const bool is_attribute = open.is_attribute;
    value = std::move(open.value);
    stack_.pop_back();
    if (is_attribute) return false;  // belongs to the value that follows, and says nothing to us
  }
  return true;
}

Result<RespParser::Step> RespParser::ReadOne(Value& value) {
  const std::string_view rest = std::string_view(buffer_).substr(at_);
  if (rest.empty()) return Step::kNeedsMore;
  const size_t end = rest.substr(0, kMaxLine).find("\r\n");
  if (end == std::string_view::npos) {
    if (rest.size() >= kMaxLine) return TooLarge("bytes in a line", kMaxLine);
    return Step::kNeedsMore;
  }
  if (end == 0) return Malformed("an empty line");
  if (elements_ >= limits_.max_elements) return TooLarge("elements", limits_.max_elements);
  const char type = rest.front();
  const std::string_view header = rest.substr(1, end - 1);
  Step step = Step::kValue;
  switch (type) {
    case '$':
    case '=':
    case '!': {
      ASSAY_ASSIGN_OR_RETURN(step, ReadBulk(type, header, at_ + end + 2, value));
      break;
    }
    case '*':
    case '~':
    case '>':
    case '%':
    case '|': {
      // "*-1" of RESP2 is a null.
      if (type == '*' && header == "-1") {
        at_ += end + 2;
        break;
      }
      ASSAY_ASSIGN_OR_RETURN(step, ReadAggregate(type, header));
      at_ += end + 2;
      break;
    }
    default: {
      ASSAY_ASSIGN_OR_RETURN(step, ReadScalar(type, header, value));
      at_ += end + 2;
    }
  }
  if (step != Step::kNeedsMore) ++elements_;
  return step;
}

Result<RespParser::Step> RespParser::ReadBulk(char type, std::string_view header, size_t header_end,
                                              Value& value) {
  const auto size = Integer(header);
  if (!size || *size < -1 || (*size == -1 && type != '$')) return Malformed("a length");
  if (*size == -1) {
    at_ = header_end;
    return Step::kValue;
  }
  if (static_cast<uint64_t>(*size) > limits_.max_bytes) {
    return TooLarge("bytes", limits_.max_bytes);
  }
  const auto length = static_cast<size_t>(*size);
  if (buffer_.size() - header_end < length + 2) return Step::kNeedsMore;
  std::string_view text = std::string_view(buffer_).substr(header_end, length);
  if (buffer_.compare(header_end + length, 2, "\r\n") != 0) return Malformed("a string's end");
  // A verbatim string begins with its format: "txt:".
  if (type == '=') {
    if (text.size() < 4 || text[3] != ':') return Malformed("a verbatim string");
    text.remove_prefix(4);
  }
  value = Text(type == '!' ? Value::Kind::kError : Value::Kind::kString, text);
  at_ = header_end + length + 2;
  return Step::kValue;
}

Result<RespParser::Step> RespParser::ReadAggregate(char type, std::string_view header) {
  const auto count = Integer(header);
  if (!count || *count < 0) return Malformed("a count");
  const bool pairs = type == '%' || type == '|';
  if (static_cast<uint64_t>(*count) > limits_.max_elements / (pairs ? 2 : 1)) {
    return TooLarge("elements", limits_.max_elements);
  }
  if (stack_.size() >= limits_.max_depth) return TooLarge("levels", limits_.max_depth);
  Open open;
  open.missing = static_cast<size_t>(*count) * (pairs ? 2 : 1);
  open.is_attribute = type == '|';
  open.value.kind = type == '%'   ? Value::Kind::kMap
                    : type == '>' ? Value::Kind::kPush
                                  : Value::Kind::kArray;
  // A count is a claim: memory is taken as elements come.
  open.value.elements.reserve(std::min<size_t>(open.missing, 64));
  stack_.push_back(std::move(open));
  return Step::kOpened;
}

Result<RespParser::Step> RespParser::ReadScalar(char type, std::string_view header,
                                                Value& value) const {
  switch (type) {
    case '+':
    case '(':
      value = Text(Value::Kind::kString, header);
      return Step::kValue;
    case '-':
      value = Text(Value::Kind::kError, header);
      return Step::kValue;
    case '_':
      if (!header.empty()) return Malformed("a null");
      return Step::kValue;
    case ':': {
      const auto number = Integer(header);
      if (!number) return Malformed("an integer");
      value.kind = Value::Kind::kInteger;
      value.integer = *number;
      return Step::kValue;
    }
    case '#':
      if (header != "t" && header != "f") return Malformed("a boolean");
      value.kind = Value::Kind::kBoolean;
      value.integer = header == "t" ? 1 : 0;
      return Step::kValue;
    case ',': {
      const auto number = Double(header);
      if (!number) return Malformed("a number");
      value.kind = Value::Kind::kDouble;
      value.number = *number;
      return Step::kValue;
    }
    default:
      return Malformed("an unknown type");
  }
}

void RespParser::Compact() {
  if (at_ == buffer_.size()) {
    buffer_.clear();
    at_ = 0;
  } else if (at_ >= kMaxLine) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
}

}  // namespace assay::redis

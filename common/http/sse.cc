#include "common/http/sse.h"

#include <charconv>

namespace assay::http {

Status SseParser::Feed(std::string_view bytes, const Each& each) {
  while (!bytes.empty()) {
    if (after_cr_ && bytes.front() == '\n') {  // the second half of an end of line
      bytes.remove_prefix(1);
      after_cr_ = false;
      continue;
    }
    after_cr_ = false;
    const size_t end = bytes.find_first_of("\r\n");
    line_ += bytes.substr(0, end);
    if (line_.size() + data_.size() + event_.size() > max_) {
      return ResourceExhausted("an event of the stream is longer than " + std::to_string(max_) +
                               " bytes");
    }
    if (end == std::string_view::npos) return OkStatus();
    after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    TakeLine(each);
    line_.clear();
  }
  return OkStatus();
}

void SseParser::TakeLine(const Each& each) {
  std::string_view line = line_;
  if (first_line_ && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
  first_line_ = false;
  if (line.empty()) {
    if (has_data_) each({event_.empty() ? "message" : event_, data_, last_id_});
    data_.clear();
    event_.clear();
    has_data_ = false;
    return;
  }
  const size_t colon = line.find(':');
  if (colon == 0) return;  // a comment
  std::string_view value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  TakeField(line.substr(0, colon), value);
}

void SseParser::TakeField(std::string_view name, std::string_view value) {
  if (name == "data") {
    if (has_data_) data_ += '\n';
    data_ += value;
    has_data_ = true;
  } else if (name == "event") {
    event_ = value;
  } else if (name == "id") {
    if (value.find('\0') == std::string_view::npos) last_id_ = value;
  } else if (name == "retry") {
    int ms = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), ms);
    if (error == std::errc() && end == value.data() + value.size() && ms >= 0) retry_ms_ = ms;
  }
}

}  // namespace assay::http

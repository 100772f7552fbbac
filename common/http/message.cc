#include <algorithm>
#include <array>

#include "common/http/message.h"

namespace assay::http {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Header values of ours are made by handlers, partly from what clients sent: a line break in one
// would begin another header.
void AppendValue(std::string& out, std::string_view value) {
  for (const char c : value) out.push_back(c == '\r' || c == '\n' || c == '\0' ? ' ' : c);
}

}  // namespace

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return Lower(x) == Lower(y); });
}

std::string_view FindHeader(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (EqualsIgnoringCase(key, name)) return value;
  return {};
}

bool HasToken(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const std::string_view item = list.substr(0, list.find(','));
    if (EqualsIgnoringCase(Trim(item), token)) return true;
    list.remove_prefix(std::min(list.size(), item.size() + 1));
  }
  return false;
}

bool AcceptsGzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    const std::string_view item = accept_encoding.substr(0, accept_encoding.find(','));
    const std::string_view name = Trim(item.substr(0, item.find(';')));
    if (EqualsIgnoringCase(name, "gzip")) {
      const size_t q = item.find("q=");
      if (q == std::string_view::npos) return true;
      // "0", "0.0", "0.000" mean: not that one.
      return item.find_first_of("123456789", q) != std::string_view::npos;
    }
    accept_encoding.remove_prefix(std::min(accept_encoding.size(), item.size() + 1));
  }
  return false;
}

std::string_view ReasonPhrase(int status) {
  static constexpr auto kReasons = std::to_array<std::pair<int, std::string_view>>({
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {303, "See Other"},
      {304, "Not Modified"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {411, "Length Required"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {417, "Expectation Failed"},
      {422, "Unprocessable Content"},
      {426, "Upgrade Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
      {505, "HTTP Version Not Supported"},
  });
  for (const auto& [code, reason] : kReasons)
    if (code == status) return reason;
  return "Status";
}

bool HasNoBody(int status) { return status == 204 || status == 304 || status < 200; }

std::string ResponseHead(int status, const Headers& headers, const Headers& defaults) {
  std::string out = "HTTP/1.1 " + std::to_string(status) + ' ';
  out.append(ReasonPhrase(status)).append("\r\n");
  const auto append = [&out](const auto& header) {
    AppendValue(out, header.first);
    out.append(": ");
    AppendValue(out, header.second);
    out.append("\r\n");
  };
  for (const auto& header : headers) append(header);
  for (const auto& header : defaults)
    if (FindHeader(headers, header.first).data() == nullptr) append(header);
  out.append("\r\n");
  return out;
}

std::string_view Request::Header(std::string_view name) const { return FindHeader(headers, name); }

std::optional<std::string> Request::Query(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return std::nullopt;
}

}  // namespace assay::http

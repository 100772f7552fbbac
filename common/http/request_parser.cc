#include "common/http/request_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <utility>

#include "common/http/message.h"
#include "common/http/url.h"

namespace assay::http {

namespace beast_http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

namespace {

// A chunk's size line and the trailers have no bound of their own in the parser.
constexpr size_t kMaxUnusedBytes = size_t{16} << 10U;
constexpr size_t kMaxHeaders = 100;

std::string_view View(string_view text) { return {text.data(), text.size()}; }

}  // namespace

class RequestParser::Impl : public beast_http::basic_parser<true> {
 public:
  explicit Impl(size_t max_head_bytes) {
    header_limit(static_cast<uint32_t>(max_head_bytes));
    body_limit(boost::none);  // counted here: the bound depends on the route
    eager(false);
  }

  Step Feed(std::string_view data, size_t& used) {
    used = 0;
    if (status_ != 0) return Step::kError;
    while (true) {
      if (is_done()) return Finish();
      if (used == data.size()) return Step::kNeedMore;
      error_code error;
      const bool had_head = is_header_done();
      const std::string_view rest = data.substr(used);
      used += put(boost::asio::const_buffer(rest.data(), rest.size()), error);
      if (status_ != 0) return Step::kError;
      if (error == beast_http::error::need_more) return NeedMore(data.size() - used);
      if (error) return Fail(error);
      if (!had_head && is_header_done()) return CheckHead();
    }
  }

  Step NeedMore(size_t unused) {
    if (is_header_done() && unused > kMaxUnusedBytes)
      return Refuse(400, "a chunk's size line or trailer is longer than 16 KiB");
    return Step::kNeedMore;
  }

  Step Finish() {
    if (!head_seen_) return CheckHead();
    return Step::kDone;
  }

  // Everything that the parser lets through and another server on the way might read otherwise.
  Step CheckHead() {
    head_seen_ = true;
    eager(true);
    if (version_ != 11 && version_ != 10)
      return Refuse(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
    const auto& headers = request_.headers;
    size_t hosts = 0;
    size_t lengths = 0;
    size_t encodings = 0;
    for (const auto& [name, value] : headers) {
      hosts += EqualsIgnoringCase(name, "Host") ? 1 : 0;
      lengths += EqualsIgnoringCase(name, "Content-Length") ? 1 : 0;
      encodings += EqualsIgnoringCase(name, "Transfer-Encoding") ? 1 : 0;
      if (value.find('\0') != std::string::npos) return Refuse(400, "a NUL byte in a header");
    }
    if (hosts > 1 || (hosts == 0 && version_ == 11))
      return Refuse(400, "exactly one Host header is needed");
    if (lengths > 1) return Refuse(400, "more than one Content-Length");
    if (lengths == 1 && FindHeader(headers, "Content-Length").find(',') != std::string_view::npos)
      return Refuse(400, "Content-Length is one number");
    if (encodings > 0 && lengths > 0)
      return Refuse(400,
                    "both Content-Length and Transfer-Encoding: the end of the body is not clear");
    if (encodings > 1 || (encodings == 1 && version_ == 10))
      return Refuse(400, "Transfer-Encoding comes once, and only in HTTP/1.1");
    if (encodings == 1 && !EqualsIgnoringCase(FindHeader(headers, "Transfer-Encoding"), "chunked"))
      return Refuse(501, "the only Transfer-Encoding is chunked");
    const std::string_view expect = FindHeader(headers, "Expect");
    if (!expect.empty() && !EqualsIgnoringCase(expect, "100-continue"))
      return Refuse(417, "the only Expect is 100-continue");
    auto target = ParseTarget(request_.target);
    if (!target.ok()) return Refuse(400, target.status().message());
    request_.path = std::move(target->path);
    request_.query = std::move(target->query);
    return Step::kHead;
  }

  Step Fail(const error_code& error) {
    if (error == beast_http::error::header_limit)
      return Refuse(431, "the head of the request is too large");
    if (error == beast_http::error::bad_version)
      return Refuse(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
    return Refuse(400, "not a request of HTTP/1.1: " + error.message());
  }
  Step Refuse(int status, std::string detail) {
    status_ = status;
    error_ = std::move(detail);
    return Step::kError;
  }

  bool expects_continue() const {
    return version_ == 11 && !FindHeader(request_.headers, "Expect").empty();
  }

  Request request_;
  size_t max_body_bytes_ = 0;
  int version_ = 11;
  int status_ = 0;
  std::string error_;

 private:
  bool head_seen_ = false;

  void on_request_impl(beast_http::verb /*method*/, string_view method, string_view target,
                       int version, error_code& /*error*/) override {
    request_.method = View(method);
    request_.target = View(target);
    version_ = version;
  }
  void on_response_impl(int /*code*/, string_view /*reason*/, int /*version*/,
                        error_code& /*error*/) override {}
  void on_field_impl(beast_http::field /*field*/, string_view name, string_view value,
                     error_code& error) override {
    if (head_seen_) return;  // a trailer: nobody here reads them, and they must not pass as headers
    if (request_.headers.size() == kMaxHeaders) {
      Refuse(431, "more than 100 headers");
      error = beast_http::error::header_limit;
      return;
    }
    request_.headers.emplace_back(View(name), View(value));
  }
  void on_header_impl(error_code& /*error*/) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                         error_code& /*error*/) override {}
  size_t AppendBody(string_view body, error_code& error) {
    if (request_.body.size() + body.size() > max_body_bytes_) {
      Refuse(413, "the body is larger than " + std::to_string(max_body_bytes_) + " bytes");
      error = beast_http::error::body_limit;
      return 0;
    }
    request_.body.append(body.data(), body.size());
    return body.size();
  }
  size_t on_body_impl(string_view body, error_code& error) override {
    return AppendBody(body, error);
  }
  void on_chunk_header_impl(std::uint64_t /*size*/, string_view /*extensions*/,
                            error_code& /*error*/) override {}
  size_t on_chunk_body_impl(std::uint64_t /*remain*/, string_view body,
                            error_code& error) override {
    return AppendBody(body, error);
  }
  void on_finish_impl(error_code& /*error*/) override {}
};

RequestParser::RequestParser(size_t max_head_bytes)
    : impl_(std::make_unique<Impl>(max_head_bytes)) {}
RequestParser::~RequestParser() = default;
RequestParser::Step RequestParser::Feed(std::string_view data, size_t& used) {
  return impl_->Feed(data, used);
}
void RequestParser::set_max_body_bytes(size_t bytes) { impl_->max_body_bytes_ = bytes; }
uint64_t RequestParser::content_length() const {
  const auto length = impl_->content_length();
  return length ? *length : 0;
}
bool RequestParser::has_body() const { return impl_->chunked() || content_length() > 0; }
bool RequestParser::expects_continue() const { return impl_->expects_continue(); }
bool RequestParser::keep_alive() const { return impl_->keep_alive(); }
Request& RequestParser::request() { return impl_->request_; }
int RequestParser::error_status() const { return impl_->status_; }
const std::string& RequestParser::error() const { return impl_->error_; }

}  // namespace assay::http

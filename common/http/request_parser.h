#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/http/server.h"

namespace assay::http {

// Reads one HTTP/1.1 request from bytes as they come. Not thread-safe. The client is not trusted:
// what two servers may read in two ways (request smuggling) is an error, and so is every size above
// its bound.
class RequestParser {
 public:
  explicit RequestParser(size_t max_head_bytes);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  enum class Step : uint8_t {
    kNeedMore,  // of the head or the body
    kHead,      // the head is complete: look at it, set the bound of the body, go on
    kDone,      // the request is complete
    kError,     // see error_status(); the connection is of no more use
  };
  // Sets how many bytes of `data` were used; the caller keeps the others and gives them again, with
  // more behind them.
  Step Feed(std::string_view data, size_t& used);

  // Before the body; 0 until then: no body is taken at all.
  void set_max_body_bytes(size_t bytes);
  // What the head says; 0 where it says nothing. A body may also come in chunks of unknown size.
  uint64_t content_length() const;
  bool has_body() const;
  bool expects_continue() const;
  bool keep_alive() const;

  // Method, target, path, query and headers from kHead on, the body from kDone on.
  Request& request();

  int error_status() const;  // 400, 413, 417, 431, 501, 505
  const std::string& error() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::http

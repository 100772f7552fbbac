#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "common/blobs/s3_settings.h"
#include "common/blobs/sigv4.h"
#include "common/http/client.h"
#include "common/status.h"

namespace assay::blobs {

struct S3Tuning {
  int tries = 6;                               // of a request that the server could not serve
  std::chrono::milliseconds first_pause{100};  // doubled each time, a random half of it less
  std::chrono::milliseconds timeout{30'000};   // of one try, and a second more for each MiB
  uint64_t multipart_bytes = 64ULL << 20U;     // longer objects go up in parts
  uint64_t part_bytes = 16ULL << 20U;
  unsigned page = 1000;  // names a list
};

struct S3Request {
  std::string method;
  std::string key = {};  // empty: the bucket itself
  NamedValues query = {};
  std::string_view body = {};
  std::optional<uint64_t> first_bytes = {};  // only so many of an object
  uint64_t max_response_bytes = 4ULL << 20U;
};

// Signed requests to one bucket, repeated where that helps. Thread-safe.
class S3Client {
 public:
  static Result<std::unique_ptr<S3Client>> Open(S3Settings settings, S3Tuning tuning);

  // An answer with status 2xx. kNotFound (404), kPermissionDenied (401, 403), kOutOfRange (416),
  // kInternal (other 4xx: the server does not understand us), kUnavailable (after all tries),
  // kResourceExhausted.
  Result<http::ClientResponse> Send(const S3Request& request);

  const S3Settings& settings() const { return settings_; }
  const S3Tuning& tuning() const { return tuning_; }

 private:
  S3Client(S3Settings settings, S3Tuning tuning, AwsCredentials credentials,
           std::unique_ptr<http::Client> client);
  Result<http::ClientResponse> SendOnce(const S3Request& request, const std::string& digest);
  bool NewCredentials();
  Status ErrorOf(const S3Request& request, const http::ClientResponse& response) const;

  const S3Settings settings_;
  const S3Tuning tuning_;
  const std::string host_;  // as the header says it
  const std::unique_ptr<http::Client> client_;
  std::mutex mutex_;
  AwsCredentials credentials_;
};

}  // namespace assay::blobs

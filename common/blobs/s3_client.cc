#include "common/blobs/s3_client.h"

#include <ctime>
#include <thread>

#include "common/blobs/s3_xml.h"
#include "common/crypto/key.h"
#include "common/sha256.h"

namespace assay::blobs {
namespace {

using std::chrono::milliseconds;

constexpr uint64_t kMiB = 1ULL << 20U;

std::string AmzTime() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char text[17];
  std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &utc);
  return text;
}

bool WorthAnotherTry(int status) {
  return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 ||
         status == 504;
}

bool WorthAnotherTry(const Status& status) {
  return status.code() == StatusCode::kUnavailable ||
         status.code() == StatusCode::kDeadlineExceeded;
}

milliseconds Jittered(milliseconds pause) {
  const auto chance = static_cast<uint8_t>(crypto::RandomBytes(1).front());
  return pause / 2 + pause * chance / 512;
}

}  // namespace

S3Client::S3Client(S3Settings settings, S3Tuning tuning, AwsCredentials credentials,
                   std::unique_ptr<http::Client> client)
    : settings_(std::move(settings)),
      tuning_(tuning),
      host_(settings_.endpoint.substr(settings_.endpoint.find("//") + 2)),
      client_(std::move(client)),
      credentials_(std::move(credentials)) {}

Result<std::unique_ptr<S3Client>> S3Client::Open(S3Settings settings, S3Tuning tuning) {
  ASSAY_ASSIGN_OR_RETURN(AwsCredentials credentials, ReadAwsCredentials(settings.credentials));
  http::ClientOptions options;
  options.roots = settings.roots;
  options.idle_connections = 16;
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<http::Client> client,
                         http::Client::Create(std::move(options)));
  return std::unique_ptr<S3Client>(
      new S3Client(std::move(settings), tuning, std::move(credentials), std::move(client)));
}

Result<http::ClientResponse> S3Client::Send(const S3Request& request) {
  // Signed with the request, and compared by the server with what arrived: the checksum of uploads.
  const std::string digest = Sha256Hex(request.body);
  milliseconds pause = tuning_.first_pause;
  bool asked_for_credentials = false;
  for (int tries = 1;; ++tries) {
    Result<http::ClientResponse> response = SendOnce(request, digest);
    if (response.ok() && response->status / 100 == 2) return response;
    const bool refused = response.ok() && (response->status == 401 || response->status == 403);
    if (refused && !asked_for_credentials && NewCredentials()) {
      asked_for_credentials = true;
      continue;
    }
    const bool again =
        response.ok() ? WorthAnotherTry(response->status) : WorthAnotherTry(response.status());
    if (!again || tries >= tuning_.tries)
      return response.ok() ? ErrorOf(request, *response) : std::move(response).status();
    std::this_thread::sleep_for(Jittered(pause));
    pause *= 2;
  }
}

Result<http::ClientResponse> S3Client::SendOnce(const S3Request& request,
                                                const std::string& digest) {
  AwsCredentials credentials;
  {
    const std::lock_guard lock(mutex_);
    credentials = credentials_;
  }
  AwsRequest to_sign;
  to_sign.method = request.method;
  to_sign.path = "/" + settings_.bucket + (request.key.empty() ? "" : "/" + request.key);
  to_sign.query = request.query;
  to_sign.payload_sha256 = digest;
  const AwsScope scope{settings_.region, "s3", AmzTime()};
  to_sign.headers = {{"host", host_}, {"x-amz-content-sha256", digest}, {"x-amz-date", scope.time}};
  if (!credentials.session_token.empty())
    to_sign.headers.emplace_back("x-amz-security-token", credentials.session_token);
  if (request.first_bytes.has_value())
    to_sign.headers.emplace_back("range", "bytes=0-" + std::to_string(*request.first_bytes - 1));

  http::ClientRequest http;
  http.method = request.method;
  const std::string query = AwsQuery(request.query);
  http.url =
      settings_.endpoint + AwsEncode(to_sign.path, true) + (query.empty() ? "" : "?" + query);
  http.headers = to_sign.headers;
  http.headers.emplace_back("authorization", AwsAuthorization(to_sign, scope, credentials));
  http.body = request.body;
  http.timeout = tuning_.timeout +
                 std::chrono::seconds((request.body.size() + request.max_response_bytes) / kMiB);
  http.max_response_bytes = request.max_response_bytes;
  return client_->Send(http);
}

// The file is read again: credentials are exchanged while programs run. Whether they are others
// now.
bool S3Client::NewCredentials() {
  Result<AwsCredentials> read = ReadAwsCredentials(settings_.credentials);
  const std::lock_guard lock(mutex_);
  if (!read.ok() || (read->access_key_id == credentials_.access_key_id &&
                     read->secret_access_key == credentials_.secret_access_key &&
                     read->session_token == credentials_.session_token))
    return false;
  credentials_ = *std::move(read);
  return true;
}

Status S3Client::ErrorOf(const S3Request& request, const http::ClientResponse& response) const {
  const S3Error error = ParseS3Error(response.body);
  std::string message = "s3://" + settings_.bucket + "/" + request.key + ": " + request.method +
                        " is answered with status " + std::to_string(response.status);
  if (!error.code.empty()) message += " " + error.code + ": " + error.message;
  switch (response.status) {
    case 404:
      if (error.code == "NoSuchBucket") return FailedPrecondition(std::move(message));
      return NotFound(std::move(message));
    case 401:
    case 403:
      return Status(StatusCode::kPermissionDenied, std::move(message));
    case 416:
      return Status(StatusCode::kOutOfRange, std::move(message));
    default:
      return WorthAnotherTry(response.status) ? Unavailable(std::move(message))
                                              : Internal(std::move(message));
  }
}

}  // namespace assay::blobs

#include "common/blobs/s3_store.h"

#include <charconv>

#include "common/blobs/s3_xml.h"

namespace assay::blobs {
namespace {

constexpr uint64_t kSlack = 64U << 10U;  // an error's text may be longer than a short object
constexpr int kMaxRounds = 100;          // of removing versions, a thousand each

Status NoObject(std::string_view name) { return NotFound("no object " + std::string(name)); }

}  // namespace

Result<std::unique_ptr<S3Store>> S3Store::Open(S3Settings settings, S3Tuning tuning) {
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<S3Client> client,
                         S3Client::Open(std::move(settings), tuning));
  return std::unique_ptr<S3Store>(new S3Store(std::move(client)));
}

std::string S3Store::KeyOf(std::string_view name) const {
  const std::string& prefix = client_->settings().prefix;
  return prefix.empty() ? std::string(name) : prefix + "/" + std::string(name);
}

std::string S3Store::Describe() const {
  return "s3://" + client_->settings().bucket + "/" + client_->settings().prefix;
}

// ---------------------------------------------------------------------------- writing

Status S3Store::Put(std::string_view name, std::string_view data) {
  ASSAY_RETURN_IF_ERROR(CheckObjectName(name));
  const std::string key = KeyOf(name);
  if (data.size() > client_->tuning().multipart_bytes) return PutInParts(key, data);
  return client_->Send({.method = "PUT", .key = key, .body = data}).status();
}

// The object appears when the upload is completed. What was sent of one that fails is thrown away;
// where that fails too, the bucket's rule for unfinished uploads removes it (docs/blobs.md).
Status S3Store::PutInParts(const std::string& key, std::string_view data) {
  ASSAY_ASSIGN_OR_RETURN(const http::ClientResponse started,
                         client_->Send({.method = "POST", .key = key, .query = {{"uploads", ""}}}));
  ASSAY_ASSIGN_OR_RETURN(const std::string upload, ParseS3UploadId(started.body));
  const Result<std::vector<std::string>> etags = SendParts(key, upload, data);
  Status status = etags.ok() ? Complete(key, upload, *etags) : etags.status();
  if (!status.ok()) {
    (void)client_->Send({.method = "DELETE", .key = key, .query = {{"uploadId", upload}}});
  }
  return status;
}

Result<std::vector<std::string>> S3Store::SendParts(const std::string& key,
                                                    const std::string& upload,
                                                    std::string_view data) {
  std::vector<std::string> etags;
  while (!data.empty()) {
    const std::string_view part = data.substr(0, client_->tuning().part_bytes);
    data.remove_prefix(part.size());
    ASSAY_ASSIGN_OR_RETURN(
        const http::ClientResponse response,
        client_->Send(
            {.method = "PUT",
             .key = key,
             .query = {{"partNumber", std::to_string(etags.size() + 1)}, {"uploadId", upload}},
             .body = part}));
    etags.emplace_back(response.Header("ETag"));
    if (etags.back().empty()) return Unavailable(Describe() + ": a part has no ETag");
  }
  return etags;
}

Status S3Store::Complete(const std::string& key, const std::string& upload,
                         const std::vector<std::string>& etags) {
  const std::string body = S3CompleteBody(etags);
  const Result<http::ClientResponse> response =
      client_->Send({.method = "POST", .key = key, .query = {{"uploadId", upload}}, .body = body});
  if (!response.ok()) return response.status();
  // The status is sent before the work is done: an error may follow in the body.
  const S3Error error = ParseS3Error(response->body);
  if (error.code.empty()) return OkStatus();
  return Unavailable(Describe() + ": the upload was not completed: " + error.code + ": " +
                     error.message);
}

Status S3Store::Delete(std::string_view name) {
  ASSAY_RETURN_IF_ERROR(CheckObjectName(name));
  const Status status = client_->Send({.method = "DELETE", .key = KeyOf(name)}).status();
  return status.code() == StatusCode::kNotFound ? OkStatus() : status;
}

Status S3Store::Destroy(std::string_view name) {
  ASSAY_RETURN_IF_ERROR(Delete(name));
  for (int round = 0; round < kMaxRounds; ++round) {
    ASSAY_ASSIGN_OR_RETURN(const bool more, DeleteVersions(KeyOf(name)));
    if (!more) return OkStatus();
  }
  return Unavailable(Describe() + ": versions of " + std::string(name) + " do not go away");
}

// false: there was none.
Result<bool> S3Store::DeleteVersions(const std::string& key) {
  const Result<http::ClientResponse> response =
      client_->Send({.method = "GET", .query = {{"versions", ""}, {"prefix", key}}});
  // A server without versions does not know the question. Other refusals are errors: a version that
  // stays is a key that was not destroyed.
  if (response.status().code() == StatusCode::kNotFound ||
      response.status().code() == StatusCode::kInternal)
    return false;
  if (!response.ok()) return response.status();
  ASSAY_ASSIGN_OR_RETURN(const S3Page page, ParseS3Versions(response->body));
  bool any = false;
  for (const S3Page::Object& version : page.objects) {
    if (version.key != key) continue;  // another that begins alike
    any = true;
    const Status status =
        client_
            ->Send({.method = "DELETE", .key = key, .query = {{"versionId", version.version_id}}})
            .status();
    if (!status.ok() && status.code() != StatusCode::kNotFound) return status;
  }
  return any;
}

// ---------------------------------------------------------------------------- reading

Result<std::string> S3Store::Get(std::string_view name, uint64_t max_bytes) {
  ASSAY_RETURN_IF_ERROR(CheckObjectName(name));
  Result<http::ClientResponse> response = client_->Send(
      {.method = "GET", .key = KeyOf(name), .max_response_bytes = max_bytes + kSlack});
  if (response.status().code() == StatusCode::kNotFound) return NoObject(name);
  if (!response.ok()) return std::move(response).status();
  if (response->body.size() > max_bytes)
    return ResourceExhausted(std::string(name) + ": longer than " + std::to_string(max_bytes));
  return std::move(response->body);
}

Result<std::string> S3Store::GetHead(std::string_view name, size_t bytes) {
  ASSAY_RETURN_IF_ERROR(CheckObjectName(name));
  if (bytes == 0) bytes = 1;  // a range cannot be empty
  Result<http::ClientResponse> response = client_->Send({.method = "GET",
                                                         .key = KeyOf(name),
                                                         .first_bytes = bytes,
                                                         .max_response_bytes = bytes + kSlack});
  // An empty object has no first byte.
  if (response.status().code() == StatusCode::kOutOfRange) return std::string();
  if (response.status().code() == StatusCode::kNotFound) return NoObject(name);
  if (!response.ok()) return std::move(response).status();
  return response->body.substr(0, bytes);
}

Result<std::optional<uint64_t>> S3Store::Size(std::string_view name) {
  ASSAY_RETURN_IF_ERROR(CheckObjectName(name));
  const Result<http::ClientResponse> response =
      client_->Send({.method = "HEAD", .key = KeyOf(name)});
  if (response.status().code() == StatusCode::kNotFound) return std::optional<uint64_t>();
  if (!response.ok()) return response.status();
  const std::string_view text = response->Header("Content-Length");
  uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc() || end != text.data() + text.size())
    return Unavailable(Describe() + ": an object without a length");
  return std::optional<uint64_t>(size);
}

Status S3Store::List(std::string_view prefix, const Each& each) {
  if (!prefix.ends_with('/')) return InvalidArgument("a prefix ends with '/'");
  ASSAY_RETURN_IF_ERROR(CheckObjectName(prefix.substr(0, prefix.size() - 1)));
  const size_t skip = KeyOf("").size();
  NamedValues query = {{"list-type", "2"},
                       {"max-keys", std::to_string(client_->tuning().page)},
                       {"prefix", KeyOf(prefix)}};
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const http::ClientResponse response,
                           client_->Send({.method = "GET", .query = query}));
    ASSAY_ASSIGN_OR_RETURN(const S3Page page, ParseS3List(response.body));
    for (const S3Page::Object& object : page.objects) {
      const std::string_view name = std::string_view(object.key).substr(skip);
      // A server that answers what was not asked for.
      if (!object.key.starts_with(KeyOf(prefix)) || !CheckObjectName(name).ok()) continue;
      ASSAY_RETURN_IF_ERROR(each(name, object.bytes));
    }
    if (page.next.empty()) return OkStatus();
    if (query.size() > 3) query.pop_back();
    query.emplace_back("continuation-token", page.next);
  }
}

}  // namespace assay::blobs

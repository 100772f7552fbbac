#include "common/blobs/s3_server_for_test.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <cctype>
#include <sstream>

namespace assay::blobs {
namespace {

using http::ReceivedRequest;
using http::ReceiverConnection;

std::string Hex(std::string_view bytes) {
  std::string text;
  char digits[3];
  for (const char c : bytes) {
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned char>(c));
    text += digits;
  }
  return text;
}

std::string Digest(std::string_view data) {
  unsigned char hash[32];
  unsigned size = 0;
  EVP_Digest(data.data(), data.size(), hash, &size, EVP_sha256(), nullptr);
  return Hex({reinterpret_cast<char*>(hash), size});
}

std::string Mac(std::string_view key, std::string_view data) {
  unsigned char mac[32];
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(data.data()), data.size(), mac, &size);
  return {reinterpret_cast<char*>(mac), size};
}

std::vector<std::string> Split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

std::string Decoded(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      decoded += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::string After(const std::string& text, const std::string& what, char until) {
  const size_t at = text.find(what);
  if (at == std::string::npos) return "";
  const size_t from = at + what.size();
  return text.substr(from, text.find(until, from) - from);
}

void Refuse(ReceiverConnection& connection, int status, const std::string& code) {
  connection.Reply(
      status, {{"Content-Type", "application/xml"}},
      "<?xml version=\"1.0\"?>\n<Error><Code>" + code + "</Code><Message>no</Message></Error>");
}

}  // namespace

S3ServerForTest::S3ServerForTest()
    : receiver_([this](const ReceivedRequest& request, ReceiverConnection& connection) {
        Handle(request, connection);
      }) {}

void S3ServerForTest::Fail(std::vector<int> answers) {
  const std::lock_guard lock(mutex_);
  failures_ = std::move(answers);
}

void S3ServerForTest::SetSecret(std::string secret) {
  const std::lock_guard lock(mutex_);
  secret_ = std::move(secret);
}

size_t S3ServerForTest::unfinished_uploads() {
  const std::lock_guard lock(mutex_);
  return uploads_.size();
}

std::vector<std::string> S3ServerForTest::versions() {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  for (const auto& [key, list] : objects_)
    for (const Version& version : list) all.push_back(version.data);
  return all;
}

// Empty: it is right. From the bytes of the request, without the code that signs.
std::string S3ServerForTest::WrongSignature(const ReceivedRequest& request) const {
  const std::string header(request.Header("Authorization"));
  const std::string scope = After(header, "Credential=", ',');
  const std::string names = After(header, "SignedHeaders=", ',');
  const std::vector<std::string> parts = Split(scope, '/');  // key, date, region, service, end
  if (parts.size() != 5 || parts[0] != kAccessKey || parts[3] != "s3") return "InvalidAccessKeyId";
  if (request.Header("x-amz-content-sha256") != Digest(request.body))
    return "XAmzContentSHA256Mismatch";
  for (const char* must : {"host", "x-amz-content-sha256", "x-amz-date"})
    if ((";" + names + ";").find(std::string(";") + must + ";") == std::string::npos)
      return "AccessDenied";

  const size_t question = request.target.find('?');
  std::vector<std::string> query;
  if (question != std::string::npos) query = Split(request.target.substr(question + 1), '&');
  std::sort(query.begin(), query.end());
  std::string canonical = request.method + "\n" + request.target.substr(0, question) + "\n";
  for (size_t i = 0; i < query.size(); ++i) canonical += (i > 0 ? "&" : "") + query[i];
  canonical += "\n";
  for (const std::string& name : Split(names, ';'))
    canonical += name + ":" + std::string(request.Header(name)) + "\n";
  canonical += "\n" + names + "\n" + Digest(request.body);
  const std::string date(request.Header("x-amz-date"));
  const std::string to_sign = "AWS4-HMAC-SHA256\n" + date + "\n" +
                              scope.substr(scope.find('/') + 1) + "\n" + Digest(canonical);
  std::string key = "AWS4" + secret_;
  for (size_t i = 1; i < parts.size(); ++i) key = Mac(key, parts[i]);
  return Hex(Mac(key, to_sign)) == After(header, "Signature=", ',') ? "" : "SignatureDoesNotMatch";
}

void S3ServerForTest::Handle(const ReceivedRequest& request, ReceiverConnection& connection) {
  const std::lock_guard lock(mutex_);
  if (!failures_.empty()) {
    const int failure = failures_.front();
    failures_.erase(failures_.begin());
    if (failure == 0) return connection.CloseAfter();
    if (failure > 1) {
      return Refuse(connection, failure, failure == 503 ? "SlowDown" : "InternalError");
    }
    if (failure < 0) {
      (void)connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it");
      return connection.CloseAfter();
    }
  }
  const std::string wrong = WrongSignature(request);
  if (!wrong.empty()) return Refuse(connection, 403, wrong);
  const size_t question = request.target.find('?');
  const std::string path = Decoded(request.target.substr(0, question));
  Call call{request.method, "", {}, &request};
  if (path != "/bucket" && !path.starts_with("/bucket/"))
    return Refuse(connection, 404, "NoSuchBucket");
  if (path.size() > 8) call.key = path.substr(8);
  if (question != std::string::npos) {
    for (const std::string& pair : Split(request.target.substr(question + 1), '&'))
      call.query[Decoded(pair.substr(0, pair.find('=')))] =
          Decoded(pair.substr(pair.find('=') + 1));
  }
  Answer(call, connection);
}

void S3ServerForTest::Answer(const Call& call, ReceiverConnection& connection) {
  if (call.key.empty()) {
    return call.query.contains("versions") ? ListVersions(call, connection)
                                           : List(call, connection);
  }
  if (call.method == "PUT") return PutOrPart(call, connection);
  if (call.method == "POST") return Post(call, connection);
  if (call.method == "DELETE") return Remove(call, connection);
  Read(call, connection);
}

std::string S3ServerForTest::Store(const std::string& key, std::string data, bool deleted) {
  objects_[key].push_back({"v" + std::to_string(++made_), std::move(data), deleted});
  return objects_[key].back().id;
}

const S3ServerForTest::Version* S3ServerForTest::Newest(const std::string& key) const {
  const auto found = objects_.find(key);
  if (found == objects_.end() || found->second.empty() || found->second.back().deleted)
    return nullptr;
  return &found->second.back();
}

void S3ServerForTest::PutOrPart(const Call& call, ReceiverConnection& connection) {
  const auto upload = call.query.find("uploadId");
  if (upload == call.query.end()) {
    Store(call.key, call.request->body, false);
    return connection.Reply(200, {{"ETag", "\"" + Digest(call.request->body) + "\""}});
  }
  if (!uploads_.contains(upload->second)) return Refuse(connection, 404, "NoSuchUpload");
  uploads_[upload->second][std::stoi(call.query.at("partNumber"))] = call.request->body;
  connection.Reply(200, {{"ETag", "\"" + Digest(call.request->body) + "\""}});
}

void S3ServerForTest::Post(const Call& call, ReceiverConnection& connection) {
  if (call.query.contains("uploads")) {
    const std::string id = "up/load=" + std::to_string(++made_);
    uploads_[id];
    return connection.Reply(200, {},
                            "<InitiateMultipartUploadResult><UploadId>" + id +
                                "</UploadId></InitiateMultipartUploadResult>");
  }
  const auto upload = uploads_.find(call.query.at("uploadId"));
  if (upload == uploads_.end()) return Refuse(connection, 404, "NoSuchUpload");
  std::string data, body = call.request->body;
  for (const auto& [number, part] : upload->second) {
    const std::string wanted = "<Part><PartNumber>" + std::to_string(number) +
                               "</PartNumber><ETag>\"" + Digest(part) + "\"</ETag></Part>";
    if (body.find(wanted) == std::string::npos)  // an error behind status 200, as S3 does it
      return connection.Reply(200, {},
                              "<Error><Code>InvalidPart</Code><Message>no</Message></Error>");
    data += part;
  }
  uploads_.erase(upload);
  Store(call.key, std::move(data), false);
  connection.Reply(200, {}, "<CompleteMultipartUploadResult/>");
}

void S3ServerForTest::Read(const Call& call, ReceiverConnection& connection) {
  const Version* version = Newest(call.key);
  if (version == nullptr) {
    if (call.method != "HEAD") return Refuse(connection, 404, "NoSuchKey");
    (void)connection.Write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    return;
  }
  if (call.method == "HEAD") {
    (void)connection.Write(
        "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(version->data.size()) + "\r\n\r\n");
    return;
  }
  const std::string range(call.request->Header("Range"));
  if (range.empty()) return connection.Reply(200, {}, version->data);
  if (version->data.empty()) return Refuse(connection, 416, "InvalidRange");
  connection.Reply(206, {}, version->data.substr(0, std::stoul(range.substr(8)) + 1));
}

void S3ServerForTest::Remove(const Call& call, ReceiverConnection& connection) {
  if (const auto upload = call.query.find("uploadId"); upload != call.query.end()) {
    uploads_.erase(upload->second);
  } else if (const auto id = call.query.find("versionId"); id != call.query.end()) {
    std::erase_if(objects_[call.key], [&](const Version& v) { return v.id == id->second; });
  } else if (Newest(call.key) != nullptr) {
    Store(call.key, "", true);
  }
  connection.Reply(204);
}

void S3ServerForTest::List(const Call& call, ReceiverConnection& connection) {
  const auto option = [&](const char* name) {
    const auto found = call.query.find(name);
    return found == call.query.end() ? std::string() : found->second;
  };
  const size_t most = std::stoul(option("max-keys"));
  std::string xml = "<ListBucketResult>", last;
  size_t count = 0;
  bool truncated = false;
  for (const auto& [key, list] : objects_) {
    // The token is the last key behind a mark: opaque to the client.
    const std::string after = option("continuation-token");
    if (!key.starts_with(option("prefix")) || Newest(key) == nullptr) continue;
    if (!after.empty() && key <= after.substr(2)) continue;
    truncated = count == most;
    if (truncated) break;
    ++count;
    last = key;
    xml += "<Contents><Key>" + key + "</Key><Size>" + std::to_string(Newest(key)->data.size()) +
           "</Size></Contents>";
  }
  xml += std::string("<IsTruncated>") + (truncated ? "true" : "false") + "</IsTruncated>";
  if (truncated) xml += "<NextContinuationToken>+/" + last + "</NextContinuationToken>";
  connection.Reply(200, {}, xml + "</ListBucketResult>");
}

void S3ServerForTest::ListVersions(const Call& call, ReceiverConnection& connection) {
  std::string xml = "<ListVersionsResult>";
  for (const auto& [key, list] : objects_) {
    if (!key.starts_with(call.query.at("prefix"))) continue;
    for (const Version& version : list) {
      const std::string tag = version.deleted ? "DeleteMarker" : "Version";
      xml += "<" + tag + "><Key>" + key + "</Key><VersionId>" + version.id + "</VersionId>" +
             (version.deleted ? "" : "<Size>" + std::to_string(version.data.size()) + "</Size>") +
             "</" + tag + ">";
    }
  }
  connection.Reply(200, {}, xml + "</ListVersionsResult>");
}

}  // namespace assay::blobs

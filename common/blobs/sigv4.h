#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// AWS Signature Version 4 for requests whose signature stands in a header
// (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html), and
// S3's variant of it: paths are encoded once and not normalised.
namespace assay::blobs {

struct AwsCredentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  // empty: none
};

using NamedValues = std::vector<std::pair<std::string, std::string>>;

struct AwsRequest {
  std::string method;
  std::string path = "/";      // not encoded
  NamedValues query = {};      // not encoded, any order
  NamedValues headers = {};    // all that are signed; names in any case
  std::string payload_sha256;  // hexadecimal, or "UNSIGNED-PAYLOAD"
};

struct AwsScope {
  std::string region, service;
  std::string time;  // "20130524T000000Z"
};

// Every byte but letters, digits and "-._~" as "%XX"; '/' too unless it is kept.
std::string AwsEncode(std::string_view text, bool keep_slash);
// The query as it is signed, and as it is to be sent.
std::string AwsQuery(const NamedValues& query);

std::string AwsCanonicalRequest(const AwsRequest& request);
// The value of the header Authorization.
std::string AwsAuthorization(const AwsRequest& request, const AwsScope& scope,
                             const AwsCredentials& credentials);

}  // namespace assay::blobs

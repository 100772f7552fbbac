#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "common/blobs/sigv4.h"
#include "common/status.h"

namespace assay::blobs {

// Where a bucket is. A value without secrets: those are in the credentials' file.
struct S3Settings {
  std::string bucket;
  std::string prefix;    // of all names; empty, or without '/' at its ends
  std::string endpoint;  // "https://HOST[:PORT]"; requests are path-style: ENDPOINT/BUCKET/NAME
  std::string region;
  std::filesystem::path credentials;
  std::filesystem::path roots;  // PEM; empty: the system's
};

// "s3://BUCKET[/PREFIX]?region=R&credentials=FILE[&endpoint=URL][&roots=FILE]". Without an endpoint
// it is Amazon's of the region. Plain http is taken for the loopback only. kInvalidArgument says
// what is wrong; an unknown option is.
Result<S3Settings> ParseS3Url(std::string_view url);

// The file of the AWS tools, with one profile: lines "aws_access_key_id = …",
// "aws_secret_access_key = …" and, for temporary ones, "aws_session_token = …". A "[name]" line and
// comments ('#') may stand there. Refused where others than its owner may read it.
Result<AwsCredentials> ReadAwsCredentials(const std::filesystem::path& file);

}  // namespace assay::blobs

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// What an S3 server says in XML. It is not trusted: what is odd is kUnavailable, as from a server
// that is no S3 server at all.
namespace assay::blobs {

struct S3Error {
  std::string code, message;  // printable, at most 200 bytes; empty where there is no <Error>
};
S3Error ParseS3Error(std::string_view xml);

struct S3Page {
  struct Object {
    std::string key;
    uint64_t bytes = 0;
    std::string version_id;  // of a list of versions
  };
  std::vector<Object> objects;  // of a list of versions: delete markers too
  std::string next;             // continuation token, or empty
};
Result<S3Page> ParseS3List(std::string_view xml);
Result<S3Page> ParseS3Versions(std::string_view xml);

Result<std::string> ParseS3UploadId(std::string_view xml);
// The body that completes an upload of parts with these ETags.
std::string S3CompleteBody(const std::vector<std::string>& etags);

}  // namespace assay::blobs

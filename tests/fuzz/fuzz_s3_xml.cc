// What a server of any kind says where an answer of S3 is expected.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/blobs/s3_xml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view xml(reinterpret_cast<const char*>(data), size);
  for (const auto& page : {assay::blobs::ParseS3List(xml), assay::blobs::ParseS3Versions(xml)}) {
    if (!page.ok()) continue;
    for (const auto& object : page->objects)
      if (object.key.empty()) std::abort();
  }
  const auto upload = assay::blobs::ParseS3UploadId(xml);
  if (upload.ok() && upload->empty()) std::abort();
  const auto error = assay::blobs::ParseS3Error(xml);
  for (const char c : error.code + error.message)
    if (c < ' ' || c > '~') std::abort();
  return 0;
}

#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "common/blobs/encrypted_store.h"
#include "common/status.h"

namespace assay::blobs {

// `url`: "file:FOLDER", or
// "s3://BUCKET/PREFIX?endpoint=https://HOST[:PORT]&region=R&credentials=FILE" (s3_store.h). The
// master key file must be there: CreateMasterKey makes it (master_keys.h).
Result<std::unique_ptr<EncryptedStore>> OpenBlobStore(std::string_view url,
                                                      const std::filesystem::path& master_key,
                                                      const EncryptedOptions& options = {});

// The part without keys: for backups, which copy objects as they are.
Result<std::unique_ptr<ObjectStore>> OpenObjectStore(std::string_view url);

}  // namespace assay::blobs

#include "common/blobs/open.h"

#include "common/blobs/folder_store.h"
#include "common/blobs/s3_settings.h"
#include "common/blobs/s3_store.h"

namespace assay::blobs {

Result<std::unique_ptr<EncryptedStore>> OpenBlobStore(std::string_view url,
                                                      const std::filesystem::path& master_key,
                                                      const EncryptedOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<MasterKeys> masters, MasterKeys::Load(master_key));
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<ObjectStore> objects, OpenObjectStore(url));
  return std::make_unique<EncryptedStore>(std::move(objects), std::move(masters), options);
}

Result<std::unique_ptr<ObjectStore>> OpenObjectStore(std::string_view url) {
  constexpr std::string_view kFile = "file:";
  if (url.starts_with(kFile)) {
    ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<ObjectStore> store,
                           FolderStore::Open(std::filesystem::path(url.substr(kFile.size()))));
    return store;
  }
  if (url.starts_with("s3:")) {
    ASSAY_ASSIGN_OR_RETURN(S3Settings settings, ParseS3Url(url));
    ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<ObjectStore> store, S3Store::Open(std::move(settings)));
    return store;
  }
  return InvalidArgument("blobs: \"" + std::string(url) +
                         "\" is neither file:FOLDER nor s3://BUCKET/PREFIX?endpoint=…&region=…");
}

}  // namespace assay::blobs

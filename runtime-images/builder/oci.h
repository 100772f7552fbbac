#pragma once

#include <filesystem>

#include "common/status.h"
#include "runtime-images/image_store.h"

namespace assay::runtime_images {

// Writes `image` as an OCI image layout (image-spec 1.0: oci-layout, index.json, blobs/sha256) of
// one gzip layer into the new folder `out`, which must not exist. The same image gives the same
// bytes. Programs run in it as user 1000 in /work.
Status ExportOci(const Image& image, const std::filesystem::path& out);

}  // namespace assay::runtime_images
